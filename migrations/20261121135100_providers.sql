-- Signing in with another service: which accounts are linked to which of its, and what is under way.

create table provider_link (
    provider text not null constraint provider_link_provider_check check (provider in ('google', 'github', 'linkedin')),
    -- What the service calls its account; never reused there, unlike an address.
    subject text not null constraint provider_link_subject_len_check check (length(subject) between 1 and 255),
    account_id uuid not null references account (id) on delete cascade,
    -- As the service told it when it was linked: to know it by.
    email text not null constraint provider_link_email_len_check check (length(email) <= 254),
    created_at timestamptz not null,
    primary key (provider, subject)
);
-- One of each service a person.
create unique index provider_link_account_key on provider_link (account_id, provider);

-- Somebody who was sent to a service and is not back yet.
create table provider_flow (
    state_sha256 bytea primary key constraint provider_flow_state_len_check check (length(state_sha256) = 32),
    provider text not null constraint provider_flow_provider_check check (provider in ('google', 'github', 'linkedin')),
    -- SIGN_IN; LINK and PROVE are for whoever is signed in.
    purpose text not null constraint provider_flow_purpose_check check (purpose in ('SIGN_IN', 'LINK', 'PROVE')),
    account_id uuid references account (id) on delete cascade,
    -- Proves to the service that whoever fetches the tokens is who asked; worth nothing to others, and gone in minutes.
    verifier text not null constraint provider_flow_verifier_len_check check (length(verifier) between 43 and 128),
    nonce text not null constraint provider_flow_nonce_len_check check (length(nonce) <= 128),
    created_at timestamptz not null,
    expires_at timestamptz not null,
    constraint provider_flow_whose_check check ((purpose = 'SIGN_IN') = (account_id is null))
);
create index provider_flow_account_idx on provider_flow (account_id) where account_id is not null;
create index provider_flow_expires_idx on provider_flow (expires_at);

alter table provider_link enable row level security;
alter table provider_link force row level security;
alter table provider_flow enable row level security;
alter table provider_flow force row level security;
create policy provider_link_owner on provider_link for all to app_owner using (true) with check (true);
create policy provider_flow_owner on provider_flow for all to app_owner using (true) with check (true);
create policy provider_link_own on provider_link for select to app_rw using (account_id = (select app_person()));
grant select on provider_link to app_rw;

create function auth_begin_flow(state bytea, with_provider text, what text, account uuid, secret text, once text, at timestamptz, until timestamptz)
returns void language sql security definer set search_path = public, pg_temp as
$$ insert into provider_flow (state_sha256, provider, purpose, account_id, verifier, nonce, created_at, expires_at)
   values (state, with_provider, what, account, secret, once, at, until) $$;

create function auth_flow(state bytea, at timestamptz)
returns table (provider text, verifier text, nonce text) language sql stable security definer set search_path = public, pg_temp as
$$ select f.provider, f.verifier, f.nonce from provider_flow f where f.state_sha256 = state and f.expires_at > at $$;

-- Ends what is under way. Nothing if it was ended before.
create function auth_end_flow(state bytea, with_provider text, at timestamptz)
returns table (purpose text, account_id uuid, verifier text, nonce text)
language sql security definer set search_path = public, pg_temp as
$$ delete from provider_flow f where f.state_sha256 = state and f.provider = with_provider and f.expires_at > at
   returning f.purpose, f.account_id, f.verifier, f.nonce $$;

-- Whose account is linked to an account of a service.
create function auth_account_by_provider(with_provider text, wanted text)
returns table (id uuid, status text) language sql stable security definer set search_path = public, pg_temp as
$$ select a.id, a.status from provider_link l join account a on a.id = l.account_id
   where l.provider = with_provider and l.subject = wanted $$;

-- False if one of the two is linked already.
create function auth_link_provider(person uuid, with_provider text, new_subject text, address text, at timestamptz)
returns boolean language sql security definer set search_path = public, pg_temp as
$$ with made as (
       insert into provider_link (provider, subject, account_id, email, created_at) values (with_provider, new_subject, person, address, at)
       on conflict do nothing returning 1)
   select exists (select 1 from made) $$;

-- DONE; NONE if there is no such link; LAST if it is the last way in. The account is locked, so of two at once one is the last.
create function auth_unlink_provider(person uuid, with_provider text)
returns text language plpgsql security definer set search_path = public, pg_temp as
$$ declare ways int;
   begin
       perform 1 from account where id = person for update;
       select (select count(*) from provider_link l where l.account_id = person)
              + (select count(*) from account a where a.id = person and a.password_hash <> '!') into ways;
       if not exists (select 1 from provider_link l where l.account_id = person and l.provider = with_provider) then return 'NONE'; end if;
       if ways < 2 then return 'LAST'; end if;
       delete from provider_link l where l.account_id = person and l.provider = with_provider;
       return 'DONE';
   end $$;

create function auth_sweep_flows(at timestamptz)
returns void language sql security definer set search_path = public, pg_temp as
$$ delete from provider_flow where expires_at <= at $$;

grant execute on function auth_begin_flow(bytea, text, text, uuid, text, text, timestamptz, timestamptz), auth_flow(bytea, timestamptz),
    auth_end_flow(bytea, text, timestamptz), auth_account_by_provider(text, text),
    auth_link_provider(uuid, text, text, text, timestamptz), auth_unlink_provider(uuid, text), auth_sweep_flows(timestamptz) to app_rw;
