-- Organisations as they live: how they look, whether they may act, who is asked to join, who stays an owner.

alter table organisation
    -- PERSONAL is one person hiring under their own name; it can become FULL, never the other way round.
    add column kind text not null default 'FULL' constraint organisation_kind_check check (kind in ('FULL', 'PERSONAL')),
    -- As chosen; what is legible in each theme is derived from it.
    add column colour text constraint organisation_colour_check check (colour ~ '^#[0-9a-f]{6}$'),
    add column version int not null default 1,
    -- While set, the organisation may read and pay, nothing else.
    add column suspended_at timestamptz,
    -- While set, nobody sees it but those who may restore it, and whoever applied to it.
    add column deleted_at timestamptz,
    add column deleted_by uuid references account (id),
    -- What was not to be kept is gone; the row stays for what refers to it.
    add column purged_at timestamptz,
    add constraint organisation_deleted_check check ((deleted_at is null) = (deleted_by is null)),
    add constraint organisation_purged_check check (purged_at is null or deleted_at is not null);
create index organisation_deleted_by_idx on organisation (deleted_by) where deleted_by is not null;
create index organisation_deleted_idx on organisation (deleted_at) where deleted_at is not null;
-- One a person: the button pressed twice makes one.
create unique index organisation_personal_key on organisation (created_by) where kind = 'PERSONAL' and deleted_at is null;

-- Whoever hires as themselves may have a name of one letter.
alter table organisation drop constraint organisation_name_len_check,
    add constraint organisation_name_len_check check (length(name) between 1 and 100);

grant update (colour, kind, version, deleted_at, deleted_by) on organisation to app_rw;

-- Also by one that is out of sight.
create function slug_is_taken(wanted text)
returns boolean language sql stable security definer set search_path = public, pg_temp as
$$ select exists (select 1 from organisation o where o.slug = wanted) $$;
create function founded_by(person uuid)
returns bigint language sql stable security definer set search_path = public, pg_temp as
$$ select count(*) from organisation o where o.created_by = person and o.purged_at is null $$;
grant execute on function slug_is_taken(text), founded_by(uuid) to app_rw;

-- Who is asked to join. The token goes out by mail and only its hash stays.
create table invitation (
    id uuid primary key,
    tenant_id uuid not null references organisation (id) on delete cascade,
    email text not null constraint invitation_email_len_check check (length(email) between 3 and 254 and email = lower(email)),
    role text not null constraint invitation_role_check check (role in ('OWNER', 'ADMIN', 'RECRUITER', 'SCHEDULER', 'FINANCE', 'VIEWER')),
    token_sha256 bytea not null constraint invitation_token_len_check check (length(token_sha256) = 32),
    invited_by uuid not null references account (id),
    -- How often it was sent, and when last.
    sends smallint not null default 1 constraint invitation_sends_check check (sends between 1 and 10),
    sent_at timestamptz not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    accepted_at timestamptz,
    accepted_by uuid references account (id),
    revoked_at timestamptz,
    constraint invitation_accepted_check check ((accepted_at is null) = (accepted_by is null)),
    constraint invitation_ended_check check (accepted_at is null or revoked_at is null),
    unique (tenant_id, id)
);
create unique index invitation_token_key on invitation (token_sha256);
-- One open invitation an address.
create unique index invitation_open_key on invitation (tenant_id, email) where accepted_at is null and revoked_at is null;
create index invitation_tenant_idx on invitation (tenant_id, created_at desc);
create index invitation_invited_by_idx on invitation (invited_by);
create index invitation_accepted_by_idx on invitation (accepted_by) where accepted_by is not null;

alter table invitation enable row level security;
alter table invitation force row level security;
create policy invitation_tenant on invitation for all to app_rw
    using (tenant_id = (select app_tenant())) with check (tenant_id = (select app_tenant()));
create policy invitation_owner on invitation for all to app_owner using (true) with check (true);
grant select, insert on invitation to app_rw;
grant update (role, token_sha256, invited_by, sends, sent_at, expires_at, accepted_at, accepted_by, revoked_at) on invitation to app_rw;

-- The invitation behind a token, to whoever holds the token: nobody knows yet for whom they work.
create function auth_invitation(token bytea)
returns table (id uuid, tenant_id uuid, organisation_name text, organisation_slug text, suspended boolean, email text, role text,
               invited_by_name text, expires_at timestamptz, accepted_by uuid, revoked_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as
$$ select i.id, i.tenant_id, o.name, o.slug, o.suspended_at is not null, i.email, i.role,
          a.display_name, i.expires_at, i.accepted_by, i.revoked_at
   from invitation i
   join organisation o on o.id = i.tenant_id and o.deleted_at is null
   join account a on a.id = i.invited_by
   where i.token_sha256 = token $$;
grant execute on function auth_invitation(bytea) to app_rw;

-- Members -----------------------------------------------------------------------------------------

grant update (role), delete on membership to app_rw;
create policy membership_change on membership for update to app_rw
    using (tenant_id = (select app_tenant())) with check (tenant_id = (select app_tenant()));
create policy membership_end on membership for delete to app_rw using (tenant_id = (select app_tenant()));

-- Has nobody a seat there? As the owner: a policy on memberships cannot ask for memberships.
create function organisation_is_empty(wanted uuid)
returns boolean language sql stable security definer set search_path = public, pg_temp as
$$ select not exists (select 1 from membership m where m.tenant_id = wanted) $$;
grant execute on function organisation_is_empty(uuid) to app_rw;

-- Whoever founded and left does not found again: only the first member comes in this way.
drop policy membership_found on membership;
create policy membership_found on membership for insert to app_rw with check (
    account_id = (select app_person()) and role = 'OWNER' and tenant_id = (select app_tenant())
    and exists (select 1 from organisation o where o.id = tenant_id and o.created_by = (select app_person()))
    and organisation_is_empty(tenant_id));
-- Everybody else by an invitation they have accepted, to the very role it offered.
create policy membership_accept on membership for insert to app_rw with check (
    account_id = (select app_person()) and tenant_id = (select app_tenant())
    and exists (select 1 from invitation i where i.tenant_id = membership.tenant_id
                and i.accepted_by = membership.account_id and i.accepted_at = membership.created_at and i.role = membership.role));

-- An organisation keeps an owner, whoever leaves at the same moment: the row of the organisation is locked, and
-- then the owners are counted as they stand. Nobody is missed when the organisation itself goes.
create function membership_keeps_owner() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if tg_op = 'UPDATE' and new.role = 'OWNER' then
        return null;
    end if;
    perform 1 from organisation o where o.id = old.tenant_id and o.purged_at is null for no key update;
    if found and not exists (select 1 from membership m where m.tenant_id = old.tenant_id and m.role = 'OWNER') then
        raise exception 'an organisation needs an owner'
            using errcode = 'check_violation', table = 'membership', constraint = 'membership_last_owner_check';
    end if;
    return null;
end $$;
create trigger membership_keeps_owner after update or delete on membership
    for each row when (old.role = 'OWNER') execute function membership_keeps_owner();

-- Deleted and gone from sight ---------------------------------------------------------------------

drop policy organisation_public on organisation;
create policy organisation_public on organisation for select to app_rw using (deleted_at is null);
-- As the owner, here and below, so that policies do not ask each other in a circle.
create function owns_organisation(wanted uuid)
returns boolean language sql stable security definer set search_path = public, pg_temp as
$$ select exists (select 1 from membership m where m.tenant_id = wanted and m.account_id = app_person() and m.role = 'OWNER') $$;
grant execute on function owns_organisation(uuid) to app_rw;
create policy organisation_restorable on organisation for select to app_rw using (owns_organisation(id));
-- Whoever applied keeps their own history readable.
create function applied_to_organisation(wanted uuid)
returns boolean language sql stable security definer set search_path = public, pg_temp as
$$ select exists (select 1 from application a where a.tenant_id = wanted and a.person_id = app_person()) $$;
create function applied_to_job(wanted uuid)
returns boolean language sql stable security definer set search_path = public, pg_temp as
$$ select exists (select 1 from application a where a.job_id = wanted and a.person_id = app_person()) $$;
grant execute on function applied_to_organisation(uuid), applied_to_job(uuid) to app_rw;
create policy organisation_seen_by_applicant on organisation for select to app_rw using (applied_to_organisation(id));

-- Deleted and not yet purged; asked once a statement, not once a row.
create function hidden_organisations()
returns uuid[] language sql stable security definer set search_path = public, pg_temp as
$$ select coalesce(array_agg(id), '{}') from organisation where deleted_at is not null $$;
grant execute on function hidden_organisations() to app_rw;

drop policy job_public on job;
create policy job_public on job for select to app_rw
    using (published_at is not null and tenant_id <> all ((select hidden_organisations())::uuid[]));
create policy job_seen_by_applicant on job for select to app_rw using (applied_to_job(id));

-- A suspended organisation takes no applications.
create function takes_applications(wanted uuid)
returns boolean language sql stable security definer set search_path = public, pg_temp as
$$ select exists (select 1 from organisation o where o.id = wanted and o.suspended_at is null and o.deleted_at is null) $$;
grant execute on function takes_applications(uuid) to app_rw;
drop policy application_apply on application;
create policy application_apply on application for insert to app_rw with check (
    person_id = (select app_person()) and stage = 'APPLIED' and takes_applications(tenant_id)
    and exists (select 1 from job j where j.id = job_id and j.tenant_id = application.tenant_id and j.status = 'ACTIVE'));

-- Purge -------------------------------------------------------------------------------------------

-- What outlives an organisation, and why. Whatever else has a tenant_id goes with it.
create table purge_keeps (
    table_name text primary key,
    reason text not null
);
insert into purge_keeps values ('audit_event', 'The trail says what happened, also when it is over');

-- Organisations whose time to be restored has passed.
create function organisations_to_purge(before timestamptz)
returns setof uuid language sql stable security definer set search_path = public, pg_temp as
$$ select id from organisation where deleted_at <= before and purged_at is null order by deleted_at limit 100 $$;

-- Empties an organisation deleted at `before` or earlier; false if there is none. Tables are found in the catalogue, so
-- that a new one cannot be forgotten. They are emptied in rounds, because rows refer to rows: each round empties
-- those nothing refers to any more.
create function purge_organisation(wanted uuid, before timestamptz, at timestamptz, event uuid)
returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
declare
    one text;
    left_over text[];
    next_round text[];
begin
    update organisation set purged_at = at, name = 'Deleted organisation', slug = 'deleted-' || replace(id::text, '-', ''),
        about = '', website = '', colour = null
    where id = wanted and deleted_at <= before and purged_at is null;
    if not found then
        return false;
    end if;
    select array_agg(c.relname::text order by c.relname) into left_over
    from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
    where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition
      and a.attname = 'tenant_id' and not a.attisdropped
      and c.relname not in (select table_name from purge_keeps);
    while cardinality(left_over) > 0 loop
        next_round := '{}';
        foreach one in array left_over loop
            begin
                execute format('delete from %I where tenant_id = $1', one) using wanted;
            exception when foreign_key_violation or restrict_violation then
                next_round := next_round || one;
            end;
        end loop;
        if next_round = left_over then
            raise exception 'rows that are kept refer to %', array_to_string(left_over, ', ');
        end if;
        left_over := next_round;
    end loop;
    insert into audit_event (id, tenant_id, actor_id, action, subject_kind, subject_id, created_at)
    select event, id, deleted_by, 'organisation.purged', 'organisation', id, at from organisation where id = wanted;
    return true;
end $$;
grant execute on function organisations_to_purge(timestamptz), purge_organisation(uuid, timestamptz, timestamptz, uuid) to app_rw;

-- Seats -------------------------------------------------------------------------------------------

-- What somebody worked for last, also when no session is left to tell; null for oneself. Not a foreign key: the
-- seat is looked up anyway, and a purged organisation must not matter.
alter table account
    add column last_seat uuid,
    add column seat_chosen boolean not null default false;

update account a set last_seat = s.organisation_id, seat_chosen = true
from (select distinct on (account_id) account_id, organisation_id from session order by account_id, last_seen_at desc) s
where s.account_id = a.id;

-- A session says for whom its person works; the account remembers it for the next one.
create function session_remembers_seat() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update account set last_seat = new.organisation_id, seat_chosen = true
    where id = new.account_id and (last_seat is distinct from new.organisation_id or not seat_chosen);
    return null;
end $$;
create trigger session_remembers_seat after update of organisation_id on session
    for each row execute function session_remembers_seat();

-- A session begins where the last one ended, if there is still a seat; the first time, at the one taken first.
create or replace function auth_open_session(new_id uuid, account uuid, token bytea, agent text, client text, at timestamptz, until timestamptz)
returns void language sql security definer set search_path = public, pg_temp as
$$ insert into session (id, account_id, token_sha256, user_agent, address, created_at, last_seen_at, expires_at, organisation_id)
   select new_id, a.id, token, agent, client, at, at, until,
          case when a.seat_chosen and (a.last_seat is null or exists (
                   select 1 from membership m join organisation o on o.id = m.tenant_id and o.deleted_at is null
                   where m.account_id = a.id and m.tenant_id = a.last_seat))
               then a.last_seat
               else (select m.tenant_id from membership m join organisation o on o.id = m.tenant_id and o.deleted_at is null
                     where m.account_id = a.id order by m.created_at, m.tenant_id limit 1) end
   from account a where a.id = account $$;

-- Works for another organisation from now on; null for oneself. False if not a member, or if it is deleted.
create or replace function auth_switch_organisation(token bytea, wanted uuid)
returns boolean language sql security definer set search_path = public, pg_temp as
$$ with done as (
       update session s set organisation_id = wanted
       where s.token_sha256 = token
         and (wanted is null or exists (select 1 from membership m join organisation o on o.id = m.tenant_id and o.deleted_at is null
                                        where m.tenant_id = wanted and m.account_id = s.account_id))
       returning 1)
   select exists (select 1 from done) $$;
