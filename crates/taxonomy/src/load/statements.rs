//! The statements of a load and of an import. A file goes by COPY into a temporary table, is *met*
//! with what is there (which row is it here?), *staged* as the rows that shall be, and *placed*: what
//! is the same already is not written again.

use crate::shipped::File;

/// The temporary table of a file, and how it is filled.
pub fn copy(file: File) -> (&'static str, &'static str) {
    match file {
        File::Skills => (
            "create temp table new_skill (id int, key text, kind text, source text, label text, parents text, aliases text) on commit drop",
            "copy new_skill from stdin (header true)",
        ),
        File::Isco => (
            "create temp table new_isco (code text, label text) on commit drop",
            "copy new_isco from stdin (header true)",
        ),
        File::Occupations => (
            "create temp table new_occupation (id int, key text, label text, isco text, aliases text) on commit drop",
            "copy new_occupation from stdin (header true)",
        ),
        File::OccupationSkills => (
            "create temp table new_need (occupation text, skills text) on commit drop",
            "copy new_need from stdin (header true)",
        ),
        File::Postcodes => (
            "create temp table new_area (code text, kind text, lat double precision, lon double precision) on commit drop",
            "copy new_area from stdin (header true)",
        ),
        File::Countries => (
            "create temp table new_country (code text, name text) on commit drop",
            "copy new_country from stdin (header true)",
        ),
        File::Cities => (
            "create temp table new_city (id int, name text, ascii text, country text, region text, lat double precision, lon double precision,
             population int, aliases text) on commit drop",
            "copy new_city from stdin (header true)",
        ),
    }
}

/// How the rows of a shipped file go into place.
pub fn shipped(file: File) -> &'static [&'static str] {
    match file {
        File::Skills => &[
            MEET_SHIPPED_SKILLS,
            STAGE_SKILLS,
            PLACE_SKILLS,
            RETIRE_SKILLS,
        ],
        File::Isco => &[PLACE_ISCO],
        File::Occupations => &[
            MEET_SHIPPED_OCCUPATIONS,
            STAGE_OCCUPATIONS,
            PLACE_OCCUPATIONS,
            RETIRE_OCCUPATIONS,
        ],
        File::OccupationSkills => &[STAGE_NEEDS, PLACE_SHIPPED_NEEDS],
        File::Postcodes => &[
            "delete from postcode_area; insert into postcode_area (code, kind, lat, lon) select code, kind, lat, lon from new_area",
        ],
        File::Countries => &[
            "insert into country select code, name from new_country on conflict (code) do update set name = excluded.name",
        ],
        File::Cities => &[PLACE_CITIES],
    }
}

/// The same for what is imported: nothing is retired because it is missing, and names that are there stay.
pub fn imported(file: File) -> &'static [&'static str] {
    match file {
        File::Skills => &[
            MEET_IMPORTED_SKILLS,
            STAGE_SKILLS,
            KEEP_OF_SKILLS,
            PLACE_SKILLS,
            "update skill s set imported = true from staged_skill n where n.id = s.id and not s.imported",
        ],
        File::Occupations => &[
            MEET_IMPORTED_OCCUPATIONS,
            STAGE_OCCUPATIONS,
            KEEP_OF_OCCUPATIONS,
            PLACE_OCCUPATIONS,
            "update occupation o set imported = true from staged_occupation n where n.id = o.id and not o.imported",
        ],
        File::OccupationSkills => &[STAGE_NEEDS, PLACE_IMPORTED_NEEDS],
        File::Isco | File::Postcodes | File::Countries | File::Cities => shipped(file),
    }
}

/// Files refer to skills by their numbers. A skill that was imported before it was shipped keeps the
/// number it got then, and what the import said of it.
const MEET_SHIPPED_SKILLS: &str = "
create temp table skill_name on commit drop as
select n.id::text as name, coalesce(s.id, n.id) as id, n.id as number from new_skill n left join skill s on s.key = n.key;
create temp table staged_skill on commit drop as
select m.id, n.key, n.kind, n.source, n.label, n.parents, n.aliases from new_skill n join skill_name m on m.number = n.id
where not exists (select from skill s where s.id = m.id and s.imported)";

/// Imports refer to skills by their keys. New ones are numbered far above those that are shipped.
const MEET_IMPORTED_SKILLS: &str = "
create temp table staged_skill on commit drop as
select coalesce(s.id, (select greatest(max(id), 9999999) from skill)
           + (row_number() over (partition by s.id is null order by n.id))::int) as id,
       n.key, n.kind, n.source, n.label, n.parents, n.aliases
from new_skill n left join skill s on s.key = n.key;
create temp table skill_name on commit drop as
select key as name, id from staged_skill
union all select s.key, s.id from skill s where not exists (select from staged_skill n where n.id = s.id)";

const STAGE_SKILLS: &str = "
create temp table staged_term (skill_id int, term text, shown text, is_label boolean, primary key (skill_id, term)) on commit drop;
insert into staged_term
select distinct on (id, term) id, term, shown, is_label from (
    select id, plain(label) as term, label as shown, true as is_label from staged_skill
    union all
    select n.id, plain(alias), alias, false from staged_skill n cross join lateral unnest(string_to_array(n.aliases, '|')) alias) terms
order by id, term, is_label desc, shown;
create temp table staged_parent (skill_id int, parent_id int, primary key (skill_id, parent_id)) on commit drop;
insert into staged_parent
select distinct n.id, p.id from staged_skill n cross join lateral unnest(string_to_array(n.parents, '|')) parent
join skill_name p on p.name = parent where p.id <> n.id";

/// A name by which somebody may look stays, the former label too; parents stay where the release says nothing of them.
const KEEP_OF_SKILLS: &str = "
insert into staged_term select t.skill_id, t.term, t.shown, false from skill_term t join staged_skill n on n.id = t.skill_id
on conflict do nothing;
insert into staged_parent select p.skill_id, p.parent_id from skill_parent p join staged_skill n on n.id = p.skill_id where n.parents = ''
on conflict do nothing";

const PLACE_SKILLS: &str = "
create temp table skill_fate on commit drop as
with differing as (
    (table staged_term except select t.skill_id, t.term, t.shown, t.is_label from skill_term t)
    union all
    (select t.skill_id, t.term, t.shown, t.is_label from skill_term t join staged_skill n on n.id = t.skill_id except table staged_term)),
moved as (
    (table staged_parent except select p.skill_id, p.parent_id from skill_parent p)
    union all
    (select p.skill_id, p.parent_id from skill_parent p join staged_skill n on n.id = p.skill_id except table staged_parent))
select n.id, s.id is null as added,
       (s.key, s.kind, s.source, s.label, s.retired) is distinct from (n.key, n.kind, n.source, n.label, false)
       or n.id in (select skill_id from differing) or n.id in (select skill_id from moved) as changed
from staged_skill n left join skill s on s.id = n.id;
insert into skill (id, key, kind, source, label)
select n.id, n.key, n.kind, n.source, n.label from staged_skill n join skill_fate f on f.id = n.id where f.changed
on conflict (id) do update
set key = excluded.key, kind = excluded.kind, source = excluded.source, label = excluded.label, retired = false;
delete from skill_term t using skill_fate f where f.id = t.skill_id and f.changed;
insert into skill_term (skill_id, term, shown, is_label)
select t.skill_id, t.term, t.shown, t.is_label from staged_term t join skill_fate f on f.id = t.skill_id where f.changed;
delete from skill_parent p using skill_fate f where f.id = p.skill_id and f.changed;
insert into skill_parent (skill_id, parent_id)
select p.skill_id, p.parent_id from staged_parent p join skill_fate f on f.id = p.skill_id where f.changed";

const RETIRE_SKILLS: &str = "
update skill s set retired = true
where not retired and not imported and not exists (select from skill_name n where n.id = s.id);
delete from skill_term t using skill s where s.id = t.skill_id and s.retired;
delete from skill_parent p using skill s where s.id = p.skill_id and s.retired";

const PLACE_ISCO: &str = "
insert into isco_group select code, label from new_isco on conflict (code) do update set label = excluded.label
where isco_group.label is distinct from excluded.label";

const MEET_SHIPPED_OCCUPATIONS: &str = "
create temp table occupation_name on commit drop as
select n.id::text as name, coalesce(o.id, n.id) as id, n.id as number from new_occupation n left join occupation o on o.key = n.key;
create temp table staged_occupation on commit drop as
select m.id, n.key, n.label, n.isco, n.aliases from new_occupation n join occupation_name m on m.number = n.id
where not exists (select from occupation o where o.id = m.id and o.imported)";

const MEET_IMPORTED_OCCUPATIONS: &str = "
create temp table staged_occupation on commit drop as
select coalesce(o.id, (select greatest(max(id), 9999999) from occupation)
           + (row_number() over (partition by o.id is null order by n.id))::int) as id,
       n.key, n.label, n.isco, n.aliases
from new_occupation n left join occupation o on o.key = n.key;
create temp table occupation_name on commit drop as
select key as name, id from staged_occupation
union all select o.key, o.id from occupation o where not exists (select from staged_occupation n where n.id = o.id)";

const STAGE_OCCUPATIONS: &str = "
create temp table staged_title (occupation_id int, term text, shown text, is_label boolean, primary key (occupation_id, term)) on commit drop;
insert into staged_title
select distinct on (id, term) id, term, shown, is_label from (
    select id, plain(label) as term, label as shown, true as is_label from staged_occupation
    union all
    select n.id, plain(alias), alias, false from staged_occupation n cross join lateral unnest(string_to_array(n.aliases, '|')) alias) terms
order by id, term, is_label desc, shown";

const KEEP_OF_OCCUPATIONS: &str = "
insert into staged_title select t.occupation_id, t.term, t.shown, false from occupation_term t join staged_occupation n on n.id = t.occupation_id
on conflict do nothing";

const PLACE_OCCUPATIONS: &str = "
create temp table occupation_fate on commit drop as
with differing as (
    (table staged_title except select t.occupation_id, t.term, t.shown, t.is_label from occupation_term t)
    union all
    (select t.occupation_id, t.term, t.shown, t.is_label from occupation_term t join staged_occupation n on n.id = t.occupation_id
     except table staged_title))
select n.id, o.id is null as added,
       (o.key, o.label, o.isco, o.retired) is distinct from (n.key, n.label, n.isco, false)
       or n.id in (select occupation_id from differing) as changed
from staged_occupation n left join occupation o on o.id = n.id;
insert into occupation (id, key, label, isco)
select n.id, n.key, n.label, n.isco from staged_occupation n join occupation_fate f on f.id = n.id where f.changed
on conflict (id) do update set key = excluded.key, label = excluded.label, isco = excluded.isco, retired = false;
delete from occupation_term t using occupation_fate f where f.id = t.occupation_id and f.changed;
insert into occupation_term (occupation_id, term, shown, is_label)
select t.occupation_id, t.term, t.shown, t.is_label from staged_title t join occupation_fate f on f.id = t.occupation_id where f.changed";

const RETIRE_OCCUPATIONS: &str = "
update occupation o set retired = true
where not retired and not imported and not exists (select from occupation_name n where n.id = o.id);
delete from occupation_term t using occupation o where o.id = t.occupation_id and o.retired";

const STAGE_NEEDS: &str = "
create temp table staged_need (occupation_id int, skill_id int, weight smallint, primary key (occupation_id, skill_id)) on commit drop;
insert into staged_need
select o.id, s.id, max(substring(need from ':([0-9]+)$')::smallint)
from new_need n cross join lateral unnest(string_to_array(n.skills, '|')) need
join occupation_name o on o.name = n.occupation
join skill_name s on s.name = substring(need from '^(.*):')
group by 1, 2";

const PLACE_SHIPPED_NEEDS: &str = "
delete from staged_need n using occupation o where o.id = n.occupation_id and o.imported;
delete from occupation_skill e using occupation o
where o.id = e.occupation_id and not o.imported
  and not exists (select from staged_need n where n.occupation_id = e.occupation_id and n.skill_id = e.skill_id);
insert into occupation_skill (occupation_id, skill_id, weight) select occupation_id, skill_id, weight from staged_need
on conflict (occupation_id, skill_id) do update set weight = excluded.weight where occupation_skill.weight is distinct from excluded.weight";

/// What was chosen by hand (weight over 90) stays.
const PLACE_IMPORTED_NEEDS: &str = "
delete from occupation_skill e
where e.weight <= 90 and e.occupation_id in (select occupation_id from staged_need)
  and not exists (select from staged_need n where n.occupation_id = e.occupation_id and n.skill_id = e.skill_id);
insert into occupation_skill (occupation_id, skill_id, weight) select occupation_id, skill_id, weight from staged_need
on conflict (occupation_id, skill_id) do update set weight = excluded.weight
where occupation_skill.weight <= 90 and occupation_skill.weight is distinct from excluded.weight";

const PLACE_CITIES: &str = "
insert into city (id, name, ascii, country, region, lat, lon, population, aliases)
select id, name, ascii, country, region, lat, lon, population, string_to_array(aliases, '|') from new_city
on conflict (id) do update set name = excluded.name, ascii = excluded.ascii, country = excluded.country, region = excluded.region,
    lat = excluded.lat, lon = excluded.lon, population = excluded.population, aliases = excluded.aliases";

/// What a release calls obsolete is found no more, and kept for those who hold it.
pub const RETIRE_SKILLS_BY_KEY: &str = "
with gone as (update skill set retired = true, imported = true where key = any ($1) and not retired returning id),
     parents as (delete from skill_parent p using gone where p.skill_id = gone.id),
     terms as (delete from skill_term t using gone where t.skill_id = gone.id)
select count(*) from gone";

/// The same of occupations.
pub const RETIRE_OCCUPATIONS_BY_KEY: &str = "
with gone as (update occupation set retired = true, imported = true where key = any ($1) and not retired returning id),
     terms as (delete from occupation_term t using gone where t.occupation_id = gone.id)
select count(*) from gone";

pub const NOTE: &str = "
insert into reference_load (name, sha256, rows, release, attribution, loaded_at) values ($1, $2, $3, $4, $5, now())
on conflict (name) do update set sha256 = excluded.sha256, rows = excluded.rows, release = excluded.release,
    attribution = excluded.attribution, loaded_at = excluded.loaded_at";

pub const ANALYZE: &str = "analyze skill, skill_term, skill_parent, isco_group, occupation, occupation_term, occupation_skill, postcode_area, country, city";
