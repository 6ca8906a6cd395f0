-- Reference data: what everybody shares. No tenant, no row-level security; app_rw only reads.
-- `kinwork taxonomy load` fills these tables as app_owner. Ids are stable across releases.

create table skill (
    id int primary key,
    -- Tail of the ESCO address, code of an ESCO group, or `onet:` and the name.
    key text not null unique,
    kind text not null constraint skill_kind_check check (kind in ('SKILL', 'KNOWLEDGE', 'GROUP')),
    source text not null constraint skill_source_check check (source in ('ESCO', 'ONET')),
    label text not null,
    -- No longer in the shipped data, kept because people may hold it.
    retired boolean not null default false
);

-- Label and aliases. `term` is as searched (lower case, plain letters), `shown` as written.
create table skill_term (
    skill_id int not null references skill (id),
    term text not null,
    shown text not null,
    is_label boolean not null,
    primary key (skill_id, term)
);
create index skill_term_term_idx on skill_term (term text_pattern_ops);

-- A skill stands under groups and, rarely, under a wider skill.
create table skill_parent (
    skill_id int not null references skill (id),
    parent_id int not null references skill (id),
    primary key (skill_id, parent_id)
);
create index skill_parent_parent_idx on skill_parent (parent_id);

-- Groups of ISCO-08 with one to four digits.
create table isco_group (
    code text primary key constraint isco_group_code_check check (code ~ '^[0-9]{1,4}$'),
    label text not null
);

create table occupation (
    id int primary key,
    key text not null unique,
    label text not null,
    -- Estimated from the words of its description; see data/ATTRIBUTION.md.
    isco text not null references isco_group (code),
    retired boolean not null default false
);
create index occupation_isco_idx on occupation (isco);

create table occupation_term (
    occupation_id int not null references occupation (id),
    term text not null,
    shown text not null,
    is_label boolean not null,
    primary key (occupation_id, term)
);
create index occupation_term_term_idx on occupation_term (term text_pattern_ops);

-- What an occupation typically needs, by likeness of words, 1 (faint) to 100 (chosen by hand).
create table occupation_skill (
    occupation_id int not null references occupation (id),
    skill_id int not null references skill (id),
    weight smallint not null constraint occupation_skill_weight_check check (weight between 1 and 100),
    primary key (occupation_id, skill_id)
);
create index occupation_skill_skill_idx on occupation_skill (skill_id);

-- Centres of postcode sectors (`E1 6`) and districts (`E1`).
create table postcode_area (
    code text primary key,
    kind text not null constraint postcode_area_kind_check check (kind in ('SECTOR', 'DISTRICT')),
    lat double precision not null constraint postcode_area_lat_check check (lat between -90 and 90),
    lon double precision not null constraint postcode_area_lon_check check (lon between -180 and 180)
);

create table country (
    -- ISO 3166-1 alpha-2.
    code text primary key constraint country_code_check check (code ~ '^[A-Z]{2}$'),
    name text not null
);

create table city (
    -- The number GeoNames gives it.
    id int primary key,
    name text not null,
    ascii text not null,
    country text not null references country (code),
    region text not null,
    lat double precision not null constraint city_lat_check check (lat between -90 and 90),
    lon double precision not null constraint city_lon_check check (lon between -180 and 180),
    population int not null constraint city_population_check check (population >= 0),
    -- Names in other languages, of large cities.
    aliases text[] not null
);

-- Which file is in the tables, so that loading it again is a glance.
create table reference_load (
    name text primary key,
    sha256 text not null,
    rows int not null,
    loaded_at timestamptz not null
);

grant select on skill, skill_term, skill_parent, isco_group, occupation, occupation_term, occupation_skill,
    postcode_area, country, city, reference_load to app_rw, app_admin, app_backup;
