-- Staff help whoever has lost a second factor, and end a single browser or app.

-- Whether somebody has them; never the secret of one.
create policy totp_factor_console on totp_factor for select to app_admin using ((select staff_role()) is not null);
create policy passkey_console on passkey for select to app_admin using ((select staff_role()) is not null);
grant select (person_id, confirmed_at) on totp_factor to app_admin;
grant select (id, person_id) on passkey to app_admin;

-- Takes every second factor and passkey of a person away. False if there was none.
create or replace function auth_reset_factors(person uuid)
returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
declare
    had boolean;
begin
    if staff_role() is null then
        raise insufficient_privilege;
    end if;
    delete from backup_code where person_id = person;
    with codes as (delete from totp_factor t where t.person_id = person returning t.confirmed_at),
         keys as (delete from passkey p where p.person_id = person returning 1)
    select exists (select 1 from codes where confirmed_at is not null) or exists (select 1 from keys) into had;
    return had;
end $$;
-- It is done at the console alone.
revoke execute on function auth_reset_factors(uuid) from app_rw;
grant execute on function auth_reset_factors(uuid) to app_admin;

-- Ends one browser or app. False if it has ended already.
create function console_end_device(device uuid)
returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
declare
    ended boolean;
begin
    if staff_role() is null then
        raise insufficient_privilege;
    end if;
    with browsers as (delete from session s where s.id = device returning 1),
         apps as (delete from token_family f where f.id = device returning 1)
    select exists (select 1 from browsers) or exists (select 1 from apps) into ended;
    return ended;
end $$;
grant execute on function console_end_device(uuid) to app_admin;
