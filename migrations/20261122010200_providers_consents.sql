-- What somebody agreed to before they were sent to a service, in case they are new here.
alter table provider_flow
    add column agreed_terms boolean not null default false,
    add column agreed_matching boolean not null default false;

drop function auth_begin_flow(bytea, text, text, uuid, text, text, timestamptz, timestamptz);
create function auth_begin_flow(state bytea, with_provider text, what text, account uuid, secret text, once text, terms boolean, matching boolean,
                                at timestamptz, until timestamptz)
returns void language sql security definer set search_path = public, pg_temp as
$$ insert into provider_flow (state_sha256, provider, purpose, account_id, verifier, nonce, agreed_terms, agreed_matching, created_at, expires_at)
   values (state, with_provider, what, account, secret, once, terms, matching, at, until) $$;

-- Ends what is under way. Nothing if it was ended before.
drop function auth_end_flow(bytea, text, timestamptz);
create function auth_end_flow(state bytea, with_provider text, at timestamptz)
returns table (purpose text, account_id uuid, verifier text, nonce text, agreed_terms boolean, agreed_matching boolean)
language sql security definer set search_path = public, pg_temp as
$$ delete from provider_flow f where f.state_sha256 = state and f.provider = with_provider and f.expires_at > at
   returning f.purpose, f.account_id, f.verifier, f.nonce, f.agreed_terms, f.agreed_matching $$;

grant execute on function auth_begin_flow(bytea, text, text, uuid, text, text, boolean, boolean, timestamptz, timestamptz),
    auth_end_flow(bytea, text, timestamptz) to app_rw;
