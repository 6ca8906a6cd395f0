-- Hiring: jobs, what they ask, their history; stored scores; applications and their events.
-- An organisation owns its jobs; an application belongs to an organisation and to a person.

create table job (
    id uuid primary key,
    tenant_id uuid not null references organisation (id),
    -- One draft per form sent twice.
    request_key uuid not null,
    status text not null default 'DRAFT' constraint job_status_check check (status in ('DRAFT', 'ACTIVE', 'FILLED', 'CLOSED')),
    title text not null default '' constraint job_title_len_check check (length(title) <= 120),
    description text not null default '' constraint job_description_len_check check (length(description) <= 20000),
    type text not null default 'FULL_TIME' constraint job_type_check
        check (type in ('FULL_TIME', 'PART_TIME', 'SHIFT', 'PROJECT', 'CONTRACT', 'TEMPORARY', 'INTERNSHIP', 'VOLUNTEER')),
    category text not null default 'OTHER' constraint job_category_len_check check (length(category) between 1 and 40),
    seniority text constraint job_seniority_check check (seniority in ('STUDENT', 'ENTRY', 'MID', 'SENIOR', 'LEAD', 'EXECUTIVE')),
    occupation_id int references occupation (id),
    mode text not null default 'ONSITE' constraint job_mode_check check (mode in ('ONSITE', 'REMOTE', 'HYBRID')),
    place text not null default '' constraint job_place_len_check check (length(place) <= 120),
    lat double precision, lon double precision,
    -- How far people usually come, in kilometres: full points to 30% of it, half at its edge.
    radius_km smallint not null default 25 constraint job_radius_km_check check (radius_km between 1 and 500),
    pay_kind text not null default 'HOURLY' constraint job_pay_kind_check check (pay_kind in ('HOURLY', 'DAILY', 'FIXED', 'SALARY', 'UNPAID')),
    pay_min_minor bigint constraint job_pay_min_minor_check check (pay_min_minor between 0 and 1000000000),
    pay_max_minor bigint constraint job_pay_max_minor_check check (pay_max_minor between 0 and 1000000000),
    currency text not null default 'GBP' constraint job_currency_check check (currency in ('GBP', 'EUR', 'USD')),
    headcount smallint not null default 1 constraint job_headcount_check check (headcount between 1 and 500),
    -- Places taken by accepted applications; the row lock on the job guards it.
    filled smallint not null default 0,
    starts_on date,
    ends_on date,
    -- Half hours needed each week; null if the job does not say.
    pattern bytea constraint job_pattern_check check (length(pattern) = 42),
    education_level smallint constraint job_education_level_check check (education_level between 1 and 8),
    experience_months smallint constraint job_experience_months_check check (experience_months between 0 and 600),
    documents text[] not null default '{}',
    styles smallint[] constraint job_styles_check check (cardinality(styles) = 6),
    -- Fit below this is shown as under the employer's bar; disclosed on the page. Whole points.
    fit_threshold smallint constraint job_fit_threshold_check check (fit_threshold between 0 and 100),
    -- Weights of the six parts in thousandths, in the order of the formula; null for the default.
    weights smallint[] constraint job_weights_check check (cardinality(weights) = 6),
    version int not null default 1,
    created_by uuid not null references account (id),
    created_at timestamptz not null,
    updated_at timestamptz not null,
    published_at timestamptz,
    closed_at timestamptz,
    words tsvector not null default '',
    constraint job_pay_range_check check (pay_max_minor >= pay_min_minor),
    constraint job_dates_check check (ends_on >= starts_on),
    constraint job_filled_check check (filled between 0 and headcount),
    constraint job_point_check check ((lat is null) = (lon is null)),
    constraint job_published_check check (status = 'DRAFT' or published_at is not null),
    unique (tenant_id, id)
);
create unique index job_request_key on job (tenant_id, request_key);
create index job_tenant_idx on job (tenant_id, status, created_at desc);
create index job_occupation_idx on job (occupation_id);
create index job_created_by_idx on job (created_by);
create index job_open_idx on job (published_at desc, id desc) where status = 'ACTIVE';
create index job_open_pay_idx on job (pay_max_minor desc nulls last, id desc) where status = 'ACTIVE';
create index job_open_place_idx on job (lat, lon) where status = 'ACTIVE';
create index job_words_idx on job using gin (words);
create index job_title_trgm_idx on job using gin (title gin_trgm_ops);

create table job_skill (
    tenant_id uuid not null,
    job_id uuid not null,
    skill_id int not null references skill (id),
    importance text not null constraint job_skill_importance_check check (importance in ('MUST', 'SHOULD', 'NICE')),
    level smallint constraint job_skill_level_check check (level between 0 and 4),
    primary key (tenant_id, job_id, skill_id),
    foreign key (tenant_id, job_id) references job (tenant_id, id) on delete cascade
);
create index job_skill_skill_idx on job_skill (skill_id);
create index job_skill_job_idx on job_skill (job_id);

-- Every edit after the first publication, as field -> [before, after]; append-only.
create table job_revision (
    id uuid primary key,
    tenant_id uuid not null,
    job_id uuid not null,
    version int not null,
    actor_id uuid not null references account (id),
    action text not null,
    changes jsonb not null,
    created_at timestamptz not null,
    foreign key (tenant_id, job_id) references job (tenant_id, id) on delete cascade
);
create index job_revision_job_idx on job_revision (tenant_id, job_id, created_at);
create index job_revision_actor_idx on job_revision (actor_id);

create table application (
    id uuid primary key,
    tenant_id uuid not null,
    job_id uuid not null,
    person_id uuid not null references person (id),
    stage text not null default 'APPLIED' constraint application_stage_check
        check (stage in ('APPLIED', 'SHORTLISTED', 'OFFERED', 'ACCEPTED', 'REJECTED', 'WITHDRAWN')),
    note text not null default '' constraint application_note_len_check check (length(note) <= 4000),
    reason text not null default '' constraint application_reason_len_check check (length(reason) <= 1000),
    -- Fit when they applied, in hundredths of a point; the score itself is in match_score.
    fit_at_apply int,
    version int not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    unique (tenant_id, id),
    foreign key (tenant_id, job_id) references job (tenant_id, id)
);
-- One live application per person and job.
create unique index application_live_key on application (job_id, person_id) where stage not in ('REJECTED', 'WITHDRAWN');
create index application_job_idx on application (tenant_id, job_id, stage, created_at);
create index application_person_idx on application (person_id, updated_at desc);

create table application_event (
    id uuid primary key,
    tenant_id uuid not null,
    application_id uuid not null,
    person_id uuid not null,
    actor_id uuid not null references account (id),
    from_stage text,
    to_stage text not null,
    reason text not null default '' constraint application_event_reason_len_check check (length(reason) <= 1000),
    created_at timestamptz not null,
    foreign key (tenant_id, application_id) references application (tenant_id, id)
);
create index application_event_application_idx on application_event (tenant_id, application_id, created_at);
create index application_event_person_idx on application_event (person_id);
create index application_event_actor_idx on application_event (actor_id);

-- A score with all it was computed from, so that it can be replayed to the last digit.
create table match_score (
    id uuid primary key,
    tenant_id uuid not null,
    job_id uuid not null,
    person_id uuid not null references person (id) on delete cascade,
    formula text not null,
    inputs_sha256 bytea not null constraint match_score_inputs_check check (length(inputs_sha256) = 32),
    inputs jsonb not null,
    -- Ten-thousandths: 910000 is 91.
    fit int not null,
    person_fit int,
    created_at timestamptz not null,
    foreign key (tenant_id, job_id) references job (tenant_id, id) on delete cascade
);
create unique index match_score_key on match_score (job_id, person_id, inputs_sha256);
create index match_score_tenant_idx on match_score (tenant_id, job_id);
create index match_score_person_idx on match_score (person_id);

do $$
declare one text;
begin
    foreach one in array array['job', 'job_skill', 'job_revision', 'application', 'application_event', 'match_score'] loop
        execute format('alter table %I enable row level security', one);
        execute format('alter table %I force row level security', one);
        execute format('create policy %I on %I for all to app_rw using (tenant_id = (select app_tenant())) with check (tenant_id = (select app_tenant()))', one || '_tenant', one);
        execute format('create policy %I on %I for all to app_owner using (true) with check (true)', one || '_owner', one);
    end loop;
end $$;

-- Published jobs are public; their skills follow the job.
create policy job_public on job for select to app_rw using (published_at is not null);
create policy job_skill_public on job_skill for select to app_rw using (exists (select 1 from job j where j.id = job_id and j.published_at is not null));
-- A person sees and makes their own applications, and what happened to them.
create policy application_own on application for select to app_rw using (person_id = (select app_person()));
create policy application_apply on application for insert to app_rw with check (
    person_id = (select app_person()) and stage = 'APPLIED'
    and exists (select 1 from job j where j.id = job_id and j.tenant_id = application.tenant_id and j.status = 'ACTIVE'));
create policy application_withdraw on application for update to app_rw
    using (person_id = (select app_person()))
    with check (person_id = (select app_person()) and stage in ('WITHDRAWN', 'ACCEPTED'));
create policy application_event_own on application_event for select to app_rw using (person_id = (select app_person()));
create policy application_event_append on application_event for insert to app_rw
    with check (person_id = (select app_person()) and actor_id = (select app_person()));
create policy match_score_own on match_score for select to app_rw using (person_id = (select app_person()));
create policy match_score_own_insert on match_score for insert to app_rw with check (person_id = (select app_person()));
-- One who applied is seen by the organisation they applied to, discoverable or not.
create policy person_applicant on person for select to app_rw using (
    (select app_tenant()) is not null
    and exists (select 1 from application a where a.person_id = person.id and a.tenant_id = (select app_tenant())));

grant select, insert, update on job to app_rw;
grant select, insert, update, delete on job_skill to app_rw;
grant select, insert on job_revision, application_event, match_score to app_rw;
grant select, insert on application to app_rw;
grant update (stage, reason, version, updated_at) on application to app_rw;
grant delete on job to app_rw;
