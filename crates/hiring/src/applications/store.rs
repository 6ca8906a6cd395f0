//! SQL of applications. The unique index `application_live_key` holds that there is one live application
//! per person and job; the lock on the job's row holds its headcount.

use super::model::{Application, Counts, Filter, NewApplication, Order, Stage, Step};
use kernel::id::{ApplicationId, EntryId, FileId, JobId, OrganisationId, PersonId};
use kernel::page::{self, Page};
use kernel::state::State;
use kernel::{AppError, Result};
use platform::TenantTx;
use platform::db::{internal, store_error};
use time::OffsetDateTime;
use uuid::Uuid;

/// A job's row as far as applications need it.
pub struct JobRow {
    pub tenant: OrganisationId,
    pub status: String,
    pub filled: i16,
    pub headcount: i16,
}

/// A job the scope may see, without a lock.
pub async fn job(tx: &mut TenantTx, id: JobId) -> Result<Option<JobRow>> {
    sqlx::query_as!(
        JobRow,
        r#"select tenant_id as "tenant: OrganisationId", status, filled, headcount from job where id = $1"#,
        id.0
    )
    .fetch_optional(&mut **tx)
    .await
    .map_err(store_error)
}

/// The same; nobody closes or fills it until the transaction ends.
pub async fn job_held_open(tx: &mut TenantTx, id: JobId) -> Result<Option<JobRow>> {
    sqlx::query_as!(
        JobRow,
        r#"select tenant_id as "tenant: OrganisationId", status, filled, headcount from job where id = $1 for share"#,
        id.0
    )
    .fetch_optional(&mut **tx)
    .await
    .map_err(store_error)
}

/// The same; acceptances of this job wait for each other here.
pub async fn job_for_update(tx: &mut TenantTx, id: JobId) -> Result<Option<JobRow>> {
    sqlx::query_as!(
        JobRow,
        r#"select tenant_id as "tenant: OrganisationId", status, filled, headcount from job where id = $1 for update"#,
        id.0
    )
    .fetch_optional(&mut **tx)
    .await
    .map_err(store_error)
}

/// Takes one place of a job whose row is locked; true if it was the last.
pub async fn take_place(tx: &mut TenantTx, job: JobId, at: OffsetDateTime) -> Result<bool> {
    sqlx::query_scalar!(
        r#"update job set filled = filled + 1, updated_at = $2, status = case when filled + 1 >= headcount then 'FILLED' else status end
           where id = $1 returning status = 'FILLED' as "full!""#,
        job.0,
        at
    )
    .fetch_one(&mut **tx)
    .await
    .map_err(store_error)
}

/// Who belongs to the organisation, with the names of their roles.
pub async fn members(tx: &mut TenantTx, tenant: OrganisationId) -> Result<Vec<(PersonId, String)>> {
    let rows = sqlx::query!(
        r#"select account_id as "id: PersonId", role from membership where tenant_id = $1"#,
        tenant.0
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(rows.into_iter().map(|row| (row.id, row.role)).collect())
}

/// Has the person finished onboarding?
pub async fn is_onboarded(tx: &mut TenantTx, person: PersonId) -> Result<bool> {
    sqlx::query_scalar!(r#"select exists (select 1 from person where id = $1 and onboarded_at is not null) as "yes!""#, person.0)
        .fetch_one(&mut **tx)
        .await
        .map_err(store_error)
}

/// What decides whether a reader may apply.
pub struct Gate {
    pub tenant: OrganisationId,
    pub status: String,
    pub onboarded: bool,
    /// Their latest application: a live one is always the latest.
    pub application: Option<(ApplicationId, Stage)>,
}

/// What stands between a reader and a job the scope may see.
pub async fn gate(tx: &mut TenantTx, job: JobId, reader: Option<PersonId>) -> Result<Option<Gate>> {
    let row = sqlx::query!(
        r#"select j.tenant_id as "tenant: OrganisationId", j.status, a.id as "application?: ApplicationId", a.stage as "stage?",
                  exists (select 1 from person where id = $2 and onboarded_at is not null) as "onboarded!"
           from job j
           left join lateral (select id, stage from application where job_id = j.id and person_id = $2
                              order by created_at desc, id desc limit 1) a on true
           where j.id = $1"#,
        job.0,
        reader.map(|person| person.0)
    )
    .fetch_optional(&mut **tx)
    .await
    .map_err(store_error)?;
    row.map(|row| {
        let stage = row.stage.as_deref().map(stage).transpose()?;
        Ok(Gate {
            tenant: row.tenant,
            status: row.status,
            onboarded: row.onboarded,
            application: row.application.zip(stage),
        })
    })
    .transpose()
}

/// The person's live application to a job.
pub async fn live(
    tx: &mut TenantTx,
    job: JobId,
    person: PersonId,
) -> Result<Option<ApplicationId>> {
    sqlx::query_scalar!(
        r#"select id as "id: ApplicationId" from application where job_id = $1 and person_id = $2 and stage not in ('REJECTED', 'WITHDRAWN')"#,
        job.0,
        person.0
    )
    .fetch_optional(&mut **tx)
    .await
    .map_err(store_error)
}

/// What an application begins with.
pub struct NewRow<'a> {
    pub id: ApplicationId,
    pub tenant: OrganisationId,
    pub person: PersonId,
    pub new: &'a NewApplication,
    /// Hundredths of a point.
    pub fit: Option<i32>,
    pub at: OffsetDateTime,
}

/// False if there is a live one already.
pub async fn insert(tx: &mut TenantTx, row: NewRow<'_>) -> Result<bool> {
    let made = sqlx::query!(
        "insert into application (id, tenant_id, job_id, person_id, note, fit_at_apply, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $7)
         on conflict (job_id, person_id) where stage not in ('REJECTED', 'WITHDRAWN') do nothing",
        row.id.0,
        row.tenant.0,
        row.new.job.0,
        row.person.0,
        row.new.note,
        row.fit,
        row.at
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(made.rows_affected() == 1)
}

/// An application as far as a move needs it.
pub struct Standing {
    pub id: ApplicationId,
    pub tenant: OrganisationId,
    pub person: PersonId,
    pub stage: Stage,
    pub version: i32,
}

/// An application the scope may see; no other move overtakes until the transaction ends.
pub async fn standing_for_update(tx: &mut TenantTx, id: ApplicationId) -> Result<Option<Standing>> {
    let row = sqlx::query!(
        r#"select tenant_id as "tenant: OrganisationId", person_id as "person: PersonId", stage, version
           from application where id = $1 for update"#,
        id.0
    )
    .fetch_optional(&mut **tx)
    .await
    .map_err(store_error)?;
    row.map(|row| {
        Ok(Standing {
            id,
            tenant: row.tenant,
            person: row.person,
            stage: stage(&row.stage)?,
            version: row.version,
        })
    })
    .transpose()
}

/// Whose application it is and to whose job; `None` unless the scope may see it.
pub async fn parties(
    tx: &mut TenantTx,
    id: ApplicationId,
) -> Result<Option<(OrganisationId, JobId, PersonId)>> {
    let row = sqlx::query!(
        r#"select tenant_id as "tenant: OrganisationId", job_id as "job: JobId", person_id as "person: PersonId" from application where id = $1"#,
        id.0
    )
    .fetch_optional(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(row.map(|row| (row.tenant, row.job, row.person)))
}

/// Gives a locked application its new stage.
pub async fn set_stage(
    tx: &mut TenantTx,
    id: ApplicationId,
    to: Stage,
    reason: &str,
    at: OffsetDateTime,
) -> Result<()> {
    sqlx::query!(
        "update application set stage = $2, reason = $3, version = version + 1, updated_at = $4 where id = $1",
        id.0,
        to.name(),
        reason,
        at
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(())
}

/// A step of the history.
pub struct NewStep<'a> {
    pub id: EntryId,
    pub tenant: OrganisationId,
    pub application: ApplicationId,
    pub person: PersonId,
    pub actor: PersonId,
    pub from: Option<Stage>,
    pub to: Stage,
    pub reason: &'a str,
    pub at: OffsetDateTime,
}

pub async fn append(tx: &mut TenantTx, step: NewStep<'_>) -> Result<()> {
    sqlx::query!(
        "insert into application_event (id, tenant_id, application_id, person_id, actor_id, from_stage, to_stage, reason, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        step.id.0,
        step.tenant.0,
        step.application.0,
        step.person.0,
        step.actor.0,
        step.from.map(State::name),
        step.to.name(),
        step.reason,
        step.at
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(())
}

/// Every undecided application of a job, locked, in the order of their ids.
pub async fn open_for_update(tx: &mut TenantTx, job: JobId) -> Result<Vec<Standing>> {
    let rows = sqlx::query!(
        r#"select id as "id: ApplicationId", tenant_id as "tenant: OrganisationId", person_id as "person: PersonId", stage, version
           from application where job_id = $1 and stage in ('APPLIED', 'SHORTLISTED', 'OFFERED') order by id for update"#,
        job.0
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)?;
    rows.into_iter()
        .map(|row| {
            Ok(Standing {
                id: row.id,
                tenant: row.tenant,
                person: row.person,
                stage: stage(&row.stage)?,
                version: row.version,
            })
        })
        .collect()
}

/// Rejects locked applications and writes their history, in two statements however many they are.
pub async fn reject_all(
    tx: &mut TenantTx,
    all: &[Standing],
    events: &[Uuid],
    actor: PersonId,
    reason: &str,
    at: OffsetDateTime,
) -> Result<()> {
    let ids: Vec<Uuid> = all.iter().map(|one| one.id.0).collect();
    let tenants: Vec<Uuid> = all.iter().map(|one| one.tenant.0).collect();
    let people: Vec<Uuid> = all.iter().map(|one| one.person.0).collect();
    let stages: Vec<String> = all.iter().map(|one| one.stage.name().to_owned()).collect();
    sqlx::query!(
        "update application set stage = 'REJECTED', reason = $2, version = version + 1, updated_at = $3 where id = any ($1)",
        &ids,
        reason,
        at
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    sqlx::query!(
        "insert into application_event (id, tenant_id, application_id, person_id, actor_id, from_stage, to_stage, reason, created_at)
         select e, t, a, p, $6, s, 'REJECTED', $7, $8
         from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[]) as each (e, t, a, p, s)",
        events,
        &tenants,
        &ids,
        &people,
        &stages,
        actor.0,
        reason,
        at
    )
    .execute(&mut **tx)
    .await
    .map_err(store_error)?;
    Ok(())
}

struct Row {
    id: ApplicationId,
    organisation: OrganisationId,
    organisation_name: String,
    organisation_logo: Option<FileId>,
    job: JobId,
    job_title: String,
    person: PersonId,
    name: String,
    headline: String,
    place: String,
    stage: String,
    note: String,
    reason: String,
    fit: Option<i32>,
    version: i32,
    created_at: OffsetDateTime,
    updated_at: OffsetDateTime,
}

impl Row {
    fn read(self) -> Result<Application> {
        Ok(Application {
            id: self.id,
            organisation: self.organisation,
            organisation_name: self.organisation_name,
            organisation_logo: self.organisation_logo,
            job: self.job,
            job_title: self.job_title,
            person: self.person,
            name: self.name,
            headline: self.headline,
            place: people::model::public_place(&self.place),
            stage: stage(&self.stage)?,
            note: self.note,
            reason: self.reason,
            fit: self.fit,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
        })
    }
}

/// One application the scope may see, with the place as others may see it.
pub async fn one(tx: &mut TenantTx, id: ApplicationId) -> Result<Option<Application>> {
    let row = sqlx::query_as!(
        Row,
        r#"select a.id as "id: ApplicationId", a.tenant_id as "organisation: OrganisationId", o.name as organisation_name,
                  o.logo_id as "organisation_logo: FileId",
                  a.job_id as "job: JobId", j.title as job_title, a.person_id as "person: PersonId", p.name, p.place, a.stage, a.note,
                  case when 'headline' = any (p.visible) then p.headline else '' end as "headline!",
                  a.reason, a.fit_at_apply as fit, a.version, a.created_at, a.updated_at
           from application a
           join job j on j.id = a.job_id
           join organisation o on o.id = a.tenant_id
           join person p on p.id = a.person_id
           where a.id = $1"#,
        id.0
    )
    .fetch_optional(&mut **tx)
    .await
    .map_err(store_error)?;
    row.map(Row::read).transpose()
}

/// Steps of an application, the latest first. The organisation speaks as one: both sides read the same.
pub async fn steps(tx: &mut TenantTx, of: &Application) -> Result<Vec<Step>> {
    let rows = sqlx::query!(
        r#"select actor_id as "actor: PersonId", from_stage, to_stage, reason, created_at from application_event
           where tenant_id = $1 and application_id = $2 order by created_at desc, id desc limit 100"#,
        of.organisation.0,
        of.id.0
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)?;
    rows.into_iter()
        .map(|row| {
            Ok(Step {
                from: row.from_stage.as_deref().map(stage).transpose()?,
                to: stage(&row.to_stage)?,
                reason: row.reason,
                by: if row.actor == of.person {
                    of.name.clone()
                } else {
                    of.organisation_name.clone()
                },
                at: row.created_at,
            })
        })
        .collect()
}

/// A person's own applications, what moved last first.
pub async fn of_person(
    tx: &mut TenantTx,
    person: PersonId,
    limit: i64,
) -> Result<Vec<Application>> {
    let rows = sqlx::query_as!(
        Row,
        r#"select a.id as "id: ApplicationId", a.tenant_id as "organisation: OrganisationId", o.name as organisation_name,
                  o.logo_id as "organisation_logo: FileId",
                  a.job_id as "job: JobId", j.title as job_title, a.person_id as "person: PersonId", p.name, p.place, a.stage, a.note,
                  p.headline, a.reason, a.fit_at_apply as fit, a.version, a.created_at, a.updated_at
           from application a
           join job j on j.id = a.job_id
           join organisation o on o.id = a.tenant_id
           join person p on p.id = a.person_id
           where a.person_id = $1 order by a.updated_at desc, a.id desc limit $2"#,
        person.0,
        limit
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)?;
    rows.into_iter().map(Row::read).collect()
}

/// One page of a job's applications; of these people only, if `left` says whose.
pub async fn of_job(
    tx: &mut TenantTx,
    job: JobId,
    filter: &Filter,
    left: Option<&[Uuid]>,
    limit: u32,
) -> Result<Page<Application>> {
    let cursor: Option<(i64, ApplicationId)> = filter.cursor.as_deref().and_then(page::decode);
    let (after_key, after_id) = cursor.map_or((i64::MAX, Uuid::max()), |(key, id)| (key, id.0));
    let by_fit = filter.order == Order::Fit;
    let rows = sqlx::query_as!(
        Row,
        r#"select a.id as "id: ApplicationId", a.tenant_id as "organisation: OrganisationId", o.name as organisation_name,
                  o.logo_id as "organisation_logo: FileId",
                  a.job_id as "job: JobId", j.title as job_title, a.person_id as "person: PersonId", p.name, p.place, a.stage, a.note,
                  case when 'headline' = any (p.visible) then p.headline else '' end as "headline!",
                  a.reason, a.fit_at_apply as fit, a.version, a.created_at, a.updated_at
           from application a
           join job j on j.id = a.job_id
           join organisation o on o.id = a.tenant_id
           join person p on p.id = a.person_id
           cross join lateral (select case when $3 then coalesce(a.fit_at_apply, -1) else (extract(epoch from a.created_at) * 1000000)::bigint end) as k (key)
           where a.job_id = $1 and ($2::text is null or a.stage = $2) and (k.key, a.id) < ($4, $5)
             and ($7::uuid[] is null or a.person_id = any ($7))
           order by k.key desc, a.id desc limit $6"#,
        job.0,
        filter.stage.map(State::name),
        by_fit,
        after_key,
        after_id,
        i64::from(limit) + 1,
        left
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)?;
    let rows: Result<Vec<Application>> = rows.into_iter().map(Row::read).collect();
    let key = |row: &Application| {
        let micros = i64::try_from(row.created_at.unix_timestamp_nanos() / 1_000).unwrap_or(0);
        (
            if by_fit {
                i64::from(row.fit.unwrap_or(-1))
            } else {
                micros
            },
            row.id,
        )
    };
    Ok(Page::cut(rows?, limit as usize, key))
}

/// How many applications a job has, of these people only, if `left` says whose.
pub async fn counts(tx: &mut TenantTx, job: JobId, left: Option<&[Uuid]>) -> Result<Counts> {
    let rows = sqlx::query!(
        r#"select stage, count(*) as "count!" from application
           where job_id = $1 and ($2::uuid[] is null or person_id = any ($2)) group by stage"#,
        job.0,
        left
    )
    .fetch_all(&mut **tx)
    .await
    .map_err(store_error)?;
    let mut counts = Counts::default();
    for row in rows {
        let at = stage(&row.stage)? as usize;
        counts.0[at] = u64::try_from(row.count).unwrap_or(0);
    }
    Ok(counts)
}

fn stage(name: &str) -> Result<Stage, AppError> {
    Stage::from_name(name).ok_or_else(|| internal(format!("stage {name}")))
}
