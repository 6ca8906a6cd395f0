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
    -- The most it pays an hour, so that lists can filter and sort: a day is 8 hours, a year 52 weeks of 37.5. 0 if unknown.
    pay_hour_minor bigint not null generated always as (coalesce(case pay_kind
        when 'HOURLY' then coalesce(pay_max_minor, pay_min_minor)
        when 'DAILY' then coalesce(pay_max_minor, pay_min_minor) / 8
        when 'SALARY' then coalesce(pay_max_minor, pay_min_minor) / 1950 end, 0)) stored,
    headcount smallint not null default 1 constraint job_headcount_check check (headcount between 1 and 500),
    -- Places taken by accepted applications; the row lock on the job guards it.
    filled smallint not null default 0,
    starts_on date,
    ends_on date,
    -- Half hours needed each week; null if the job does not say.
    pattern bytea constraint job_pattern_check check (length(pattern) = 42),
    education_level smallint constraint job_education_level_check check (education_level between 1 and 8),
    experience_months smallint constraint job_experience_months_check check (experience_months between 0 and 600),
    documents text[] not null default '{}' constraint job_documents_check check (documents <@
        '{RIGHT_TO_WORK,DBS,DRIVING_LICENCE,FORKLIFT_LICENCE,FOOD_HYGIENE,FIRST_AID,SIA_LICENCE,CSCS_CARD,NURSING_PIN}'),
    -- How the team works: answers to the eight questions of the formula, each -2 to 2; null until answered.
    styles smallint[] constraint job_styles_check check (cardinality(styles) = 8 and -3 < all (styles) and 3 > all (styles)),
    -- Fit below this is shown as under the employer's bar; disclosed on the page. Whole points.
    fit_threshold smallint constraint job_fit_threshold_check check (fit_threshold between 0 and 100),
    -- Weights of the six parts in ten-thousandths, in the order of the formula; null for the default.
    weights smallint[] constraint job_weights_check check (cardinality(weights) = 6),
    version int not null default 1,
    created_by uuid not null references account (id),
    created_at timestamptz not null,
    updated_at timestamptz not null,
    published_at timestamptz,
    closed_at timestamptz,
    -- Kept by triggers: title and skills, plain, for typing errors; the same with the description as lexemes.
    terms text not null default '',
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
create index job_open_pay_idx on job (currency, pay_hour_minor desc, id desc) where status = 'ACTIVE';
create index job_open_place_idx on job (lat, lon) where status = 'ACTIVE';
create index job_words_idx on job using gin (words);
create index job_terms_idx on job using gin (terms gin_trgm_ops);

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

-- What a job is found by.
create function job_index() returns trigger language plpgsql as $$
declare skills text;
begin
    select coalesce(string_agg(s.label, ' ' order by s.label), '') into skills
    from job_skill js join skill s on s.id = js.skill_id where js.job_id = new.id;
    new.terms := plain(new.title || ' ' || skills);
    new.words := setweight(to_tsvector('english', plain(new.title)), 'A')
        || setweight(to_tsvector('english', plain(skills)), 'B')
        || setweight(to_tsvector('english', plain(new.description)), 'C');
    return new;
end $$;
create trigger job_index before insert or update of title, description, terms on job for each row execute function job_index();

create function job_skill_index() returns trigger language plpgsql as $$
begin
    update job set terms = '' where id in (select job_id from changed);
    return null;
end $$;
create trigger job_skill_added after insert on job_skill referencing new table as changed
    for each statement execute function job_skill_index();
create trigger job_skill_removed after delete on job_skill referencing old table as changed
    for each statement execute function job_skill_index();

-- Great-circle distance in kilometres (haversine, mean radius of the IUGG), as kernel::geo has it.
create function km_between(lat1 double precision, lon1 double precision, lat2 double precision, lon2 double precision)
returns double precision language sql immutable parallel safe as
$$ select 2 * 6371.0088 * asin(least(1, sqrt(
       power(sin(radians(lat2 - lat1) / 2), 2) + cos(radians(lat1)) * cos(radians(lat2)) * power(sin(radians(lon2 - lon1) / 2), 2)))) $$;

-- Open jobs that words find, the best first. Row security keeps text search out of the indexes, so this runs as the
-- owner; it can only ever tell of what is public. Nothing found word for word: the nearest spelling.
create function open_jobs_by_words(wanted text)
returns table (job_id uuid, rank real, exact boolean) language plpgsql stable security definer
set search_path = public, pg_temp set pg_trgm.word_similarity_threshold = 0.35 as $$
begin
    return query
        select j.id, ts_rank(j.words, q), true from job j, websearch_to_tsquery('english', plain(wanted)) q
        where j.status = 'ACTIVE' and j.words @@ q order by 2 desc, 1 desc limit 5000;
    if not found then
        return query
            select j.id, word_similarity(plain(wanted), j.terms), false from job j
            where j.status = 'ACTIVE' and plain(wanted) <% j.terms order by 2 desc, 1 desc limit 200;
    end if;
end $$;

-- People worth scoring for a job: discoverable, inside the box (or from an unknown place), with one of the skills or
-- a job held in one of the occupations, as far as they show them; everybody in the box if neither is asked. Those
-- who share most come first. Row security would be asked again for every skill held, so this runs as the owner; the
-- rule is that of `person_discoverable`. A test holds the two together.
create function candidate_ids(skills int[], occupations int[], south double precision, north double precision,
                              west double precision, east double precision, most int)
returns table (id uuid) language sql stable security definer set search_path = public, pg_temp as
$$ with shared as (
       select person_id, sum(skill) as held, sum(spell) as spells from (
           select person_id, 1 as skill, 0 as spell from person_skill where skill_id = any (skills)
           union all
           select person_id, 0, 1 from experience where occupation_id = any (occupations)) as each
       group by person_id)
   select p.id from person p left join shared s on s.person_id = p.id
   where (select app_tenant()) is not null and p.discoverable and p.onboarded_at is not null and p.id is distinct from (select app_person())
     and (cardinality(skills) + cardinality(occupations) = 0
          or s.held > 0 and 'skills' = any (p.visible)
          or s.spells > 0 and 'experience' = any (p.visible))
     and (south is null or p.lat is null or p.lat between south and north and p.lon between west and east)
   order by coalesce(s.held + s.spells, 0) desc, p.id limit most $$;

-- Open jobs worth scoring for a person, likewise: within twice the job's radius of the point (or anywhere, if the job
-- is remote or either place unknown), asking one of the skills or of one of the occupations. What it tells is public.
create function open_job_ids(skills int[], occupations int[], near_lat double precision, near_lon double precision, most int)
returns table (id uuid) language sql stable security definer set search_path = public, pg_temp as
$$ with shared as (select job_id, count(*) as asked from job_skill where skill_id = any (skills) group by job_id)
   select j.id from job j left join shared s on s.job_id = j.id
   where j.status = 'ACTIVE'
     and (cardinality(skills) + cardinality(occupations) = 0 or s.asked > 0 or j.occupation_id = any (occupations))
     and (j.mode = 'REMOTE' or j.lat is null or near_lat is null or km_between(j.lat, j.lon, near_lat, near_lon) <= 2 * j.radius_km)
   order by coalesce(s.asked, 0) + case when j.occupation_id = any (occupations) then 1 else 0 end desc, j.published_at desc, j.id desc
   limit most $$;

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
grant execute on function km_between(double precision, double precision, double precision, double precision),
    open_jobs_by_words(text), candidate_ids(int[], int[], double precision, double precision, double precision, double precision, int),
    open_job_ids(int[], int[], double precision, double precision, int) to app_rw;
