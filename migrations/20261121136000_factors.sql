-- Second factors: an app that makes codes, backup codes, and sign-ins that wait for one.

create table totp_factor (
    person_id uuid primary key references account (id) on delete cascade,
    secret_sealed bytea not null constraint totp_factor_secret_sealed_len_check check (length(secret_sealed) between 30 and 200),
    created_at timestamptz not null,
    -- Null: shown, but nobody has typed a code of it yet, so it counts for nothing.
    confirmed_at timestamptz,
    -- The time step of the last code that was taken: neither it nor an older one is taken again.
    last_step bigint not null default 0,
    -- Wrong guesses, and when the first of them was made.
    wrong int not null default 0 constraint totp_factor_wrong_check check (wrong >= 0),
    wrong_since timestamptz,
    constraint totp_factor_wrong_since_check check ((wrong = 0) = (wrong_since is null))
);

create table backup_code (
    id uuid primary key,
    person_id uuid not null references account (id) on delete cascade,
    code_sha256 bytea not null constraint backup_code_len_check check (length(code_sha256) = 32),
    created_at timestamptz not null,
    used_at timestamptz
);
create unique index backup_code_key on backup_code (person_id, code_sha256);

-- Somebody whose password was right, and who has not shown the second factor yet.
create table pending_sign_in (
    token_sha256 bytea primary key constraint pending_sign_in_len_check check (length(token_sha256) = 32),
    person_id uuid not null references account (id) on delete cascade,
    created_at timestamptz not null,
    expires_at timestamptz not null
);
create index pending_sign_in_person_idx on pending_sign_in (person_id);
create index pending_sign_in_expires_idx on pending_sign_in (expires_at);

alter table totp_factor enable row level security;
alter table totp_factor force row level security;
alter table backup_code enable row level security;
alter table backup_code force row level security;
alter table pending_sign_in enable row level security;
alter table pending_sign_in force row level security;

create policy totp_factor_owner on totp_factor for all to app_owner using (true) with check (true);
create policy backup_code_owner on backup_code for all to app_owner using (true) with check (true);
create policy pending_sign_in_owner on pending_sign_in for all to app_owner using (true) with check (true);
create policy totp_factor_own on totp_factor for all to app_rw
    using (person_id = (select app_person())) with check (person_id = (select app_person()));
create policy backup_code_own on backup_code for all to app_rw
    using (person_id = (select app_person())) with check (person_id = (select app_person()));
create policy pending_sign_in_take on pending_sign_in for delete to app_rw using (person_id = (select app_person()));
create policy pending_sign_in_see on pending_sign_in for select to app_rw using (person_id = (select app_person()));

grant select, insert, update, delete on totp_factor to app_rw;
grant select, insert, delete on backup_code to app_rw;
grant update (used_at) on backup_code to app_rw;
grant select, delete on pending_sign_in to app_rw;

-- Before anyone is known ------------------------------------------------------------------------

-- Is a password alone not enough for this account?
create function auth_needs_second_step(person uuid)
returns boolean language sql stable security definer set search_path = public, pg_temp as
$$ select exists (select 1 from totp_factor t where t.person_id = person and t.confirmed_at is not null) $$;

create function auth_open_pending(token bytea, person uuid, at timestamptz, until timestamptz)
returns void language sql security definer set search_path = public, pg_temp as
$$ insert into pending_sign_in (token_sha256, person_id, created_at, expires_at) values (token, person, at, until) $$;

-- Whose sign-in waits behind a token.
create function auth_find_pending(token bytea, at timestamptz)
returns table (person_id uuid, email text, status text) language sql stable security definer set search_path = public, pg_temp as
$$ select a.id, a.email, a.status from pending_sign_in p join account a on a.id = p.person_id
   where p.token_sha256 = token and p.expires_at > at and a.status <> 'BANNED' $$;

-- Takes every second factor of a person away. False if there was none.
create function auth_reset_factors(person uuid)
returns boolean language plpgsql security definer set search_path = public, pg_temp as
$$ begin
       delete from backup_code where person_id = person;
       delete from totp_factor where person_id = person;
       return found;
   end $$;

-- What ends sessions ends sign-ins that wait, too.
create or replace function auth_end_access(person uuid, but uuid, keys_too boolean, at timestamptz)
returns void language sql security definer set search_path = public, pg_temp as
$$ delete from session where account_id = person and id is distinct from but;
   delete from pending_sign_in where person_id = person;
   delete from token_family where person_id = person and id is distinct from but;
   update api_key set revoked_at = at, revoked_by = person where keys_too and created_by = person and revoked_at is null $$;

-- Throws away what nobody has finished.
create function auth_sweep_factors(at timestamptz)
returns void language sql security definer set search_path = public, pg_temp as
$$ delete from pending_sign_in where expires_at <= at;
   delete from totp_factor where confirmed_at is null and created_at < at - interval '1 day' $$;

grant execute on function auth_needs_second_step(uuid), auth_open_pending(bytea, uuid, timestamptz, timestamptz),
    auth_find_pending(bytea, timestamptz), auth_reset_factors(uuid), auth_sweep_factors(timestamptz) to app_rw;
