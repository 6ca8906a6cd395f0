-- Sessions that end when idle, know when their person last proved who they are, and get a new token
-- when the role changes; how an account stands; what concerns a person's own security.

-- When the person last proved who they are. Null: opened by a release that did not note it.
alter table session add column proved_at timestamptz;

-- A person's own trail; append-only.
create table security_event (
    id uuid primary key,
    person_id uuid not null references account (id) on delete cascade,
    kind text not null constraint security_event_kind_len_check check (length(kind) between 1 and 40),
    -- Which device, which key, or for what reason.
    detail text not null default '' constraint security_event_detail_len_check check (length(detail) <= 500),
    address text not null default '' constraint security_event_address_len_check check (length(address) <= 64),
    user_agent text not null default '' constraint security_event_user_agent_len_check check (length(user_agent) <= 400),
    created_at timestamptz not null
);
create index security_event_person_idx on security_event (person_id, created_at desc, id desc);

-- What the suspended say about it.
create table appeal (
    id uuid primary key,
    person_id uuid not null references account (id) on delete cascade,
    reason text not null constraint appeal_reason_len_check check (length(reason) between 1 and 4000),
    created_at timestamptz not null,
    decided_at timestamptz,
    granted boolean,
    answer text not null default '' constraint appeal_answer_len_check check (length(answer) <= 4000),
    constraint appeal_decided_check check ((decided_at is null) = (granted is null))
);
create index appeal_person_idx on appeal (person_id, created_at desc);
create unique index appeal_open_key on appeal (person_id) where decided_at is null;

alter table security_event enable row level security;
alter table security_event force row level security;
alter table appeal enable row level security;
alter table appeal force row level security;
create policy security_event_owner on security_event for all to app_owner using (true) with check (true);
create policy security_event_own on security_event for select to app_rw using (person_id = (select app_person()));
create policy appeal_owner on appeal for all to app_owner using (true) with check (true);
create policy appeal_own on appeal for select to app_rw using (person_id = (select app_person()));
create policy appeal_make on appeal for insert to app_rw with check (person_id = (select app_person()) and decided_at is null);
grant select on security_event to app_rw;
grant select, insert on appeal to app_rw;

-- The suspended ---------------------------------------------------------------------------------

-- Does a transaction for this organisation and this person only read? Asked by platform::Db::begin.
create function app_read_only(tenant uuid, person uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as
$$ select exists (select 1 from account a where a.id = person and a.status <> 'ACTIVE') $$;

-- Sessions --------------------------------------------------------------------------------------

-- The organisation and role an account may work for; nothing if it is not, or no longer, a member, or if the
-- organisation is deleted. Not a definer's function: it is part of those that are.
create function auth_seat(account uuid, organisation uuid)
returns table (organisation_id uuid, organisation_name text, organisation_slug text, organisation_kind text, suspended boolean, role text)
language sql stable as
$$ select o.id, o.name, o.slug, o.kind, o.suspended_at is not null, m.role
   from membership m join organisation o on o.id = m.tenant_id and o.deleted_at is null
   where m.account_id = account and m.tenant_id = organisation $$;

create function auth_begin_session(new_id uuid, account uuid, token bytea, agent text, client text, at timestamptz, until timestamptz)
returns void language sql security definer set search_path = public, pg_temp as
$$ select auth_open_session(new_id, account, token, agent, client, at, until);
   update session set proved_at = at where id = new_id $$;

-- The session behind a token, if it has not run out, was used since `used_after` and its account may act.
create function auth_find_session(token bytea, at timestamptz, used_after timestamptz)
returns table (session_id uuid, account_id uuid, display_name text, email text, status text, last_seen_at timestamptz, proved_at timestamptz,
               organisation_id uuid, organisation_name text, organisation_slug text, organisation_kind text, suspended boolean, role text)
language sql stable security definer set search_path = public, pg_temp as
$$ select s.id, a.id, a.display_name, a.email, a.status, s.last_seen_at, s.proved_at,
          seat.*
   from session s
   join account a on a.id = s.account_id
   left join lateral auth_seat(a.id, s.organisation_id) seat on true
   where s.token_sha256 = token and s.expires_at > at and s.last_seen_at > used_after and a.status in ('ACTIVE', 'SUSPENDED') $$;

-- Notes when and from where a session was used.
create function auth_see_session(wanted uuid, at timestamptz, client text)
returns void language sql security definer set search_path = public, pg_temp as
$$ update session set last_seen_at = at, address = client where id = wanted and last_seen_at < at $$;

-- From now on the session answers to another token, and was proved just now. False if it is gone.
create function auth_prove_session(token bytea, new_token bytea, at timestamptz)
returns boolean language sql security definer set search_path = public, pg_temp as
$$ with done as (update session set token_sha256 = new_token, proved_at = at where token_sha256 = token returning 1)
   select exists (select 1 from done) $$;

-- From now on the session answers to another token, and works for another organisation; null for oneself.
-- False if not a member there.
create function auth_switch_session(token bytea, new_token bytea, wanted uuid)
returns boolean language sql security definer set search_path = public, pg_temp as
$$ with done as (
       update session s set token_sha256 = new_token, organisation_id = wanted
       where s.token_sha256 = token
         and (wanted is null or exists (select 1 from auth_seat(s.account_id, wanted)))
       returning 1)
   select exists (select 1 from done) $$;

-- Proof, standing, trail ------------------------------------------------------------------------

create function auth_password_hash(wanted uuid)
returns text language sql stable security definer set search_path = public, pg_temp as
$$ select a.password_hash from account a where a.id = wanted $$;

-- Compares and swaps. False if the account stands differently by now.
create function auth_set_status(wanted uuid, was text, becomes text)
returns boolean language sql security definer set search_path = public, pg_temp as
$$ with done as (update account set status = becomes where id = wanted and status = was returning 1)
   select exists (select 1 from done) $$;

create function auth_status(wanted uuid)
returns text language sql stable security definer set search_path = public, pg_temp as
$$ select a.status from account a where a.id = wanted $$;

-- Ends every session of a person, but one; on demand the keys they made for machines too.
create function auth_end_access(person uuid, but uuid, keys_too boolean, at timestamptz)
returns void language sql security definer set search_path = public, pg_temp as
$$ delete from session where account_id = person and id is distinct from but $$;

-- Where to write to a person.
create function auth_address(wanted uuid)
returns text language sql stable security definer set search_path = public, pg_temp as
$$ select a.email from account a where a.id = wanted $$;

create function auth_note_security(new_id uuid, person uuid, what text, about text, client text, agent text, at timestamptz)
returns void language sql security definer set search_path = public, pg_temp as
$$ insert into security_event (id, person_id, kind, detail, address, user_agent, created_at)
   values (new_id, person, what, about, client, agent, at) $$;

-- Answers the open appeal of a person. False if there is none.
create function auth_decide_appeal(person uuid, grants boolean, words text, at timestamptz)
returns boolean language sql security definer set search_path = public, pg_temp as
$$ with done as (update appeal set decided_at = at, granted = grants, answer = words where person_id = person and decided_at is null returning 1)
   select exists (select 1 from done) $$;

grant execute on function app_read_only(uuid, uuid) to app_rw, app_admin, app_backup;
grant execute on function auth_begin_session(uuid, uuid, bytea, text, text, timestamptz, timestamptz),
    auth_find_session(bytea, timestamptz, timestamptz), auth_see_session(uuid, timestamptz, text),
    auth_prove_session(bytea, bytea, timestamptz), auth_switch_session(bytea, bytea, uuid), auth_password_hash(uuid),
    auth_set_status(uuid, text, text), auth_status(uuid), auth_end_access(uuid, uuid, boolean, timestamptz),
    auth_address(uuid), auth_note_security(uuid, uuid, text, text, text, text, timestamptz),
    auth_decide_appeal(uuid, boolean, text, timestamptz) to app_rw;
