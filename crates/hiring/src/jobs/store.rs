//! SQL of jobs. What an organisation does with its own is here; lists for everybody are in `search`.

mod history;
mod rows;
mod search;

pub use history::{NewRevision, append_revision, revisions, revisions_since};
pub use rows::JobRow;
pub use search::{cards, matching_ids, search, sitemap};

use super::model::{
    HiringFilter, HiringRow, HiringTab, Importance, JobStatus, JobView, NewJob, SkillAsked,
};
use kernel::Result;
use kernel::id::{FileId, JobId, OrganisationId, PersonId};
use kernel::page::{Page, decode};
use kernel::state::State;
use platform::db::{internal, store_error};
use sqlx::PgConnection;
use time::OffsetDateTime;

/// The columns of a [`JobRow`] and where they come from.
macro_rules! job_query {
    ($tail:literal, $($arg:expr),* $(,)?) => {
        sqlx::query_as!(
            JobRow,
            r#"select j.id as "id: JobId", j.tenant_id as "tenant_id: OrganisationId", o.name as organisation_name, o.logo_id as "organisation_logo: FileId",
                      o.about as organisation_about, o.website as organisation_website, j.status, j.version, j.filled,
                      j.created_at, j.updated_at, j.published_at, j.closed_at, j.title, j.description, j.type as kind,
                      j.category, j.seniority, j.occupation_id, oc.label as "occupation?", j.mode, j.place, j.lat, j.lon,
                      j.radius_km, j.pay_kind, j.pay_min_minor, j.pay_max_minor, j.currency, j.headcount, j.starts_on,
                      j.ends_on, j.pattern, j.education_level, j.experience_months, j.documents, j.styles,
                      j.fit_threshold, j.weights
               from job j
               join organisation o on o.id = j.tenant_id
               left join occupation oc on oc.id = j.occupation_id "# + $tail,
            $($arg),*
        )
    };
}

/// A job of an organisation; `lock` keeps others from changing it until the transaction ends.
pub async fn own_job(
    conn: &mut PgConnection,
    tenant: OrganisationId,
    id: JobId,
    lock: bool,
) -> Result<Option<JobView>> {
    let row = if lock {
        job_query!(
            "where j.id = $1 and j.tenant_id = $2 for update of j",
            id.0,
            tenant.0
        )
        .fetch_optional(&mut *conn)
        .await
    } else {
        job_query!("where j.id = $1 and j.tenant_id = $2", id.0, tenant.0)
            .fetch_optional(&mut *conn)
            .await
    };
    with_skills(conn, row.map_err(store_error)?).await
}

/// A job everybody may see: published, open or not.
pub async fn public_job(conn: &mut PgConnection, id: JobId) -> Result<Option<JobView>> {
    let row = job_query!("where j.id = $1 and j.published_at is not null", id.0)
        .fetch_optional(&mut *conn)
        .await;
    with_skills(conn, row.map_err(store_error)?).await
}

/// A job wherever the scope of the connection reaches; without skills.
pub async fn any_job(conn: &mut PgConnection, id: JobId) -> Result<Option<JobRow>> {
    job_query!("where j.id = $1", id.0)
        .fetch_optional(conn)
        .await
        .map_err(store_error)
}

/// The open jobs among these; all of them if `ids` is `None`. Without skills.
pub async fn open_jobs(conn: &mut PgConnection, ids: Option<&[uuid::Uuid]>) -> Result<Vec<JobRow>> {
    job_query!(
        "where j.status = 'ACTIVE' and ($1::uuid[] is null or j.id = any ($1)) order by j.id",
        ids
    )
    .fetch_all(conn)
    .await
    .map_err(store_error)
}

async fn with_skills(conn: &mut PgConnection, row: Option<JobRow>) -> Result<Option<JobView>> {
    let Some(row) = row else { return Ok(None) };
    let skills = skills(conn, row.id).await?;
    row.into_view(skills).map(Some)
}

/// What a job asks, the most important first.
pub async fn skills(conn: &mut PgConnection, job: JobId) -> Result<Vec<SkillAsked>> {
    let rows = sqlx::query!(
        "select js.skill_id, s.label, js.importance, js.level from job_skill js join skill s on s.id = js.skill_id
         where js.job_id = $1 order by array_position(array['MUST', 'SHOULD', 'NICE'], js.importance), s.label",
        job.0
    )
    .fetch_all(conn)
    .await
    .map_err(store_error)?;
    let read = |importance: &str| {
        Importance::from_name(importance).ok_or_else(|| internal("unknown importance"))
    };
    rows.into_iter()
        .map(|row| {
            let level = row.level.and_then(|level| u8::try_from(level).ok());
            Ok(SkillAsked {
                skill: row.skill_id,
                label: row.label,
                importance: read(&row.importance)?,
                level,
            })
        })
        .collect()
}

/// Skills of many jobs: job, skill, importance, level; in the order of jobs.
pub async fn skills_of(
    conn: &mut PgConnection,
    jobs: &[uuid::Uuid],
) -> Result<Vec<(JobId, i32, Importance, Option<u8>)>> {
    let rows = sqlx::query!(
        "select job_id, skill_id, importance, level from job_skill where job_id = any ($1) order by job_id, skill_id",
        jobs
    )
    .fetch_all(conn)
    .await
    .map_err(store_error)?;
    rows.into_iter()
        .map(|row| {
            let importance = Importance::from_name(&row.importance)
                .ok_or_else(|| internal("unknown importance"))?;
            Ok((
                JobId(row.job_id),
                row.skill_id,
                importance,
                row.level.and_then(|level| u8::try_from(level).ok()),
            ))
        })
        .collect()
}

/// Makes a draft; the same request again gives the draft it made the first time. True if it was made now.
pub async fn insert_draft(
    conn: &mut PgConnection,
    tenant: OrganisationId,
    by: PersonId,
    id: JobId,
    new: &NewJob,
    at: OffsetDateTime,
) -> Result<(JobId, bool)> {
    let made = sqlx::query!(
        "insert into job (id, tenant_id, request_key, title, description, created_by, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $7) on conflict (tenant_id, request_key) do nothing",
        id.0,
        tenant.0,
        new.request_key,
        new.title,
        new.description,
        by.0,
        at
    )
    .execute(&mut *conn)
    .await
    .map_err(store_error)?;
    if made.rows_affected() == 1 {
        return Ok((id, true));
    }
    let id = sqlx::query_scalar!(
        r#"select id as "id: JobId" from job where tenant_id = $1 and request_key = $2"#,
        tenant.0,
        new.request_key
    )
    .fetch_one(conn)
    .await
    .map_err(store_error)?;
    Ok((id, false))
}

/// The draft somebody made of the same words since a moment ago, if it still says them.
pub async fn same_draft(
    conn: &mut PgConnection,
    tenant: OrganisationId,
    by: PersonId,
    new: &NewJob,
    since: OffsetDateTime,
) -> Result<Option<JobId>> {
    sqlx::query_scalar!(
        r#"select id as "id: JobId" from job
           where tenant_id = $1 and status = 'DRAFT' and created_at > $2 and created_by = $3 and title = $4 and description = $5
           order by created_at desc limit 1"#,
        tenant.0,
        since,
        by.0,
        new.title,
        new.description
    )
    .fetch_optional(conn)
    .await
    .map_err(store_error)
}

/// Writes what a job says and where it stands, as the next version. The caller holds its lock.
pub async fn update(conn: &mut PgConnection, job: &JobView, at: OffsetDateTime) -> Result<()> {
    let c = &job.content;
    let documents: Vec<String> = c.documents.iter().map(|d| d.name().to_owned()).collect();
    let styles = c.styles.map(|styles| styles.map(i16::from).to_vec());
    let weights = c
        .weights
        .map(|weights| weights.map(u16::cast_signed).to_vec());
    sqlx::query!(
        "update job set version = version + 1, updated_at = $2, status = $3, published_at = $4, closed_at = $5,
                title = $6, description = $7, type = $8, category = $9, seniority = $10, occupation_id = $11,
                mode = $12, place = $13, lat = $14, lon = $15, radius_km = $16,
                pay_kind = $17, pay_min_minor = $18, pay_max_minor = $19, currency = $20,
                headcount = $21, starts_on = $22, ends_on = $23, pattern = $24,
                education_level = $25, experience_months = $26, documents = $27, styles = $28,
                fit_threshold = $29, weights = $30
         where id = $1 and tenant_id = $31",
        job.id.0,
        at,
        job.status.name(),
        job.published_at,
        job.closed_at,
        c.title,
        c.description,
        c.kind.name(),
        c.category.name(),
        c.seniority.map(super::model::Seniority::name),
        c.occupation.as_ref().map(|(id, _)| *id),
        c.mode.name(),
        c.place.text,
        c.place.point.map(|p| p.lat),
        c.place.point.map(|p| p.lon),
        c.radius_km.cast_signed(),
        c.pay.kind.name(),
        c.pay.min,
        c.pay.max,
        c.pay.currency.code(),
        c.headcount.cast_signed(),
        c.starts_on,
        c.ends_on,
        c.pattern.map(|week| week.to_bytes().to_vec()),
        c.education.map(i16::from),
        c.experience_months.map(u16::cast_signed),
        &documents,
        styles.as_deref(),
        c.fit_threshold.map(i16::from),
        weights.as_deref(),
        job.organisation.0
    )
    .execute(conn)
    .await
    .map_err(store_error)?;
    Ok(())
}

/// Writes the skills of a job anew.
pub async fn replace_skills(
    conn: &mut PgConnection,
    tenant: OrganisationId,
    job: JobId,
    skills: &[SkillAsked],
) -> Result<()> {
    sqlx::query!(
        "delete from job_skill where tenant_id = $1 and job_id = $2",
        tenant.0,
        job.0
    )
    .execute(&mut *conn)
    .await
    .map_err(store_error)?;
    let ids: Vec<i32> = skills.iter().map(|s| s.skill).collect();
    let importance: Vec<String> = skills
        .iter()
        .map(|s| s.importance.name().to_owned())
        .collect();
    let levels: Vec<Option<i16>> = skills.iter().map(|s| s.level.map(i16::from)).collect();
    sqlx::query!(
        "insert into job_skill (tenant_id, job_id, skill_id, importance, level)
         select $1, $2, skill_id, importance, level from unnest($3::int[], $4::text[], $5::smallint[]) as t (skill_id, importance, level)",
        tenant.0,
        job.0,
        &ids,
        &importance,
        &levels as &[Option<i16>]
    )
    .execute(conn)
    .await
    .map_err(store_error)?;
    Ok(())
}

/// Throws a draft away; false if it is not one, or has changed.
pub async fn delete_draft(
    conn: &mut PgConnection,
    tenant: OrganisationId,
    job: JobId,
) -> Result<bool> {
    let done = sqlx::query!(
        "delete from job where tenant_id = $1 and id = $2 and status = 'DRAFT'",
        tenant.0,
        job.0
    )
    .execute(conn)
    .await
    .map_err(store_error)?;
    Ok(done.rows_affected() == 1)
}

/// A page of an organisation's own jobs, the newest first; of these only, if `left` says which.
pub async fn own_jobs(
    conn: &mut PgConnection,
    tenant: OrganisationId,
    filter: &HiringFilter,
    left: Option<&[uuid::Uuid]>,
    limit: usize,
) -> Result<Page<HiringRow>> {
    let after: Option<(i64, uuid::Uuid)> = decode(&filter.after);
    let rows = sqlx::query!(
        r#"select j.id as "id: JobId", j.title, j.status, j.place, j.mode, j.type as kind, j.headcount, j.filled, j.created_at,
                  j.published_at,
                  (select count(*) from application a
                   where a.tenant_id = j.tenant_id and a.job_id = j.id and a.stage not in ('REJECTED', 'WITHDRAWN')) as "applications!",
                  (select count(*) from application a
                   where a.tenant_id = j.tenant_id and a.job_id = j.id and a.stage = 'APPLIED') as "waiting!"
           from job j
           where j.tenant_id = $1 and ($2::text is null or j.status = $2)
             and ($3 = '' or position(plain($3) in plain(j.title)) > 0)
             and ($4::bigint is null or (j.created_at, j.id) < ('epoch'::timestamptz + $4::bigint * interval '1 microsecond', $5))
             and ($7::uuid[] is null or j.id = any ($7))
           order by j.created_at desc, j.id desc limit $6"#,
        tenant.0,
        filter.status.map(State::name),
        filter.q,
        after.map(|(at, _)| at),
        after.map(|(_, id)| id),
        i64::try_from(limit + 1).unwrap_or(i64::MAX),
        left
    )
    .fetch_all(conn)
    .await
    .map_err(store_error)?;
    let mut jobs = Vec::with_capacity(rows.len());
    for row in rows {
        jobs.push(HiringRow {
            id: row.id,
            title: row.title,
            status: JobStatus::from_name(&row.status)
                .ok_or_else(|| internal("unknown job status"))?,
            place: row.place,
            mode: super::model::WorkMode::from_name(&row.mode)
                .ok_or_else(|| internal("unknown mode"))?,
            kind: super::model::WorkType::from_name(&row.kind)
                .ok_or_else(|| internal("unknown type"))?,
            headcount: row.headcount,
            filled: row.filled,
            applications: row.applications,
            waiting: row.waiting,
            created_at: row.created_at,
            published_at: row.published_at,
        });
    }
    Ok(Page::cut(jobs, limit, |job| {
        (micros(job.created_at), job.id)
    }))
}

/// How many jobs an organisation has in each state, among those its words find.
pub async fn own_counts(
    conn: &mut PgConnection,
    tenant: OrganisationId,
    q: &str,
    left: Option<&[uuid::Uuid]>,
) -> Result<Vec<HiringTab>> {
    let rows = sqlx::query!(
        r#"select status, count(*) as "count!" from job
           where tenant_id = $1 and ($2 = '' or position(plain($2) in plain(title)) > 0)
             and ($3::uuid[] is null or id = any ($3)) group by status"#,
        tenant.0,
        q,
        left
    )
    .fetch_all(conn)
    .await
    .map_err(store_error)?;
    let count = |status: JobStatus| {
        rows.iter()
            .find(|row| row.status == status.name())
            .map_or(0, |row| row.count)
    };
    let all = HiringTab {
        status: None,
        count: rows.iter().map(|row| row.count).sum(),
    };
    let tabs = JobStatus::ALL.iter().map(|&status| HiringTab {
        status: Some(status),
        count: count(status),
    });
    Ok(std::iter::once(all).chain(tabs).collect())
}

/// Applications to a job: all of them, and those nobody has looked at.
pub async fn application_counts(
    conn: &mut PgConnection,
    tenant: OrganisationId,
    job: JobId,
) -> Result<(i64, i64)> {
    let row = sqlx::query!(
        r#"select count(*) as "all!", count(*) filter (where stage = 'APPLIED') as "waiting!"
           from application where tenant_id = $1 and job_id = $2"#,
        tenant.0,
        job.0
    )
    .fetch_one(conn)
    .await
    .map_err(store_error)?;
    Ok((row.all, row.waiting))
}

/// Microseconds since 1970: what a cursor carries of a time.
pub(super) fn micros(at: OffsetDateTime) -> i64 {
    i64::try_from(at.unix_timestamp_nanos() / 1_000).unwrap_or(0)
}
