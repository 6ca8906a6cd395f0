//! SQL of privacy. What reaches into tables of other areas goes through the `privacy_*` functions.

use super::model::{Consent, Copy, CopyState, Erasure, Purpose};
use futures::{Stream, TryStreamExt as _};
use kernel::Result;
use kernel::id::{EntryId, FileId, OrganisationId, PersonId};
use platform::TenantTx;
use platform::db::store_error;
use platform::subjects::{Erase, Subject};
use serde_json::Value;
use sqlx::PgPool;
use time::OffsetDateTime;
use uuid::Uuid;

/// How every purpose stands with a person.
pub async fn consents(tx: &mut TenantTx, person: PersonId) -> Result<Vec<Consent>> {
    let rows = sqlx::query!(
        "select distinct on (purpose) purpose, version, given, created_at from consent
         where person_id = $1 order by purpose, created_at desc, id desc",
        person.0
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)?;
    let said = |purpose: Purpose| {
        let row = rows.iter().find(|row| row.purpose == purpose.name())?;
        Some(Consent {
            purpose,
            given: row.given,
            said: Some((row.version, row.created_at)),
        })
    };
    Ok(Purpose::ALL
        .map(|purpose| said(purpose).unwrap_or(Consent::unsaid(purpose)))
        .to_vec())
}

pub async fn say(
    tx: &mut TenantTx,
    id: EntryId,
    person: PersonId,
    purpose: Purpose,
    given: bool,
    at: OffsetDateTime,
) -> Result<()> {
    sqlx::query!(
        "insert into consent (id, person_id, purpose, version, given, created_at) values ($1, $2, $3, $4, $5, $6)",
        id.0,
        person.0,
        purpose.name(),
        purpose.version(),
        given,
        at
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(())
}

// Copies ---------------------------------------------------------------------------------------------

/// Asks for a copy; the one that is being packed already is that one.
pub async fn ask_copy(
    tx: &mut TenantTx,
    id: Uuid,
    person: PersonId,
    at: OffsetDateTime,
) -> Result<bool> {
    let made = sqlx::query!(
        "insert into data_export (id, person_id, created_at) values ($1, $2, $3)
         on conflict (person_id) where state = 'QUEUED' do nothing",
        id,
        person.0,
        at
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(made.rows_affected() == 1)
}

/// The latest copy that was asked for.
pub async fn copy(
    tx: &mut TenantTx,
    person: PersonId,
    now: OffsetDateTime,
) -> Result<Option<Copy>> {
    let row = sqlx::query!(
        "select id, done, steps, created_at, expires_at from data_export
         where person_id = $1 order by created_at desc, id desc limit 1",
        person.0
    )
    .fetch_optional(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(row.map(|row| Copy {
        id: row.id,
        asked_at: row.created_at,
        state: match row.expires_at {
            None => {
                let percent = i32::from(row.done) * 100 / i32::from(row.steps.max(1));
                CopyState::Packing(u8::try_from(percent).unwrap_or(100))
            }
            Some(until) if until > now => CopyState::Ready(until),
            Some(_) => CopyState::Expired,
        },
    }))
}

/// The file of a copy that can still be fetched.
pub async fn copy_file(
    tx: &mut TenantTx,
    person: PersonId,
    id: Uuid,
    now: OffsetDateTime,
) -> Result<Option<FileId>> {
    let row = sqlx::query_scalar!(
        r#"select file_id as "file: FileId" from data_export
           where id = $1 and person_id = $2 and state = 'READY' and expires_at > $3"#,
        id,
        person.0,
        now
    )
    .fetch_optional(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(row.flatten())
}

/// How much of a copy is packed. False if nobody waits for it.
pub async fn copy_goes_on(tx: &mut TenantTx, id: Uuid, done: usize, steps: usize) -> Result<bool> {
    let small = |number: usize| i16::try_from(number).unwrap_or(i16::MAX);
    let changed = sqlx::query!(
        "update data_export set done = $2, steps = $3 where id = $1 and state = 'QUEUED'",
        id,
        small(done),
        small(steps)
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(changed.rows_affected() == 1)
}

pub async fn copy_is_ready(
    tx: &mut TenantTx,
    id: Uuid,
    file: FileId,
    at: OffsetDateTime,
    until: OffsetDateTime,
) -> Result<bool> {
    let changed = sqlx::query!(
        "update data_export set state = 'READY', done = steps, file_id = $2, ready_at = $3, expires_at = $4
         where id = $1 and state = 'QUEUED'",
        id,
        file as FileId,
        at,
        until
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(changed.rows_affected() == 1)
}

/// What a table holds about the person worked for, as far as they may take it away: row by row, because it may be much.
pub fn rows<'a>(
    tx: &'a mut TenantTx,
    subject: &Subject,
    only: &[&str],
) -> impl Stream<Item = Result<Value>> + Send + use<'a> {
    let only: Vec<String> = only.iter().map(|&name| name.to_owned()).collect();
    sqlx::query_scalar!(
        r#"select privacy_rows($1, $2, $3) as "row!: Value""#,
        subject.table,
        subject.column,
        &only
    )
    .fetch(&mut **tx)
    .map_err(store_error)
}

/// Where to write to a person, and what they are called.
pub async fn called(tx: &mut TenantTx, person: PersonId) -> Result<(String, String)> {
    let row = sqlx::query!(
        "select email, display_name from account where id = $1",
        person.0
    )
    .fetch_one(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok((row.email, row.display_name))
}

// Erasure --------------------------------------------------------------------------------------------

/// Names of organisations that would be left without an owner.
pub async fn sole_owner(tx: &mut TenantTx) -> Result<Vec<String>> {
    sqlx::query_scalar!(r#"select name as "name!" from privacy_sole_owner()"#)
        .fetch_all(&mut **tx)
        .await
        .map_err(store_error)
}

/// Deleted organisations that nobody else could restore.
pub async fn orphans(tx: &mut TenantTx) -> Result<Vec<OrganisationId>> {
    sqlx::query_scalar!(r#"select privacy_orphans() as "id!: OrganisationId""#)
        .fetch_all(&mut **tx)
        .await
        .map_err(store_error)
}

/// False if it was asked for already.
pub async fn ask_erasure(
    tx: &mut TenantTx,
    erasure: Erasure,
    person: PersonId,
    at: OffsetDateTime,
) -> Result<bool> {
    let made = sqlx::query!(
        "insert into erasure (id, person_id, asked_at, due_at) values ($1, $2, $3, $4)
         on conflict (person_id) where state in ('ASKED', 'RUNNING') do nothing",
        erasure.id,
        person.0,
        at,
        erasure.due_at
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(made.rows_affected() == 1)
}

pub async fn erasure(tx: &mut TenantTx, person: PersonId) -> Result<Option<Erasure>> {
    sqlx::query_as!(
        Erasure,
        "select id, due_at from erasure where person_id = $1 and state in ('ASKED', 'RUNNING')",
        person.0
    )
    .fetch_optional(&mut **tx)
    .await
    .map_err(store_error)
}

/// False if there is nothing to undo.
pub async fn undo_erasure(tx: &mut TenantTx, person: PersonId, at: OffsetDateTime) -> Result<bool> {
    let undone = sqlx::query!(
        "update erasure set state = 'UNDONE', ended_at = $2 where person_id = $1 and state = 'ASKED'",
        person.0,
        at
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(undone.rows_affected() == 1)
}

/// From now on it cannot be undone. False if it was, or is not due.
pub async fn start_erasure(tx: &mut TenantTx, id: Uuid, now: OffsetDateTime) -> Result<bool> {
    let started = sqlx::query!(
        "update erasure set state = 'RUNNING' where id = $1 and state = 'ASKED' and due_at <= $2",
        id,
        now
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(started.rows_affected() == 1)
}

/// Tries again later.
pub async fn postpone(tx: &mut TenantTx, id: Uuid, until: OffsetDateTime) -> Result<()> {
    sqlx::query!(
        "update erasure set state = 'ASKED', due_at = $2 where id = $1",
        id,
        until
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(())
}

/// Does with a table what its entry says; returns how many rows it was.
pub async fn erase(tx: &mut TenantTx, subject: &Subject) -> Result<i64> {
    match subject.erase {
        Erase::Keep(_) | Erase::Apart(_) => Ok(0),
        Erase::Delete => {
            sqlx::query_scalar!(
                r#"select privacy_delete($1, $2) as "rows!""#,
                subject.table,
                subject.column
            )
            .fetch_one(&mut **tx)
            .await
        }
        Erase::Blank(columns) => {
            let (names, texts): (Vec<String>, Vec<Option<String>>) = columns
                .iter()
                .map(|(name, text)| ((*name).to_owned(), text.map(str::to_owned)))
                .unzip();
            sqlx::query_scalar!(
                r#"select privacy_blank($1, $2, $3, $4) as "rows!""#,
                subject.table,
                subject.column,
                &names,
                &texts as _
            )
            .fetch_one(&mut **tx)
            .await
        }
    }
    .map_err(store_error)
}

/// The account, trails, drafts; last of all. From then on the erasure is done.
pub async fn erase_account(tx: &mut TenantTx, id: Uuid, at: OffsetDateTime) -> Result<()> {
    sqlx::query!("select privacy_erase_account($1)", at)
        .execute(&mut **tx)
        .await
        .map_err(store_error)?;
    sqlx::query!(
        "update erasure set state = 'DONE', ended_at = $2 where id = $1",
        id,
        at
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(())
}

// Retention ------------------------------------------------------------------------------------------

/// Applies a rule and leaves its line.
pub async fn apply(
    tx: &mut TenantTx,
    line: EntryId,
    rule: &str,
    older_than: OffsetDateTime,
    at: OffsetDateTime,
) -> Result<i64> {
    sqlx::query_scalar!(
        r#"select retention_apply($1, $2, $3, $4) as "removed!""#,
        line.0,
        rule,
        older_than,
        at
    )
    .fetch_one(&mut **tx)
    .await
    .map_err(store_error)
}

/// One time a rule was applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Its name.
    pub rule: String,
    /// How many rows went.
    pub removed: i64,
    /// When.
    pub at: OffsetDateTime,
}

/// The latest lines of all rules.
pub async fn runs(pool: &PgPool, most: i64) -> Result<Vec<Run>> {
    sqlx::query_as!(
        Run,
        "select rule, removed, created_at as at from retention_run order by created_at desc, rule limit $1",
        most
    )
    .fetch_all(pool)
    .await
    .map_err(store_error)
}
