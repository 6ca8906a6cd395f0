//! Loading the reference data, as the owner of the schema, in one transaction: each file goes by
//! COPY into a temporary table and from there into place. A file that is there already is skipped.
//!
//! Rows that people may refer to (skills, occupations, cities) are never deleted; what has left the
//! data is marked retired. Loading twice, or from two servers at once, does no harm.
//!
//! An import ([`crate::import`]) goes the same way with the rows of a release of ESCO or O*NET. What was
//! imported stays as the import left it when the shipped data changes.

use crate::import::{Known, Release};
use crate::shipped::{self, File};
use sqlx::{PgConnection, PgPool, Postgres, Transaction};
use std::fmt;
use std::path::Path;

mod statements;

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
        let is_new = !known.contains(&(file.name().to_owned(), sha256.clone()));
        wanted.push((is_new, file, sha256, bytes));
    }
    // Skills and occupations refer to each other: with one of them come all.
    let concepts = wanted
        .iter()
        .any(|(is_new, file, ..)| *is_new && file.is_of_concepts());
    wanted.retain(|(is_new, file, ..)| *is_new || (concepts && file.is_of_concepts()));
    let mut report = Report::default();
    if wanted.is_empty() {
        return Ok(report);
    }
    let mut tx = begin(owner).await?;
    for (_, file, sha256, bytes) in wanted {
        let text = shipped::text(file, &bytes)?;
        let rows = load_file(&mut tx, file, &text).await?;
        sqlx::query(statements::NOTE)
            .bind(file.name())
            .bind(sha256)
            .bind(i32::try_from(rows).unwrap_or(i32::MAX))
            .bind(None::<&str>)
            .bind(None::<&str>)
            .execute(&mut *tx)
            .await?;
        report.loaded.push((file.name(), rows));
    }
    sqlx::raw_sql(statements::ANALYZE).execute(&mut *tx).await?;
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

/// Puts the rows of one shipped file in place and counts them.
async fn load_file(tx: &mut PgConnection, file: File, text: &str) -> Result<u64, LoadError> {
    let rows = fill(tx, file, text).await?;
    place(tx, statements::shipped(file)).await?;
    Ok(rows)
}

/// Copies rows, as they are shipped, into the temporary table of their file.
async fn fill(tx: &mut PgConnection, file: File, text: &str) -> Result<u64, sqlx::Error> {
    let (create, copy) = statements::copy(file);
    sqlx::raw_sql(create).execute(&mut *tx).await?;
    let mut copy = tx.copy_in_raw(copy).await?;
    // A backslash would begin an escape.
    copy.send(text.replace('\\', "\\\\").into_bytes()).await?;
    copy.finish().await
}

async fn place(tx: &mut PgConnection, statements: &[&'static str]) -> Result<(), sqlx::Error> {
    for statement in statements {
        sqlx::raw_sql(*statement).execute(&mut *tx).await?;
    }
    Ok(())
}

/// How many rows were added, changed and found as they shall be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Fate {
    /// New here.
    pub added: i64,
    /// Their names, kind, place or group are other than before.
    pub changed: i64,
    /// Nothing to do.
    pub unchanged: i64,
    /// Found no more, because the release calls them obsolete.
    pub retired: i64,
}

/// What an import did, or would do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Imported {
    /// Skills and their groups.
    pub skills: Fate,
    /// Occupations.
    pub occupations: Fate,
}

/// Puts a release in place, in one transaction. A `trial` is rolled back when all of it went well.
///
/// # Errors
/// If the database refuses it; then nothing is changed.
pub async fn import(
    owner: &PgPool,
    release: &Release,
    trial: bool,
) -> Result<Imported, sqlx::Error> {
    let mut tx = begin(owner).await?;
    for file in [
        File::Skills,
        File::Isco,
        File::Occupations,
        File::OccupationSkills,
    ] {
        fill(&mut tx, file, &release.rows(file)).await?;
        place(&mut tx, statements::imported(file)).await?;
    }
    let mut done = Imported {
        skills: fate(&mut tx, "skill_fate").await?,
        occupations: fate(&mut tx, "occupation_fate").await?,
    };
    let (skills, occupations) = release.obsolete();
    done.skills.retired = sqlx::query_scalar(statements::RETIRE_SKILLS_BY_KEY)
        .bind(skills)
        .fetch_one(&mut *tx)
        .await?;
    done.occupations.retired = sqlx::query_scalar(statements::RETIRE_OCCUPATIONS_BY_KEY)
        .bind(occupations)
        .fetch_one(&mut *tx)
        .await?;
    if trial {
        tx.rollback().await?;
        return Ok(done);
    }
    sqlx::query(statements::NOTE)
        .bind(release.source.name())
        .bind(&release.sha256)
        .bind(i32::try_from(release.count()).unwrap_or(i32::MAX))
        .bind(&release.folder)
        .bind(release.source.attribution())
        .execute(&mut *tx)
        .await?;
    sqlx::raw_sql(statements::ANALYZE).execute(&mut *tx).await?;
    tx.commit().await?;
    Ok(done)
}

async fn fate(tx: &mut PgConnection, table: &'static str) -> Result<Fate, sqlx::Error> {
    let counted = format!(
        "select count(*) filter (where added), count(*) filter (where changed and not added), count(*) filter (where not changed) from {table}"
    );
    let (added, changed, unchanged) = sqlx::query_as(sqlx::AssertSqlSafe(counted))
        .fetch_one(tx)
        .await?;
    Ok(Fate {
        added,
        changed,
        unchanged,
        retired: 0,
    })
}

/// What is there already, for recognising what a release brings.
///
/// # Errors
/// If the database refuses.
pub async fn known_here(owner: &PgPool) -> Result<Known, sqlx::Error> {
    let mut known = Known::default();
    let skills: Vec<(String, String, Option<String>)> = sqlx::query_as(
        "select s.key, s.kind, t.shown from skill s left join skill_term t on t.skill_id = s.id
         order by s.source, t.is_label desc nulls last, s.id, t.term",
    )
    .fetch_all(owner)
    .await?;
    for (key, kind, name) in skills {
        known.skill(key, &kind, name.as_deref());
    }
    let titles: Vec<(String, String)> = sqlx::query_as(
        "select t.shown, o.isco from occupation o join occupation_term t on t.occupation_id = o.id
         where o.source = 'ESCO' order by t.is_label desc, o.id",
    )
    .fetch_all(owner)
    .await?;
    for (title, isco) in titles {
        known.title(&title, isco);
    }
    let groups: Vec<String> = sqlx::query_scalar("select code from isco_group")
        .fetch_all(owner)
        .await?;
    known.isco.extend(groups);
    Ok(known)
}
