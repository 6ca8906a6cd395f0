-- Passkeys: another way in, and another second step. What is stored of one is public; its secret never leaves
-- the device it was made on.

create table passkey (
    id uuid primary key,
    person_id uuid not null references account (id) on delete cascade,
    name text not null constraint passkey_name_len_check check (length(name) between 1 and 80),
    credential_id bytea not null constraint passkey_credential_id_len_check check (length(credential_id) between 1 and 1023),
    -- Its public key, its counter, and what kind it is.
    credential jsonb not null,
    created_at timestamptz not null,
    last_used_at timestamptz
);
create unique index passkey_credential_key on passkey (credential_id);
create index passkey_person_idx on passkey (person_id, created_at);

-- A question that a browser was asked and has not answered yet; answered once.
create table passkey_challenge (
    token_sha256 bytea primary key constraint passkey_challenge_len_check check (length(token_sha256) = 32),
    purpose text not null constraint passkey_challenge_purpose_check check (purpose in ('REGISTER', 'SIGN_IN', 'SECOND_STEP', 'CONFIRM')),
    -- Null: nobody is known yet.
    person_id uuid references account (id) on delete cascade,
    state jsonb not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    constraint passkey_challenge_person_check check ((person_id is null) = (purpose = 'SIGN_IN'))
);
create index passkey_challenge_person_idx on passkey_challenge (person_id);
create index passkey_challenge_expires_idx on passkey_challenge (expires_at);

alter table passkey enable row level security;
alter table passkey force row level security;
alter table passkey_challenge enable row level security;
alter table passkey_challenge force row level security;

create policy passkey_owner on passkey for all to app_owner using (true) with check (true);
create policy passkey_challenge_owner on passkey_challenge for all to app_owner using (true) with check (true);
create policy passkey_own on passkey for all to app_rw
    using (person_id = (select app_person())) with check (person_id = (select app_person()));

grant select, insert, delete on passkey to app_rw;
grant update (name, credential, last_used_at) on passkey to app_rw;

-- Before anyone is known ------------------------------------------------------------------------

create function auth_ask_passkey(token bytea, what text, person uuid, asked jsonb, at timestamptz, until timestamptz)
returns void language sql security definer set search_path = public, pg_temp as
$$ insert into passkey_challenge (token_sha256, purpose, person_id, state, created_at, expires_at) values (token, what, person, asked, at, until) $$;

-- What was asked, once. Nothing if it was for something else, or of somebody else.
create function auth_take_passkey_challenge(token bytea, what text, person uuid, at timestamptz)
returns table (state jsonb) language sql security definer set search_path = public, pg_temp as
$$ delete from passkey_challenge c
   where c.token_sha256 = token and c.purpose = what and c.person_id is not distinct from person and c.expires_at > at
   returning c.state $$;

-- Whose passkey it is. Nobody is signed in by this: the answer to the challenge is yet to be checked with it.
create function auth_find_passkey(wanted bytea)
returns table (person_id uuid, credential jsonb, status text) language sql stable security definer set search_path = public, pg_temp as
$$ select a.id, p.credential, a.status from passkey p join account a on a.id = p.person_id where p.credential_id = wanted $$;

-- In how many ways a person can sign in: by password, by passkey, by another service. The account is held, so that two do not
-- take the last two ways away at once.
create function auth_ways_in(person uuid)
returns bigint language plpgsql security definer set search_path = public, pg_temp as
$$ begin
       perform 1 from account a where a.id = person for update;
       return auth_has_password(person)::int + (select count(*) from passkey p where p.person_id = person)
              + (select count(*) from provider_link l where l.account_id = person);
   end $$;

-- DONE; NONE if there is no such link; LAST if it is the last way in.
create or replace function auth_unlink_provider(person uuid, with_provider text)
returns text language plpgsql security definer set search_path = public, pg_temp as
$$ declare
       ways bigint := auth_ways_in(person);
   begin
       if not exists (select 1 from provider_link l where l.account_id = person and l.provider = with_provider) then return 'NONE'; end if;
       if ways < 2 then return 'LAST'; end if;
       delete from provider_link l where l.account_id = person and l.provider = with_provider;
       return 'DONE';
   end $$;

-- Takes every second factor and passkey of a person away. False if there was none.
create or replace function auth_reset_factors(person uuid)
returns boolean language plpgsql security definer set search_path = public, pg_temp as
$$ declare
       gone boolean;
   begin
       delete from backup_code where person_id = person;
       delete from totp_factor where person_id = person;
       gone := found;
       delete from passkey where person_id = person;
       return gone or found;
   end $$;

create or replace function auth_sweep_factors(at timestamptz)
returns void language sql security definer set search_path = public, pg_temp as
$$ delete from pending_sign_in where expires_at <= at;
   delete from passkey_challenge where expires_at <= at;
   delete from totp_factor where confirmed_at is null and created_at < at - interval '1 day' $$;

grant execute on function auth_ask_passkey(bytea, text, uuid, jsonb, timestamptz, timestamptz),
    auth_take_passkey_challenge(bytea, text, uuid, timestamptz), auth_find_passkey(bytea),
    auth_ways_in(uuid) to app_rw;
