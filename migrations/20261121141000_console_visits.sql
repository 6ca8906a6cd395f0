-- Staff look at Kinwork as somebody else, if that person lets them: for an hour at most, and every request is noted.

create table visit (
    id uuid primary key,
    person_id uuid not null references account (id) on delete cascade,
    staff_id uuid not null references account (id),
    -- As the person reads it.
    staff_name text not null constraint visit_staff_name_len_check check (length(staff_name) between 1 and 100),
    reason text not null constraint visit_reason_len_check check (length(reason) between 1 and 500),
    asked_at timestamptz not null,
    allowed_at timestamptz,
    allowed_until timestamptz,
    -- The one organisation of which they may see what the person sees; null: what is the person's own, and no more.
    -- Not a foreign key: that one still belongs to it is asked each time.
    organisation_id uuid,
    started_at timestamptz,
    token_sha256 bytea constraint visit_token_len_check check (length(token_sha256) = 32),
    -- The session of staff in which it was begun: it ends with it.
    session_id uuid,
    ended_at timestamptz,
    constraint visit_staff_id_check check (staff_id <> person_id),
    constraint visit_allowed_check check ((allowed_at is null) = (allowed_until is null)),
    constraint visit_allowed_until_check check (allowed_until <= allowed_at + interval '1 hour'),
    constraint visit_organisation_id_check check (organisation_id is null or allowed_at is not null),
    constraint visit_started_check check (
        (started_at is null) = (token_sha256 is null) and (started_at is null) = (session_id is null)
        and (started_at is null or allowed_at is not null))
);
create unique index visit_token_key on visit (token_sha256) where token_sha256 is not null;
create unique index visit_open_key on visit (person_id, staff_id) where ended_at is null;
create index visit_person_idx on visit (person_id, asked_at desc, id desc);
create index visit_staff_idx on visit (staff_id);

alter table visit enable row level security;
alter table visit force row level security;
create policy visit_owner on visit for all to app_owner using (true) with check (true);
-- The person alone allows, and may end it at any moment.
create policy visit_own on visit for select to app_rw using (person_id = (select app_person()));
create policy visit_answer on visit for update to app_rw
    using (person_id = (select app_person()) and ended_at is null) with check (person_id = (select app_person()));
grant select (id, person_id, staff_id, staff_name, reason, asked_at, allowed_at, allowed_until, organisation_id, started_at, ended_at)
    on visit to app_rw;
grant update (allowed_at, allowed_until, organisation_id, ended_at) on visit to app_rw;
-- Staff ask, begin what is allowed, and end.
create policy visit_console on visit for select to app_admin using ((select staff_role()) is not null);
create policy visit_ask on visit for insert to app_admin
    with check ((select staff_role()) is not null and staff_id = (select app_person()) and allowed_at is null and started_at is null);
create policy visit_go on visit for update to app_admin
    using ((select staff_role()) is not null and staff_id = (select app_person()) and ended_at is null)
    with check (staff_id = (select app_person()));
grant select (id, person_id, staff_id, staff_name, reason, asked_at, allowed_at, allowed_until, organisation_id, started_at, ended_at),
    insert (id, person_id, staff_id, staff_name, reason, asked_at) on visit to app_admin;
grant update (started_at, token_sha256, session_id, ended_at) on visit to app_admin;

-- As whom the holder of a token looks, while the person lets them, they may still look at all, and the session lasts in which
-- it was begun. Nobody looks as staff: what staff may is no secret of a person to share. In the same breath the request is
-- noted in both trails, or, if it is refused, in that of the console.
create function auth_look(token bytea, staff uuid, staff_session uuid, event uuid, line uuid, path text, shown boolean,
                          client text, agent text, at timestamptz)
returns table (visit_id uuid, account_id uuid, display_name text, email text, allowed_until timestamptz,
               organisation_id uuid, organisation_name text, organisation_slug text, organisation_kind text, suspended boolean, role text)
language sql security definer set search_path = public, pg_temp as
$$ with found as (
       select v.* from visit v
       join staff_member m on m.person_id = v.staff_id and m.role in ('OWNER', 'SECURITY', 'SUPPORT')
       join account s on s.id = v.staff_id and s.status = 'ACTIVE'
       join session o on o.id = v.session_id and o.account_id = v.staff_id and o.expires_at > at
       where v.token_sha256 = token and v.staff_id = staff and v.session_id = staff_session
         and v.ended_at is null and v.allowed_until > at
         and not exists (select from staff_member p where p.person_id = v.person_id)),
   looked as (
       select f.id, a.id as account_id, a.display_name, a.email, f.allowed_until, f.organisation_id as for_organisation, f.staff_id, f.reason
       from found f join account a on a.id = f.person_id and a.status = 'ACTIVE'),
   told as (
       insert into console_event (id, staff_id, action, subject_kind, subject_id, reason, changes, address, user_agent, created_at)
       select event, l.staff_id, case when shown then 'visit.seen' else 'visit.refused' end, 'person', l.account_id, l.reason,
              jsonb_build_object('path', path), client, agent, at from looked l),
   noted as (
       insert into security_event (id, person_id, kind, detail, created_at)
       select line, l.account_id, 'STAFF_LOOKED', path, at from looked l where shown)
   select l.id, l.account_id, l.display_name, l.email, l.allowed_until, seat.*
   from looked l left join lateral auth_seat(l.account_id, l.for_organisation) seat on true $$;
grant execute on function auth_look(bytea, uuid, uuid, uuid, uuid, text, boolean, text, text, timestamptz) to app_rw;
