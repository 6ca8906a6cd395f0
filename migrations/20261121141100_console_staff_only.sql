-- What only staff decide, only the console does, and the database asks whether it is staff who ask. Whoever takes over the
-- connection of the site (app_rw) cannot block, reinstate or answer, in whose name ever; who takes over that of the console
-- (app_admin) cannot without being staff. The owner of the database may, as always.

-- Lets whoever the console's transaction works for pass if they are staff of one of these roles.
create function staff_only(variadic roles text[])
returns void language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    if not pg_has_role(session_user, current_user, 'member')
       and (session_user <> 'app_admin' or coalesce(staff_role() <> all (roles), true)) then
        raise insufficient_privilege using message = 'only staff do this';
    end if;
end $$;

-- The same where the site does it too, in the person's own name, and only the console has to ask.
create function staff_only_console()
returns void language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    if session_user = 'app_admin' and staff_role() is null then
        raise insufficient_privilege using message = 'only staff do this';
    end if;
end $$;

-- Leaving and coming back are the person's own; everything else is decided by staff. Compares and swaps. False if the account
-- stands differently by now.
create or replace function auth_set_status(wanted uuid, was text, becomes text)
returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
declare
    own boolean := wanted = app_person() and (was, becomes) in (('ACTIVE', 'INACTIVE'), ('INACTIVE', 'ACTIVE'));
begin
    if own is not true then
        perform staff_only('OWNER', 'SECURITY');
    end if;
    update account set status = becomes where id = wanted and status = was;
    return found;
end $$;

-- Answers the open appeal of a person. False if there is none.
create or replace function auth_decide_appeal(person uuid, grants boolean, words text, at timestamptz)
returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform staff_only('OWNER', 'SECURITY');
    update appeal set decided_at = at, granted = grants, answer = words where person_id = person and decided_at is null;
    return found;
end $$;
revoke execute on function auth_decide_appeal(uuid, boolean, text, timestamptz) from app_rw;

-- Takes every second factor and passkey of a person away. False if there was none.
create or replace function auth_reset_factors(person uuid)
returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
declare
    had boolean;
begin
    perform staff_only('OWNER', 'SECURITY');
    delete from backup_code where person_id = person;
    with codes as (delete from totp_factor t where t.person_id = person returning t.confirmed_at),
         keys as (delete from passkey p where p.person_id = person returning 1)
    select exists (select 1 from codes where confirmed_at is not null) or exists (select 1 from keys) into had;
    return had;
end $$;
-- Ends one browser or app. False if it has ended already.
create function console_end_device(device uuid)
returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
declare
    ended boolean;
begin
    perform staff_only('OWNER', 'SECURITY', 'SUPPORT');
    with browsers as (delete from session s where s.id = device returning 1),
         apps as (delete from token_family f where f.id = device returning 1)
    select exists (select 1 from browsers) or exists (select 1 from apps) into ended;
    return ended;
end $$;
grant execute on function console_end_device(uuid) to app_admin;

-- A dead letter is tried again from the start. False if it is not one any more.
create or replace function queue_retry(wanted uuid, at timestamptz)
returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform staff_only('OWNER', 'OPERATIONS');
    update queue_job j set state = 'READY', attempts = 0, run_at = at, finished_at = null
    where j.id = wanted and j.state = 'DEAD';
    return found;
end $$;
revoke execute on function queue_retry(uuid, timestamptz) from app_rw;
-- The console reads the table itself.
drop function queue_dead(int);

-- What a decision leads to: access ends, it is noted, the person is told.
create or replace function auth_end_access(person uuid, but uuid, keys_too boolean, at timestamptz)
returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform staff_only_console();
    delete from session where account_id = person and id is distinct from but;
    delete from pending_sign_in where person_id = person;
    delete from token_family where person_id = person and id is distinct from but;
    update api_key set revoked_at = at, revoked_by = person where keys_too and created_by = person and revoked_at is null;
    -- Nobody goes on looking as somebody whose security was just in doubt.
    update visit set ended_at = at where person_id = person and ended_at is null;
end $$;
create or replace function auth_note_security(new_id uuid, person uuid, what text, about text, client text, agent text, at timestamptz)
returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform staff_only_console();
    insert into security_event (id, person_id, kind, detail, address, user_agent, created_at)
    values (new_id, person, what, about, client, agent, at);
end $$;
create or replace function auth_address(wanted uuid)
returns text language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    perform staff_only_console();
    return (select a.email from account a where a.id = wanted);
end $$;
create or replace function auth_status(wanted uuid)
returns text language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    perform staff_only_console();
    return (select a.status from account a where a.id = wanted);
end $$;
