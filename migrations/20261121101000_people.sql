-- People: the profile, when and where they can work, what they can do and have done.
-- Every row belongs to the person it describes. `person.discoverable` opens it to employers.

create table person (
    id uuid primary key references account (id) on delete cascade,
    name text not null constraint person_name_len_check check (length(name) between 1 and 100),
    headline text not null default '' constraint person_headline_len_check check (length(headline) <= 160),
    bio text not null default '' constraint person_bio_len_check check (length(bio) <= 5000),
    -- Where they start from: what they typed, and the point it was resolved to.
    place text not null default '' constraint person_place_len_check check (length(place) <= 120),
    lat double precision, lon double precision,
    travel_radius_km smallint constraint person_travel_radius_km_check check (travel_radius_km between 1 and 500),
    work_modes text[] not null default '{}' constraint person_work_modes_check check (work_modes <@ '{ONSITE,REMOTE,HYBRID}'),
    -- 336 half hours, Monday 00:00 first; null while unknown.
    availability bytea constraint person_availability_check check (length(availability) = 42),
    available_from date,
    rate_minor bigint constraint person_rate_minor_check check (rate_minor between 0 and 1000000000),
    currency text not null default 'GBP' constraint person_currency_check check (currency in ('GBP', 'EUR', 'USD')),
    -- Wishes: what a job must offer. Pay is minor units per hour.
    wish_pay_minor bigint constraint person_wish_pay_minor_check check (wish_pay_minor between 0 and 1000000000),
    wish_types text[] not null default '{}' constraint person_wish_types_check
        check (wish_types <@ '{FULL_TIME,PART_TIME,SHIFT,PROJECT,CONTRACT,TEMPORARY,INTERNSHIP,VOLUNTEER}'),
    wish_commute_km smallint constraint person_wish_commute_km_check check (wish_commute_km between 1 and 500),
    -- European Qualifications Framework, 1 to 8; the highest of `education`, kept by the service.
    education_level smallint constraint person_education_level_check check (education_level between 1 and 8),
    -- Answers to the formula's work-style questions, each -2 to 2; null until answered.
    styles smallint[] constraint person_styles_check check (cardinality(styles) = 8 and -3 < all (styles) and 3 > all (styles)),
    -- They said that there is no experience to list: none is not the same as unknown.
    no_experience boolean not null default false,
    -- Sections shown to employers and on the public page; a hidden one does not count towards fit either.
    visible text[] not null default '{headline,bio,skills,experience,education,certifications,availability,rate,style}'
        constraint person_visible_check check (visible <@ '{headline,bio,skills,experience,education,certifications,availability,rate,style}'),
    discoverable boolean not null default true,
    public_page boolean not null default false,
    -- The step to go on with, 1 to 5.
    onboarding_step smallint not null default 1 constraint person_onboarding_step_check check (onboarding_step between 1 and 5),
    onboarded_at timestamptz,
    -- Counts every change to the person or anything below; triggers see to it.
    version int not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint person_point_check check ((lat is null) = (lon is null) and lat between -90 and 90 and lon between -180 and 180)
);
create index person_discoverable_idx on person (id) where discoverable and onboarded_at is not null;
create index person_lat_idx on person (lat, lon) where discoverable and onboarded_at is not null;

create table availability_exception (
    person_id uuid not null references person (id) on delete cascade,
    day date not null,
    -- 48 half hours of that day, the first in the lowest bit; they replace the weekly pattern on the day.
    slots bytea not null constraint availability_exception_slots_check check (length(slots) = 6),
    note text not null default '' constraint availability_exception_note_len_check check (length(note) <= 120),
    primary key (person_id, day)
);

create table person_skill (
    person_id uuid not null references person (id) on delete cascade,
    skill_id int not null references skill (id),
    -- 0 aware, 1 beginner, 2 competent, 3 proficient, 4 expert; null if not said.
    level smallint constraint person_skill_level_check check (level between 0 and 4),
    -- Months of practice.
    months smallint constraint person_skill_months_check check (months between 0 and 720),
    last_used_year smallint constraint person_skill_last_used_year_check check (last_used_year between 1950 and 2100),
    evidence text not null default 'STATED' constraint person_skill_evidence_check check (evidence in ('STATED', 'VERIFIED', 'INFERRED')),
    -- All the scorer reads stands in the index: a list of people is scored without touching the table.
    primary key (person_id, skill_id) include (level, months, last_used_year, evidence)
);
create index person_skill_skill_idx on person_skill (skill_id, person_id);

create table experience (
    id uuid primary key,
    person_id uuid not null references person (id) on delete cascade,
    title text not null constraint experience_title_len_check check (length(title) between 1 and 120),
    organisation text not null default '' constraint experience_organisation_len_check check (length(organisation) <= 120),
    occupation_id int references occupation (id),
    started_on date not null,
    -- Null while it is the present job.
    ended_on date,
    description text not null default '' constraint experience_description_len_check check (length(description) <= 3000),
    constraint experience_dates_check check (ended_on >= started_on)
);
create index experience_person_idx on experience (person_id, started_on desc);
create index experience_occupation_idx on experience (occupation_id);

create table education (
    id uuid primary key,
    person_id uuid not null references person (id) on delete cascade,
    institution text not null constraint education_institution_len_check check (length(institution) between 1 and 160),
    qualification text not null constraint education_qualification_len_check check (length(qualification) between 1 and 160),
    level smallint not null constraint education_level_check check (level between 1 and 8),
    started_on date,
    ended_on date,
    constraint education_dates_check check (ended_on >= started_on)
);
create index education_person_idx on education (person_id);

create table certification (
    id uuid primary key,
    person_id uuid not null references person (id) on delete cascade,
    name text not null constraint certification_name_len_check check (length(name) between 1 and 160),
    -- What it proves: a document a job may ask for, or nothing of that kind.
    document text constraint certification_document_check
        check (document in ('RIGHT_TO_WORK', 'DBS', 'DRIVING_LICENCE', 'FORKLIFT_LICENCE', 'FOOD_HYGIENE', 'FIRST_AID', 'SIA_LICENCE', 'CSCS_CARD', 'NURSING_PIN')),
    issuer text not null default '' constraint certification_issuer_len_check check (length(issuer) <= 160),
    issued_on date,
    expires_on date,
    credential_url text not null default '' constraint certification_credential_url_check check (credential_url = '' or credential_url ~ '^https://' and length(credential_url) <= 400),
    constraint certification_dates_check check (expires_on >= issued_on)
);
create index certification_person_idx on certification (person_id);

do $$
declare one text;
begin
    -- A person's own rows; and, read only, what a discoverable person shows to those who hire.
    execute 'alter table person enable row level security';
    execute 'alter table person force row level security';
    execute 'create policy person_own on person for all to app_rw using (id = (select app_person())) with check (id = (select app_person()))';
    execute 'create policy person_discoverable on person for select to app_rw using (discoverable and onboarded_at is not null and (select app_tenant()) is not null)';
    execute 'create policy person_public on person for select to app_rw using (public_page)';
    execute 'create policy person_owner on person for all to app_owner using (true) with check (true)';
    execute 'grant select, insert, update, delete on person to app_rw';
    foreach one in array array['availability_exception', 'person_skill', 'experience', 'education', 'certification'] loop
        execute format('alter table %I enable row level security', one);
        execute format('alter table %I force row level security', one);
        execute format('create policy %I on %I for all to app_rw using (person_id = (select app_person())) with check (person_id = (select app_person()))', one || '_own', one);
        -- Seen wherever the person's own row is seen: row security of `person` decides.
        execute format('create policy %I on %I for select to app_rw using (exists (select 1 from person p where p.id = person_id))', one || '_seen', one);
        execute format('create policy %I on %I for all to app_owner using (true) with check (true)', one || '_owner', one);
        execute format('grant select, insert, update, delete on %I to app_rw', one);
    end loop;
end $$;

-- What is computed from a person is kept by their version.
create function person_changed() returns trigger language plpgsql as $$
begin
    if new.version = old.version and new is distinct from old then
        new.version := old.version + 1;
    end if;
    return new;
end $$;
create trigger person_version before update on person for each row execute function person_changed();

-- Once a statement, not once a row: lists are written whole.
create function person_part_changed() returns trigger language plpgsql as $$
begin
    update person set version = version + 1 where id in (select person_id from touched);
    return null;
end $$;

do $$
declare one text;
begin
    foreach one in array array['availability_exception', 'person_skill', 'experience', 'education', 'certification'] loop
        execute format('create trigger %I after insert on %I referencing new table as touched for each statement execute function person_part_changed()', one || '_inserted', one);
        execute format('create trigger %I after update on %I referencing new table as touched for each statement execute function person_part_changed()', one || '_updated', one);
        execute format('create trigger %I after delete on %I referencing old table as touched for each statement execute function person_part_changed()', one || '_deleted', one);
    end loop;
end $$;
