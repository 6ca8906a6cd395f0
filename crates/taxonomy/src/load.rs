//! Loading the reference data, as the owner of the schema, in one transaction: each file goes by
//! COPY into a temporary table and from there into place. A file that is there already is skipped.
//!
//! Rows that people may refer to (skills, occupations, cities) are never deleted; what has left the
//! data is marked retired. Loading twice, or from two servers at once, does no harm.

use crate::shipped::{self, File};
use sqlx::{PgConnection, PgPool, Postgres, Transaction};
use std::fmt;
use std::path::Path;

pub use crate::shipped::LoadError;

/// What a load did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Files that were loaded, with the number of their rows.
    pub loaded: Vec<(&'static str, u64)>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.loaded.is_empty() {
            return f.write_str("The reference data is up to date.");
        }
        f.write_str("Loaded")?;
        for (at, (file, rows)) in self.loaded.iter().enumerate() {
            write!(
                f,
                "{} {rows} rows of {file}",
                if at == 0 { "" } else { "," }
            )?;
        }
        f.write_str(".")
    }
}

/// Loads what has changed, from a folder or from what is built in. `owner` is a pool of `app_owner`.
///
/// # Errors
/// If a file cannot be read or the database refuses it; then nothing is changed.
pub async fn load(owner: &PgPool, from: Option<&Path>) -> Result<Report, LoadError> {
    let files = File::ALL.map(|file| {
        file.bytes(from)
            .map(|bytes| (file, shipped::sha256(&bytes), bytes))
    });
    let mut wanted = Vec::new();
    let known = known(owner).await?;
    for file in files {
        let (file, sha256, bytes) = file?;
        if !known.contains(&(file.name().to_owned(), sha256.clone())) {
            wanted.push((file, sha256, bytes));
        }
    }
    let mut report = Report::default();
    if wanted.is_empty() {
        return Ok(report);
    }
    let mut tx = begin(owner).await?;
    for (file, sha256, bytes) in wanted {
        let text = shipped::text(file, &bytes)?;
        let rows = load_file(&mut tx, file, &text).await?;
        sqlx::query(NOTE)
            .bind(file.name())
            .bind(sha256)
            .bind(i32::try_from(rows).unwrap_or(i32::MAX))
            .execute(&mut *tx)
            .await?;
        report.loaded.push((file.name(), rows));
    }
    sqlx::raw_sql(ANALYZE).execute(&mut *tx).await?;
    tx.commit().await?;
    Ok(report)
}

/// One load at a time: the second waits, and loads the same again.
#[expect(
    clippy::disallowed_methods,
    reason = "the owner loads; nobody's rows are touched"
)]
async fn begin(owner: &PgPool) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
    let mut tx = owner.begin().await?;
    sqlx::query("select pg_advisory_xact_lock(hashtext('taxonomy load'))")
        .execute(&mut *tx)
        .await?;
    Ok(tx)
}

async fn known(owner: &PgPool) -> Result<Vec<(String, String)>, sqlx::Error> {
    sqlx::query_as("select name, sha256 from reference_load")
        .fetch_all(owner)
        .await
}

/// Puts the rows of one file in place and counts them.
async fn load_file(tx: &mut PgConnection, file: File, text: &str) -> Result<u64, LoadError> {
    let (create, copy, place) = statements(file);
    sqlx::raw_sql(create).execute(&mut *tx).await?;
    let mut copy = tx.copy_in_raw(copy).await?;
    // A backslash would begin an escape.
    copy.send(text.replace('\\', "\\\\").into_bytes()).await?;
    let rows = copy.finish().await?;
    sqlx::raw_sql(place).execute(&mut *tx).await?;
    Ok(rows)
}

/// The temporary table of a file, how it is filled, and how its rows go into place.
fn statements(file: File) -> (&'static str, &'static str, &'static str) {
    match file {
        File::Skills => (
            "create temp table new_skill (id int, key text, kind text, source text, label text, parents text, aliases text) on commit drop",
            "copy new_skill from stdin (header true)",
            SKILLS,
        ),
        File::Isco => (
            "create temp table new_isco (code text, label text) on commit drop",
            "copy new_isco from stdin (header true)",
            "insert into isco_group select code, label from new_isco on conflict (code) do update set label = excluded.label",
        ),
        File::Occupations => (
            "create temp table new_occupation (id int, key text, label text, isco text, aliases text) on commit drop",
            "copy new_occupation from stdin (header true)",
            OCCUPATIONS,
        ),
        File::OccupationSkills => (
            "create temp table new_need (occupation int, skills text) on commit drop",
            "copy new_need from stdin (header true)",
            "delete from occupation_skill;
             insert into occupation_skill (occupation_id, skill_id, weight)
             select occupation, split_part(need, ':', 1)::int, split_part(need, ':', 2)::smallint
             from new_need, unnest(string_to_array(skills, '|')) need",
        ),
        File::Postcodes => (
            "create temp table new_area (code text, kind text, lat double precision, lon double precision) on commit drop",
            "copy new_area from stdin (header true)",
            "delete from postcode_area; insert into postcode_area (code, kind, lat, lon) select code, kind, lat, lon from new_area",
        ),
        File::Countries => (
            "create temp table new_country (code text, name text) on commit drop",
            "copy new_country from stdin (header true)",
            "insert into country select code, name from new_country on conflict (code) do update set name = excluded.name",
        ),
        File::Cities => (
            "create temp table new_city (id int, name text, ascii text, country text, region text, lat double precision, lon double precision,
             population int, aliases text) on commit drop",
            "copy new_city from stdin (header true)",
            CITIES,
        ),
    }
}

const SKILLS: &str = "
insert into skill (id, key, kind, source, label) select id, key, kind, source, label from new_skill
on conflict (id) do update set key = excluded.key, kind = excluded.kind, source = excluded.source, label = excluded.label, retired = false
where (skill.key, skill.kind, skill.source, skill.label, skill.retired)
    is distinct from (excluded.key, excluded.kind, excluded.source, excluded.label, false);
update skill set retired = true where not retired and not exists (select from new_skill n where n.id = skill.id);
delete from skill_term;
insert into skill_term (skill_id, term, shown, is_label)
select distinct on (id, term) id, term, shown, is_label from (
    select id, plain(label) as term, label as shown, true as is_label from new_skill
    union all select id, plain(alias), alias, false from new_skill, unnest(string_to_array(aliases, '|')) alias) terms
order by id, term, is_label desc, shown;
delete from skill_parent;
insert into skill_parent (skill_id, parent_id)
select id, parent::int from new_skill, unnest(string_to_array(parents, '|')) parent";

const OCCUPATIONS: &str = "
insert into occupation (id, key, label, isco) select id, key, label, isco from new_occupation
on conflict (id) do update set key = excluded.key, label = excluded.label, isco = excluded.isco, retired = false
where (occupation.key, occupation.label, occupation.isco, occupation.retired) is distinct from (excluded.key, excluded.label, excluded.isco, false);
update occupation set retired = true where not retired and not exists (select from new_occupation n where n.id = occupation.id);
delete from occupation_term;
insert into occupation_term (occupation_id, term, shown, is_label)
select distinct on (id, term) id, term, shown, is_label from (
    select id, plain(label) as term, label as shown, true as is_label from new_occupation
    union all select id, plain(alias), alias, false from new_occupation, unnest(string_to_array(aliases, '|')) alias) terms
order by id, term, is_label desc, shown";

const CITIES: &str = "
insert into city (id, name, ascii, country, region, lat, lon, population, aliases)
select id, name, ascii, country, region, lat, lon, population, string_to_array(aliases, '|') from new_city
on conflict (id) do update set name = excluded.name, ascii = excluded.ascii, country = excluded.country, region = excluded.region,
    lat = excluded.lat, lon = excluded.lon, population = excluded.population, aliases = excluded.aliases";

const NOTE: &str = "
insert into reference_load (name, sha256, rows, loaded_at) values ($1, $2, $3, now())
on conflict (name) do update set sha256 = excluded.sha256, rows = excluded.rows, loaded_at = excluded.loaded_at";

const ANALYZE: &str = "analyze skill, skill_term, skill_parent, isco_group, occupation, occupation_term, occupation_skill, postcode_area, country, city";
