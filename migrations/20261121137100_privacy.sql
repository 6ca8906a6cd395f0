-- What a person has agreed to, dated; and what is thrown away when, with a line for each time.

-- Given or withdrawn, one row each time; the last one of a purpose counts. What a purpose is stands in the code, by version.
create table consent (
    id uuid primary key,
    person_id uuid not null references account (id),
    purpose text not null constraint consent_purpose_check check (purpose ~ '^[A-Z_]{1,40}$'),
    version smallint not null constraint consent_version_check check (version > 0),
    given boolean not null,
    created_at timestamptz not null
);
create index consent_person_idx on consent (person_id, purpose, created_at desc, id desc);
alter table consent enable row level security;
alter table consent force row level security;
create policy consent_own on consent for select to app_rw using (person_id = (select app_person()));
create policy consent_say on consent for insert to app_rw with check (person_id = (select app_person()));
create policy consent_owner on consent for all to app_owner using (true) with check (true);
grant select, insert on consent to app_rw;
create trigger consent_kept before update or delete on consent for each row execute function trail_only_grows();
create trigger consent_not_truncated before truncate on consent for each statement execute function trail_only_grows();

-- Each time a rule was applied: how many rows went. Everybody may read it.
create table retention_run (
    id uuid primary key,
    rule text not null constraint retention_run_rule_check check (rule ~ '^[a-z_]{1,40}$'),
    removed bigint not null constraint retention_run_removed_check check (removed >= 0),
    created_at timestamptz not null
);
create index retention_run_rule_idx on retention_run (rule, created_at desc);
grant select on retention_run to app_rw, app_admin;

-- To be found by employers is a consent like any other: the profile follows it.
create function consent_matching() returns trigger language plpgsql as $$
begin
    update person set discoverable = new.given where id = new.person_id and discoverable is distinct from new.given;
    return null;
end $$;
create trigger consent_matching after insert on consent for each row when (new.purpose = 'MATCHING') execute function consent_matching();
