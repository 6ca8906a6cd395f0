-- The console goes on: organisations, their trails, the state of the system, feature flags.

-- Organisations -----------------------------------------------------------------------------------

create policy organisation_console_decide on organisation for update to app_admin
    using ((select staff_role()) is not null) with check ((select staff_role()) is not null);
grant update (suspended_at, deleted_at, deleted_by, version) on organisation to app_admin;
create index organisation_created_idx on organisation (created_at desc, id desc);
-- What staff do to an organisation stands in its own trail too, in their name.
create policy audit_event_console_write on audit_event for insert to app_admin
    with check ((select staff_role()) is not null and actor_id = (select app_person()));
grant insert on audit_event to app_admin;
-- The trigger that seals a line works in the name of whoever writes it.
grant execute on function audit_detail_sha256(bytea, text, text, jsonb) to app_admin;
-- All trails at once, in order of time.
create index audit_event_created_idx on audit_event (created_at desc, id desc);

-- The state of the system -------------------------------------------------------------------------

-- Which migrations were applied; the table is made by the program that applies them, so its name is looked up late.
create function console_migrations()
returns table (version bigint, description text, installed_on timestamptz, success boolean)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    if staff_role() is null then
        raise insufficient_privilege;
    end if;
    if to_regclass('_sqlx_migrations') is not null then
        return query select m.version, m.description, m.installed_on, m.success from _sqlx_migrations m order by m.version desc;
    end if;
end $$;
grant execute on function console_migrations() to app_admin;

-- Feature flags -----------------------------------------------------------------------------------

-- Which flags there are and what they are without a row is said in the code.
create table feature_flag (
    name text primary key constraint feature_flag_name_check check (name ~ '^[a-z_]{1,60}$'),
    state text not null constraint feature_flag_state_check check (state in ('OFF', 'ON', 'PERCENTAGE', 'ORGANISATIONS')),
    percentage int not null default 0 constraint feature_flag_percentage_check check (percentage between 0 and 100),
    organisations uuid[] not null default '{}' constraint feature_flag_organisations_check check (cardinality(organisations) <= 100),
    changed_by uuid references account (id),
    changed_at timestamptz not null
);
create index feature_flag_changed_by_idx on feature_flag (changed_by) where changed_by is not null;
-- Every server asks, and the rows are nobody's; staff alone change them.
create function feature_flag_by_staff() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if session_user = 'app_admin' and staff_role() is null then
        raise insufficient_privilege;
    end if;
    return null;
end $$;
create trigger feature_flag_by_staff before insert or update or delete on feature_flag
    for each statement execute function feature_flag_by_staff();
grant select (name, state, percentage, organisations) on feature_flag to app_rw;
grant select, insert, update, delete on feature_flag to app_admin;

-- Sign-ins of everybody, the latest first.
create index session_created_idx on session (created_at desc, id desc);
create index token_family_created_idx on token_family (created_at desc, id desc);
