-- The platform console: staff, what they did, and what the role app_admin sees and may do for them.
-- app_rw has no right on any of it: whoever takes over the site cannot make staff, and cannot look across.

-- What staff may do is a table in the code; here is who is what.
create table staff_member (
    person_id uuid primary key references account (id) on delete cascade,
    role text not null constraint staff_member_role_check check (role in ('SUPPORT', 'SECURITY', 'OPERATIONS', 'OWNER')),
    -- Null: granted from the command line.
    granted_by uuid references account (id),
    granted_at timestamptz not null,
    constraint staff_member_granted_by_check check (granted_by is distinct from person_id)
);
create index staff_member_granted_by_idx on staff_member (granted_by) where granted_by is not null;

-- What staff did and what they looked at; append-only.
create table console_event (
    id uuid primary key,
    -- Null: from the command line.
    staff_id uuid references account (id),
    action text not null constraint console_event_action_len_check check (length(action) between 1 and 60),
    subject_kind text not null default '' constraint console_event_subject_kind_len_check check (length(subject_kind) <= 40),
    subject_id uuid,
    reason text not null default '' constraint console_event_reason_len_check check (length(reason) <= 500),
    -- Field by field, before and after; of a search, its words.
    changes jsonb not null default '{}',
    address text not null default '' constraint console_event_address_len_check check (length(address) <= 64),
    user_agent text not null default '' constraint console_event_user_agent_len_check check (length(user_agent) <= 400),
    created_at timestamptz not null
);
create index console_event_created_idx on console_event (created_at desc, id desc);
create index console_event_staff_idx on console_event (staff_id, created_at desc, id desc);
create index console_event_subject_idx on console_event (subject_id, created_at desc, id desc) where subject_id is not null;

alter table staff_member enable row level security;
alter table staff_member force row level security;
alter table console_event enable row level security;
alter table console_event force row level security;
create policy staff_member_owner on staff_member for all to app_owner using (true) with check (true);
create policy console_event_owner on console_event for all to app_owner using (true) with check (true);

-- What the person this transaction works for is at the platform; null if not staff, or if their account may not act.
create function staff_role()
returns text language sql stable security definer set search_path = public, pg_temp as
$$ select s.role from staff_member s join account a on a.id = s.person_id and a.status = 'ACTIVE' where s.person_id = app_person() $$;
grant execute on function staff_role() to app_admin;

-- A policy of the console lets somebody pass only while they are staff: the login alone opens nothing.
create policy staff_member_console on staff_member for select to app_admin using ((select staff_role()) is not null);
-- Staff are made and unmade by a platform owner, and never by themselves.
create policy staff_member_make on staff_member for insert to app_admin
    with check ((select staff_role()) = 'OWNER' and person_id <> (select app_person()) and granted_by = (select app_person()));
create policy staff_member_change on staff_member for update to app_admin
    using ((select staff_role()) = 'OWNER' and person_id <> (select app_person()))
    with check ((select staff_role()) = 'OWNER' and person_id <> (select app_person()) and granted_by = (select app_person()));
create policy staff_member_end on staff_member for delete to app_admin
    using ((select staff_role()) = 'OWNER' and person_id <> (select app_person()));
grant select, insert, delete on staff_member to app_admin;
grant update (role, granted_by, granted_at) on staff_member to app_admin;

create policy console_event_read on console_event for select to app_admin using ((select staff_role()) is not null);
create policy console_event_write on console_event for insert to app_admin
    with check ((select staff_role()) is not null and staff_id = (select app_person()));
grant select, insert on console_event to app_admin;

-- One platform owner stays, whoever is taken away at the same moment.
create function staff_keeps_owner() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if tg_op = 'UPDATE' and new.role = 'OWNER' then
        return null;
    end if;
    perform pg_advisory_xact_lock(hashtext('staff_keeps_owner'));
    if not exists (select 1 from staff_member s where s.role = 'OWNER') then
        raise exception 'the platform needs an owner'
            using errcode = 'check_violation', table = 'staff_member', constraint = 'staff_member_last_owner_check';
    end if;
    return null;
end $$;
create trigger staff_keeps_owner after update or delete on staff_member
    for each row when (old.role = 'OWNER') execute function staff_keeps_owner();

-- What staff see across organisations -----------------------------------------------------------

create policy account_console on account for select to app_admin using ((select staff_role()) is not null);
create policy session_console on session for select to app_admin using ((select staff_role()) is not null);
create policy token_family_console on token_family for select to app_admin using ((select staff_role()) is not null);
create policy organisation_console on organisation for select to app_admin using ((select staff_role()) is not null);
create policy membership_console on membership for select to app_admin using ((select staff_role()) is not null);
create policy security_event_console on security_event for select to app_admin using ((select staff_role()) is not null);
create policy appeal_console on appeal for select to app_admin using ((select staff_role()) is not null);
create policy audit_event_console on audit_event for select to app_admin using ((select staff_role()) is not null);
create policy queue_job_console on queue_job for select to app_admin using ((select staff_role()) is not null);
-- Never a hash of a password or token, never what a job carries.
grant select (id, email, display_name, status, time_zone, created_at) on account to app_admin;
grant select (id, account_id, organisation_id, user_agent, address, created_at, last_seen_at, expires_at) on session to app_admin;
grant select (id, person_id, organisation_id, device_name, user_agent, address, created_at, last_seen_at, expires_at) on token_family to app_admin;
grant select on organisation, membership, security_event, appeal, audit_event, queue_schedule to app_admin;
grant select (id, kind, key, tenant_id, person_id, state, run_at, attempts, max_attempts, again, leased_until, last_error, created_at, finished_at)
    on queue_job to app_admin;

-- What staff do ---------------------------------------------------------------------------------

-- The person concerned is told by mail, in the transaction of what was done.
create policy mail_console on mail for insert to app_admin with check ((select staff_role()) is not null);
create policy queue_job_console_enqueue on queue_job for insert to app_admin with check ((select staff_role()) is not null);
create policy queue_job_console_again on queue_job for update to app_admin using ((select staff_role()) is not null);
-- A dead letter may be thrown away.
create policy queue_job_console_discard on queue_job for delete to app_admin using ((select staff_role()) is not null and state = 'DEAD');
grant insert (id, tenant_id, person_id, purpose, to_address, subject, text_body, html_body, created_at) on mail to app_admin;
grant insert (id, kind, key, tenant_id, person_id, payload, state, run_at, max_attempts, created_at) on queue_job to app_admin;
grant update (again) on queue_job to app_admin;
grant delete on queue_job to app_admin;
grant execute on function auth_status(uuid), auth_set_status(uuid, text, text), auth_decide_appeal(uuid, boolean, text, timestamptz),
    auth_end_access(uuid, uuid, boolean, timestamptz), auth_note_security(uuid, uuid, text, text, text, text, timestamptz), auth_address(uuid),
    queue_counts(timestamptz), queue_retry(uuid, timestamptz) to app_admin;

-- Tries the dead letters of a kind again, or of every kind (empty); those whose work a live job does already stay.
create function console_retry_jobs(wanted_kind text, at timestamptz, most int)
returns bigint language plpgsql security definer set search_path = public, pg_temp as $$
declare
    one uuid;
    raised bigint := 0;
begin
    if staff_role() is null then
        raise insufficient_privilege;
    end if;
    for one in select j.id from queue_job j where j.state = 'DEAD' and (wanted_kind = '' or j.kind = wanted_kind)
               order by j.finished_at, j.id limit most loop
        begin
            if queue_retry(one, at) then
                raised := raised + 1;
            end if;
        exception when unique_violation then
            null;
        end;
    end loop;
    return raised;
end $$;
grant execute on function console_retry_jobs(text, timestamptz, int) to app_admin;

-- People by words of their name or address, the newest first. A function, because row-level security keeps
-- operators that could leak out of the indexes, and these are looked for among everybody.
-- With a path of its own: an index is made again when a dump is read back, and then there is none.
create function account_words(display_name text, email text)
returns text language sql immutable parallel safe set search_path = public, pg_temp as
$$ select plain(display_name || ' ' || email) $$;
create index account_words_idx on account using gin (account_words(display_name, email) gin_trgm_ops);
create index account_created_idx on account (created_at desc, id desc);
create function console_people(words text, standing text, before timestamptz, before_id uuid, most int)
returns table (id uuid, email text, display_name text, status text, created_at timestamptz)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    if staff_role() is null then
        raise insufficient_privilege;
    end if;
    return query
    select a.id, a.email, a.display_name, a.status, a.created_at from account a
    where (words = '' or account_words(a.display_name, a.email) like '%' || replace(replace(replace(plain(words), '\', '\\'), '%', '\%'), '_', '\_') || '%')
      and (standing = '' or a.status = standing)
      and (before is null or (a.created_at, a.id) < (before, before_id))
    order by a.created_at desc, a.id desc limit most;
end $$;
grant execute on function console_people(text, text, timestamptz, uuid, int) to app_admin;
create index appeal_waiting_idx on appeal (created_at, id) where decided_at is null;
