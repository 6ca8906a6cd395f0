-- Identity: accounts, sessions, organisations, memberships.
-- Accounts and sessions are reached before anyone is known, so app_rw has no right on the tables and
-- goes through the narrow security definer functions below.

create table account (
    id uuid primary key,
    email text not null constraint account_email_len_check check (length(email) between 3 and 254 and email = lower(email)),
    password_hash text not null,
    display_name text not null constraint account_display_name_len_check check (length(display_name) between 1 and 100),
    status text not null default 'ACTIVE' constraint account_status_check check (status in ('ACTIVE', 'INACTIVE', 'SUSPENDED', 'BANNED')),
    time_zone text not null default 'Europe/London',
    created_at timestamptz not null
);
create unique index account_email_key on account (email);

create table session (
    id uuid primary key,
    account_id uuid not null references account (id) on delete cascade,
    token_sha256 bytea not null constraint session_token_len_check check (length(token_sha256) = 32),
    -- The organisation last worked for in this session.
    organisation_id uuid,
    user_agent text not null default '' constraint session_user_agent_len_check check (length(user_agent) <= 400),
    address text not null default '' constraint session_address_len_check check (length(address) <= 64),
    created_at timestamptz not null,
    last_seen_at timestamptz not null,
    expires_at timestamptz not null
);
create unique index session_token_key on session (token_sha256);
create index session_account_idx on session (account_id);
create index session_expires_idx on session (expires_at);

-- Failed sign-ins per address and per account, in windows.
create table attempt (
    key text not null constraint attempt_key_len_check check (length(key) <= 200),
    window_start timestamptz not null,
    count int not null,
    primary key (key, window_start)
);

create table organisation (
    id uuid primary key,
    slug text not null constraint organisation_slug_check check (slug ~ '^[a-z0-9](-?[a-z0-9])*$' and length(slug) between 2 and 40),
    name text not null constraint organisation_name_len_check check (length(name) between 2 and 100),
    about text not null default '' constraint organisation_about_len_check check (length(about) <= 2000),
    website text not null default '' constraint organisation_website_len_check check (length(website) <= 200),
    created_by uuid not null references account (id),
    created_at timestamptz not null
);
create unique index organisation_slug_key on organisation (slug);
create index organisation_created_by_idx on organisation (created_by);

create table membership (
    tenant_id uuid not null references organisation (id) on delete cascade,
    account_id uuid not null references account (id) on delete cascade,
    role text not null constraint membership_role_check check (role in ('OWNER', 'ADMIN', 'RECRUITER', 'SCHEDULER', 'FINANCE', 'VIEWER')),
    created_at timestamptz not null,
    primary key (tenant_id, account_id)
);
create index membership_account_idx on membership (account_id);

-- Who did what in an organisation; append-only.
create table audit_event (
    id uuid primary key,
    tenant_id uuid not null references organisation (id),
    actor_id uuid not null references account (id),
    action text not null constraint audit_event_action_len_check check (length(action) between 1 and 60),
    subject_kind text not null,
    subject_id uuid not null,
    changes jsonb not null default '{}',
    created_at timestamptz not null
);
create index audit_event_subject_idx on audit_event (tenant_id, subject_kind, subject_id, created_at);
create index audit_event_actor_idx on audit_event (actor_id);

alter table organisation enable row level security;
alter table organisation force row level security;
alter table membership enable row level security;
alter table membership force row level security;
alter table audit_event enable row level security;
alter table audit_event force row level security;
alter table account enable row level security;
alter table account force row level security;
alter table session enable row level security;
alter table session force row level security;

-- An organisation's name, place on the web and "about" are public: its jobs carry them.
create policy organisation_public on organisation for select to app_rw using (true);
create policy organisation_insert on organisation for insert to app_rw with check (created_by = (select app_person()));
create policy organisation_update on organisation for update to app_rw
    using (id = (select app_tenant())) with check (id = (select app_tenant()));

create policy membership_tenant on membership for select to app_rw using (tenant_id = (select app_tenant()));
create policy membership_own on membership for select to app_rw using (account_id = (select app_person()));
-- One may found: become the owner of an organisation one has just made.
create policy membership_found on membership for insert to app_rw with check (
    account_id = (select app_person()) and role = 'OWNER' and tenant_id = (select app_tenant())
    and exists (select 1 from organisation o where o.id = tenant_id and o.created_by = (select app_person())));

create policy audit_event_read on audit_event for select to app_rw using (tenant_id = (select app_tenant()));
create policy audit_event_write on audit_event for insert to app_rw
    with check (tenant_id = (select app_tenant()) and actor_id = (select app_person()));

-- The owner runs the functions below and the reference loads.
create policy account_owner on account for all to app_owner using (true) with check (true);
create policy session_owner on session for all to app_owner using (true) with check (true);
create policy organisation_owner on organisation for all to app_owner using (true) with check (true);
create policy membership_owner on membership for all to app_owner using (true) with check (true);
create policy audit_event_owner on audit_event for all to app_owner using (true) with check (true);
-- Names of colleagues, and of oneself.
create policy account_own on account for select to app_rw using (id = (select app_person()));
create policy account_colleague on account for select to app_rw
    using (exists (select 1 from membership m where m.account_id = id and m.tenant_id = (select app_tenant())));
create policy session_own on session for select to app_rw using (account_id = (select app_person()));
create policy session_end_own on session for delete to app_rw using (account_id = (select app_person()));

grant select, insert on organisation, membership, audit_event to app_rw;
grant update (name, about, website) on organisation to app_rw;
-- Never the hash.
grant select (id, email, display_name, status, time_zone, created_at) on account to app_rw;
grant select (id, account_id, organisation_id, user_agent, address, created_at, last_seen_at, expires_at), delete on session to app_rw;

-- Before anyone is known ------------------------------------------------------------------------

create function auth_account_by_email(wanted text)
returns table (id uuid, password_hash text, status text) language sql stable security definer set search_path = public, pg_temp as
$$ select a.id, a.password_hash, a.status from account a where a.email = wanted $$;

-- True if the account was made, false if the address is taken.
create function auth_sign_up(new_id uuid, new_email text, new_hash text, new_name text, at timestamptz)
returns boolean language sql security definer set search_path = public, pg_temp as
$$ with made as (
       insert into account (id, email, password_hash, display_name, created_at)
       values (new_id, new_email, new_hash, new_name, at) on conflict (email) do nothing returning 1)
   select exists (select 1 from made) $$;

create function auth_rehash(wanted uuid, old_hash text, new_hash text)
returns void language sql security definer set search_path = public, pg_temp as
$$ update account set password_hash = new_hash where id = wanted and password_hash = old_hash $$;

create function auth_open_session(new_id uuid, account uuid, token bytea, agent text, client text, at timestamptz, until timestamptz)
returns void language sql security definer set search_path = public, pg_temp as
$$ insert into session (id, account_id, token_sha256, user_agent, address, created_at, last_seen_at, expires_at, organisation_id)
   values (new_id, account, token, agent, client, at, at, until,
           -- The one last worked for; the first time, the one joined first.
           coalesce((select s.organisation_id from session s
                       join membership m on m.tenant_id = s.organisation_id and m.account_id = s.account_id
                      where s.account_id = account order by s.last_seen_at desc limit 1),
                    (select m.tenant_id from membership m where m.account_id = account order by m.created_at, m.tenant_id limit 1))) $$;

-- The session behind a token with its person, and the organisation and role worked for, if still a member.
create function auth_session(token bytea, at timestamptz)
returns table (session_id uuid, account_id uuid, display_name text, email text, status text, last_seen_at timestamptz,
               organisation_id uuid, organisation_name text, organisation_slug text, role text)
language sql stable security definer set search_path = public, pg_temp as
$$ select s.id, a.id, a.display_name, a.email, a.status, s.last_seen_at, m.tenant_id, o.name, o.slug, m.role
   from session s
   join account a on a.id = s.account_id
   left join membership m on m.tenant_id = s.organisation_id and m.account_id = a.id
   left join organisation o on o.id = m.tenant_id
   where s.token_sha256 = token and s.expires_at > at and a.status <> 'BANNED' $$;

create function auth_touch_session(wanted uuid, at timestamptz)
returns void language sql security definer set search_path = public, pg_temp as
$$ update session set last_seen_at = at where id = wanted and last_seen_at < at $$;

create function auth_close_session(token bytea)
returns void language sql security definer set search_path = public, pg_temp as
$$ delete from session where token_sha256 = token $$;

-- Works for another organisation from now on; null for oneself. False if not a member.
create function auth_switch_organisation(token bytea, wanted uuid)
returns boolean language sql security definer set search_path = public, pg_temp as
$$ with done as (
       update session s set organisation_id = wanted
       where s.token_sha256 = token
         and (wanted is null or exists (select 1 from membership m where m.tenant_id = wanted and m.account_id = s.account_id))
       returning 1)
   select exists (select 1 from done) $$;

-- Counts an attempt and tells how many there were in the window.
create function auth_count_attempt(what text, starts timestamptz)
returns int language sql security definer set search_path = public, pg_temp as
$$ insert into attempt (key, window_start, count) values (what, starts, 1)
   on conflict (key, window_start) do update set count = attempt.count + 1 returning count $$;

create function auth_attempts(what text, starts timestamptz)
returns int language sql stable security definer set search_path = public, pg_temp as
$$ select coalesce((select count from attempt where key = what and window_start = starts), 0) $$;

-- Throws away what has run out.
create function auth_sweep(at timestamptz)
returns void language sql security definer set search_path = public, pg_temp as
$$ delete from session where expires_at <= at;
   delete from attempt where window_start < at - interval '1 day';
   delete from form_draft where created_at < at - interval '1 day' $$;

grant execute on function app_tenant(), app_person(), plain(text) to app_rw, app_admin, app_backup;
grant execute on function auth_account_by_email(text), auth_sign_up(uuid, text, text, text, timestamptz),
    auth_rehash(uuid, text, text), auth_open_session(uuid, uuid, bytea, text, text, timestamptz, timestamptz),
    auth_session(bytea, timestamptz), auth_touch_session(uuid, timestamptz), auth_close_session(bytea),
    auth_switch_organisation(bytea, uuid), auth_count_attempt(text, timestamptz),
    auth_attempts(text, timestamptz), auth_sweep(timestamptz) to app_rw;
