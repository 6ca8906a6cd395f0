-- Fields of an organisation's own on jobs and on people, with a kind each, instead of changes to the tables of everybody.

create table custom_field (
    id uuid primary key,
    tenant_id uuid not null references organisation (id),
    subject text not null constraint custom_field_subject_check check (subject in ('JOB', 'PERSON')),
    kind text not null constraint custom_field_kind_check check (kind in ('TEXT', 'NUMBER', 'DATE', 'CHOICE', 'YES_NO')),
    name text not null constraint custom_field_name_len_check check (length(name) between 1 and 60),
    help text not null default '' constraint custom_field_help_len_check check (length(help) <= 200),
    required boolean not null default false,
    -- What may be chosen, for CHOICE.
    choices text[] not null default '{}' constraint custom_field_choices_check
        check (case when kind = 'CHOICE' then cardinality(choices) between 2 and 30 else cardinality(choices) = 0 end),
    place smallint not null constraint custom_field_place_check check (place between 1 and 30),
    -- No longer asked; what was answered stays.
    archived_at timestamptz,
    version int not null default 1,
    created_at timestamptz not null,
    unique (tenant_id, id)
);
create unique index custom_field_name_key on custom_field (tenant_id, subject, lower(name)) where archived_at is null;

-- One answer: exactly one of the columns, the one of the field's kind. A choice is text.
create table job_field_value (
    tenant_id uuid not null,
    job_id uuid not null,
    field_id uuid not null,
    text_value text constraint job_field_value_text_len_check check (length(text_value) between 1 and 500),
    number_e4 bigint constraint job_field_value_number_check check (abs(number_e4) <= 10000000000000000),
    date_value date,
    yes_value boolean,
    updated_by uuid not null references account (id),
    updated_at timestamptz not null,
    constraint job_field_value_one_check check (num_nonnulls(text_value, number_e4, date_value, yes_value) = 1),
    primary key (tenant_id, job_id, field_id),
    foreign key (tenant_id, job_id) references job (tenant_id, id) on delete cascade,
    foreign key (tenant_id, field_id) references custom_field (tenant_id, id) on delete cascade
);
create index job_field_value_field_idx on job_field_value (tenant_id, field_id);
create index job_field_value_updated_by_idx on job_field_value (updated_by);

-- The same of somebody who applied, as the organisation keeps it.
create table person_field_value (
    tenant_id uuid not null references organisation (id),
    person_id uuid not null references person (id) on delete cascade,
    field_id uuid not null,
    text_value text constraint person_field_value_text_len_check check (length(text_value) between 1 and 500),
    number_e4 bigint constraint person_field_value_number_check check (abs(number_e4) <= 10000000000000000),
    date_value date,
    yes_value boolean,
    updated_by uuid not null references account (id),
    updated_at timestamptz not null,
    constraint person_field_value_one_check check (num_nonnulls(text_value, number_e4, date_value, yes_value) = 1),
    primary key (tenant_id, person_id, field_id),
    foreign key (tenant_id, field_id) references custom_field (tenant_id, id) on delete cascade
);
create index person_field_value_person_idx on person_field_value (person_id);
create index person_field_value_field_idx on person_field_value (tenant_id, field_id);
create index person_field_value_updated_by_idx on person_field_value (updated_by);

do $$
declare one text;
begin
    foreach one in array array['custom_field', 'job_field_value', 'person_field_value'] loop
        execute format('alter table %I enable row level security', one);
        execute format('alter table %I force row level security', one);
        execute format('create policy %I on %I for all to app_rw using (tenant_id = (select app_tenant())) with check (tenant_id = (select app_tenant()))', one || '_tenant', one);
        execute format('create policy %I on %I for all to app_owner using (true) with check (true)', one || '_owner', one);
    end loop;
end $$;

grant select, insert on custom_field to app_rw;
grant update (name, help, required, choices, place, archived_at, version) on custom_field to app_rw;
grant select, insert, delete on job_field_value, person_field_value to app_rw;
grant update (text_value, number_e4, date_value, yes_value, updated_by, updated_at) on job_field_value, person_field_value to app_rw;
