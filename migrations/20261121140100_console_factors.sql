-- Staff help whoever has lost a second factor, and end a single browser or app.

-- Whether somebody has them; never the secret of one.
create policy totp_factor_console on totp_factor for select to app_admin using ((select staff_role()) is not null);
create policy passkey_console on passkey for select to app_admin using ((select staff_role()) is not null);
grant select (person_id, confirmed_at) on totp_factor to app_admin;
grant select (id, person_id) on passkey to app_admin;

-- It is done at the console alone.
revoke execute on function auth_reset_factors(uuid) from app_rw;
grant execute on function auth_reset_factors(uuid) to app_admin;
