-- Tokens of native clients and keys of machines. Only what is stored of a secret is in here.

-- One sign-in of a native client; its tokens are made one from the other.
create table token_family (
    id uuid primary key,
    person_id uuid not null references account (id) on delete cascade,
    -- The organisation worked for.
    organisation_id uuid,
    device_name text not null constraint token_family_device_name_len_check check (length(device_name) between 1 and 80),
    user_agent text not null default '' constraint token_family_user_agent_len_check check (length(user_agent) <= 400),
    address text not null default '' constraint token_family_address_len_check check (length(address) <= 64),
    created_at timestamptz not null,
    last_seen_at timestamptz not null,
    expires_at timestamptz not null
);
create index token_family_person_idx on token_family (person_id);
create index token_family_expires_idx on token_family (expires_at);

create table refresh_token (
    token_sha256 bytea primary key constraint refresh_token_len_check check (length(token_sha256) = 32),
    family_id uuid not null references token_family (id) on delete cascade,
    -- The one it was handed out for; null for the first of its family.
    parent_sha256 bytea references refresh_token (token_sha256) on delete set null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    -- When another was handed out in its place, because its answer had been lost.
    superseded_at timestamptz
);
create index refresh_token_family_idx on refresh_token (family_id);
create index refresh_token_parent_idx on refresh_token (parent_sha256);
create index refresh_token_expires_idx on refresh_token (expires_at);

create table access_token (
    token_sha256 bytea primary key constraint access_token_len_check check (length(token_sha256) = 32),
    family_id uuid not null references token_family (id) on delete cascade,
    -- The refresh token it was handed out with.
    refresh_sha256 bytea not null references refresh_token (token_sha256) on delete cascade,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    first_used_at timestamptz
);
create index access_token_family_idx on access_token (family_id);
create index access_token_refresh_idx on access_token (refresh_sha256);
create index access_token_expires_idx on access_token (expires_at);

create table api_key (
    id uuid primary key,
    tenant_id uuid not null references organisation (id) on delete cascade,
    name text not null constraint api_key_name_len_check check (length(name) between 1 and 80),
    -- Its beginning, to recognise it by.
    hint text not null constraint api_key_hint_len_check check (length(hint) between 1 and 16),
    token_sha256 bytea not null constraint api_key_token_len_check check (length(token_sha256) = 32),
    scopes text[] not null constraint api_key_scopes_check check (cardinality(scopes) between 1 and 20),
    created_by uuid not null references account (id),
    created_at timestamptz not null,
    expires_at timestamptz not null,
    last_used_at timestamptz,
    revoked_at timestamptz,
    revoked_by uuid references account (id)
);
create unique index api_key_token_key on api_key (token_sha256);
create index api_key_tenant_idx on api_key (tenant_id, created_at desc);
create index api_key_created_by_idx on api_key (created_by);
create index api_key_revoked_by_idx on api_key (revoked_by);

alter table token_family enable row level security;
alter table token_family force row level security;
alter table refresh_token enable row level security;
alter table refresh_token force row level security;
alter table access_token enable row level security;
alter table access_token force row level security;
alter table api_key enable row level security;
alter table api_key force row level security;

create policy token_family_owner on token_family for all to app_owner using (true) with check (true);
create policy refresh_token_owner on refresh_token for all to app_owner using (true) with check (true);
create policy access_token_owner on access_token for all to app_owner using (true) with check (true);
create policy api_key_owner on api_key for all to app_owner using (true) with check (true);

create policy token_family_own on token_family for select to app_rw using (person_id = (select app_person()));
create policy token_family_end_own on token_family for delete to app_rw using (person_id = (select app_person()));
create policy api_key_read on api_key for select to app_rw using (tenant_id = (select app_tenant()));
create policy api_key_make on api_key for insert to app_rw
    with check (tenant_id = (select app_tenant()) and created_by = (select app_person()) and revoked_at is null);
create policy api_key_revoke on api_key for update to app_rw
    using (tenant_id = (select app_tenant())) with check (tenant_id = (select app_tenant()) and revoked_at is not null and revoked_by = (select app_person()));

-- Never the hash. Of tokens nothing at all: they are reached through the functions below.
grant select (id, person_id, organisation_id, device_name, user_agent, address, created_at, last_seen_at, expires_at), delete on token_family to app_rw;
grant select (id, tenant_id, name, hint, scopes, created_by, created_at, expires_at, last_used_at, revoked_at, revoked_by), insert on api_key to app_rw;
grant update (revoked_at, revoked_by) on api_key to app_rw;

-- Tokens ----------------------------------------------------------------------------------------

create function auth_open_family(new_id uuid, person uuid, device text, agent text, client text, refresh bytea, access bytea,
    at timestamptz, family_until timestamptz, refresh_until timestamptz, access_until timestamptz)
returns void language sql security definer set search_path = public, pg_temp as
$$ insert into token_family (id, person_id, organisation_id, device_name, user_agent, address, created_at, last_seen_at, expires_at)
   values (new_id, person,
           (select m.tenant_id from membership m join organisation o on o.id = m.tenant_id and o.deleted_at is null
            where m.account_id = person order by m.created_at, m.tenant_id limit 1),
           device, agent, client, at, at, family_until);
   insert into refresh_token (token_sha256, family_id, created_at, expires_at) values (refresh, new_id, at, refresh_until);
   insert into access_token (token_sha256, family_id, refresh_sha256, created_at, expires_at) values (access, new_id, refresh, at, access_until) $$;

-- Uses a refresh token. The outcome is one of
--   ROTATED   the new pair counts from now on
--   REISSUED  the token had been used seconds ago, and nobody has used what was handed out for it: the answer was lost.
--             What was handed out then is worth nothing, the new pair counts
--   BUSY      a pair was handed out for it in this very second: somebody else is getting the answer
--   REUSED    the token comes back although its successor is in use, or was replaced: the whole family has ended
--   ENDED     unknown, run out, or its account may not act
create function auth_refresh(presented bytea, refresh bytea, access bytea, client text, at timestamptz,
    refresh_until timestamptz, access_until timestamptz)
returns table (outcome text, person_id uuid, device_name text) language plpgsql security definer set search_path = public, pg_temp as
$$ declare
       family token_family;
       was refresh_token;
       heir refresh_token;
   begin
       -- The family is the lock: of many who come with one token, each sees what the one before has done.
       select f.* into family from token_family f
       where f.id = (select r.family_id from refresh_token r where r.token_sha256 = presented) for update;
       if not found or family.expires_at <= at
          or not exists (select 1 from account a where a.id = family.person_id and a.status in ('ACTIVE', 'SUSPENDED')) then
           return query select 'ENDED', null::uuid, null::text;
           return;
       end if;
       update refresh_token r set used_at = at
       where r.token_sha256 = presented and r.used_at is null and r.superseded_at is null and r.expires_at > at;
       if found then
           outcome := 'ROTATED';
       else
           select * into was from refresh_token r where r.token_sha256 = presented;
           if was.used_at is null and was.superseded_at is null then
               return query select 'ENDED', null::uuid, null::text;
               return;
           end if;
           outcome := 'REUSED';
           if was.superseded_at is null then
               select * into heir from refresh_token r where r.parent_sha256 = presented and r.superseded_at is null;
               if found and at < heir.created_at + interval '1 second' then
                   outcome := 'BUSY';
               elsif found and at <= was.used_at + interval '10 seconds' and heir.used_at is null then
                   -- Provably unused: the access token handed out with it is still there, untouched, and goes
                   -- while nobody can use it.
                   delete from access_token a where a.refresh_sha256 = heir.token_sha256 and a.first_used_at is null;
                   if found then
                       update refresh_token r set superseded_at = at where r.token_sha256 = heir.token_sha256;
                       outcome := 'REISSUED';
                   end if;
               end if;
           end if;
       end if;
       if outcome = 'REUSED' then
           delete from token_family f where f.id = family.id;
       elsif outcome <> 'BUSY' then
           insert into refresh_token (token_sha256, family_id, parent_sha256, created_at, expires_at)
           values (refresh, family.id, presented, at, least(refresh_until, family.expires_at));
           insert into access_token (token_sha256, family_id, refresh_sha256, created_at, expires_at)
           values (access, family.id, refresh, at, least(access_until, family.expires_at));
           update token_family f set last_seen_at = at, address = client where f.id = family.id;
       end if;
       return query select outcome, family.person_id, family.device_name;
   end $$;

-- Whom an access token speaks for; notes its first use, which proves that its answer arrived.
create function auth_find_access(token bytea, at timestamptz)
returns table (family_id uuid, account_id uuid, display_name text, email text, status text, proved_at timestamptz, last_seen_at timestamptz,
               organisation_id uuid, organisation_name text, organisation_slug text, organisation_kind text, suspended boolean, role text)
language plpgsql security definer set search_path = public, pg_temp as
$$ begin
       update access_token t set first_used_at = at where t.token_sha256 = token and t.first_used_at is null and t.expires_at > at;
       -- A statement of its own: it sees whether the token was taken away while the one above waited.
       return query
       select f.id, a.id, a.display_name, a.email, a.status, f.created_at, f.last_seen_at,
              seat.*
       from access_token t
       join token_family f on f.id = t.family_id
       join account a on a.id = f.person_id
       left join lateral auth_seat(a.id, f.organisation_id) seat on true
       where t.token_sha256 = token and t.expires_at > at and f.expires_at > at and a.status in ('ACTIVE', 'SUSPENDED');
   end $$;

create function auth_see_family(wanted uuid, at timestamptz, client text)
returns void language sql security definer set search_path = public, pg_temp as
$$ update token_family set last_seen_at = at, address = client where id = wanted and last_seen_at < at $$;

-- Ends the family of a refresh or access token.
create function auth_end_family(token bytea)
returns void language sql security definer set search_path = public, pg_temp as
$$ delete from token_family where id in (
       select family_id from refresh_token where token_sha256 = token
       union all select family_id from access_token where token_sha256 = token) $$;

-- Keys ------------------------------------------------------------------------------------------

-- The organisation and the scopes behind a key, while whoever made it manages the organisation.
create function auth_find_key(token bytea, at timestamptz)
returns table (key_id uuid, account_id uuid, display_name text, email text, scopes text[], last_used_at timestamptz,
               organisation_id uuid, organisation_name text, organisation_slug text, organisation_kind text, suspended boolean)
language sql stable security definer set search_path = public, pg_temp as
$$ select k.id, a.id, a.display_name, a.email, k.scopes, k.last_used_at,
          seat.organisation_id, seat.organisation_name, seat.organisation_slug, seat.organisation_kind, seat.suspended
   from api_key k
   join account a on a.id = k.created_by
   cross join lateral auth_seat(a.id, k.tenant_id) seat
   where k.token_sha256 = token and k.revoked_at is null and k.expires_at > at and a.status = 'ACTIVE' and seat.role in ('OWNER', 'ADMIN') $$;

create function auth_see_key(wanted uuid, at timestamptz)
returns void language sql security definer set search_path = public, pg_temp as
$$ update api_key set last_used_at = at where id = wanted and (last_used_at is null or last_used_at < at) $$;

-- Ends ------------------------------------------------------------------------------------------

-- Ends every session and family of tokens of a person, but one; on demand the keys they made for machines too.
create or replace function auth_end_access(person uuid, but uuid, keys_too boolean, at timestamptz)
returns void language sql security definer set search_path = public, pg_temp as
$$ delete from session where account_id = person and id is distinct from but;
   delete from token_family where person_id = person and id is distinct from but;
   update api_key set revoked_at = at, revoked_by = person where keys_too and created_by = person and revoked_at is null $$;

-- Throws away what has run out. A used refresh token stays until then, so that its return is noticed.
create function auth_sweep_tokens(at timestamptz)
returns void language sql security definer set search_path = public, pg_temp as
$$ delete from token_family where expires_at <= at;
   delete from access_token where expires_at <= at;
   delete from refresh_token where expires_at <= at;
   -- Nothing is left that could be used.
   delete from token_family f where not exists (select 1 from refresh_token r where r.family_id = f.id) $$;

grant execute on function auth_open_family(uuid, uuid, text, text, text, bytea, bytea, timestamptz, timestamptz, timestamptz, timestamptz),
    auth_refresh(bytea, bytea, bytea, text, timestamptz, timestamptz, timestamptz), auth_find_access(bytea, timestamptz),
    auth_see_family(uuid, timestamptz, text), auth_end_family(bytea), auth_find_key(bytea, timestamptz),
    auth_see_key(uuid, timestamptz), auth_sweep_tokens(timestamptz) to app_rw;
