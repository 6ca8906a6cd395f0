//! Writing jobs.

use super::super::lookup;
use super::super::model::{
    ActForm, Content, Gap, JobStatus, JobView, NewJob, ReviewForm, StartForm, diff, gaps,
};
use super::super::store::{self, NewRevision};
use super::steps::{Change, Forms, Handle, StepForm};
use super::tenant_tx;
use crate::{alerts, applications, fields};
use identity::trail::service::{self as trail, Change as Line};
use identity::{Actor, Permission};
use kernel::id::{JobId, OrganisationId, PersonId};
use kernel::state::State;
use kernel::{AppError, FieldErrors, Result};
use platform::{Services, TenantTx};
use serde_json::json;
use std::collections::BTreeMap;
use time::Duration;

/// Begins a job as a draft. The same form sent again gives the same draft.
///
/// # Errors
/// `Forbidden`, `Invalid`.
pub async fn start(services: &Services, actor: &Actor, form: &StartForm) -> Result<JobId> {
    actor.seat_with(Permission::WriteHiring)?;
    let new = form.parse()?;
    let occupation = lookup::occupations(services, &new.title)?
        .into_iter()
        .find(|o| o.exact)
        .map(|o| (o.id, o.label));
    let category = lookup::category(services, &new.title, occupation.as_ref().map(|(id, _)| *id))?;
    let (owned, actor) = (services.clone(), actor.clone());
    services
        .db
        .run(async move {
            if let Some(draft) = sent_before(&owned, &actor, &new).await? {
                return Ok(draft);
            }
            insert(&owned, &actor, &new, |content| {
                content.occupation = occupation;
                content.category = category.unwrap_or(content.category);
            })
            .await
        })
        .await
}

/// Whoever goes back after posting gets a form with a new key; the same words still mean the same job.
const SAME_WORDS: Duration = Duration::hours(1);

async fn sent_before(services: &Services, actor: &Actor, new: &NewJob) -> Result<Option<JobId>> {
    let (tenant, mut tx) = tenant_tx(services, actor, Permission::WriteHiring).await?;
    let since = services.clock.now() - SAME_WORDS;
    let draft = store::same_draft(&mut tx, tenant, actor.person, new, since).await?;
    tx.commit().await?;
    Ok(draft)
}

/// Makes a draft and fills it, unless this request made it before.
async fn insert(
    services: &Services,
    actor: &Actor,
    new: &NewJob,
    fill: impl FnOnce(&mut Content),
) -> Result<JobId> {
    let (tenant, mut tx) = tenant_tx(services, actor, Permission::WriteHiring).await?;
    let at = services.clock.now();
    let (id, made) =
        store::insert_draft(&mut tx, tenant, actor.person, services.new_id(), new, at).await?;
    if made {
        let mut job = store::own_job(&mut tx, tenant, id, true)
            .await?
            .ok_or(AppError::NotFound)?;
        let before = job.content.clone();
        fill(&mut job.content);
        write(&mut tx, &job, &before, services).await?;
        record(services, &mut tx, actor, &job, "created", &BTreeMap::new()).await?;
    }
    tx.commit().await?;
    Ok(id)
}

/// Saves one step of the wizard.
///
/// # Errors
/// `Forbidden`, `NotFound`, `Invalid`, `Conflict("stale")`, `Conflict("job_closed")`.
pub async fn save<F: StepForm>(services: &Services, actor: &Actor, form: &F) -> Result<JobId> {
    let change = form.change(services, actor).await?;
    let handle = edit(services, actor, form.handle()?, change).await?;
    Ok(handle.job)
}

/// Begins a job as a draft that says all this already. Unlike [`start`] it makes one each time it is asked: a program
/// that asks twice says so with a key.
///
/// # Errors
/// `Forbidden`, `Invalid`.
pub async fn create(
    services: &Services,
    actor: &Actor,
    new: NewJob,
    forms: &Forms,
) -> Result<JobId> {
    actor.seat_with(Permission::WriteHiring)?;
    let before = Content::draft(new.title.clone(), new.description.clone());
    let change = forms.change(services, actor, &before).await?;
    let (owned, actor) = (services.clone(), actor.clone());
    services
        .db
        .run(async move { insert(&owned, &actor, &new, change).await })
        .await
}

/// Saves several steps of the wizard, all or none; `forms` makes them of the job as it stands.
///
/// # Errors
/// As [`save`].
pub async fn save_all(
    services: &Services,
    actor: &Actor,
    handle: Handle,
    forms: impl FnOnce(&Content) -> Forms,
) -> Result<JobId> {
    actor.seat_with(Permission::WriteHiring)?;
    let before = super::own(services, actor, handle.job).await?.content;
    let change = forms(&before).change(services, actor, &before).await?;
    let handle = edit(services, actor, handle, change).await?;
    Ok(handle.job)
}

/// One edit: on the version that was shown, of a job that can still change. An edit that changes
/// nothing is done, so that a form sent twice is not refused.
async fn edit(
    services: &Services,
    actor: &Actor,
    handle: Handle,
    change: Change,
) -> Result<Handle> {
    let (owned, actor) = (services.clone(), actor.clone());
    services
        .db
        .run(async move {
            let (tenant, mut tx) = tenant_tx(&owned, &actor, Permission::WriteHiring).await?;
            let mut job = store::own_job(&mut tx, tenant, handle.job, true)
                .await?
                .ok_or(AppError::NotFound)?;
            let before = job.content.clone();
            change(&mut job.content);
            let changes = diff(&before, &job.content);
            if before == job.content {
                return Ok(handle);
            }
            if !job.status.is_editable() {
                return Err(AppError::conflict("job_closed"));
            }
            if job.version != handle.version {
                return Err(AppError::conflict("stale"));
            }
            check(&job)?;
            let was = job.status;
            job.status = after_places(&job)?;
            write(&mut tx, &job, &before, &owned).await?;
            record(&owned, &mut tx, &actor, &job, "edited", &changes).await?;
            if was != job.status {
                let action = if job.status == JobStatus::Filled {
                    "filled"
                } else {
                    "reopened"
                };
                record(&owned, &mut tx, &actor, &job, action, &BTreeMap::new()).await?;
            }
            if job.published_at.is_some() {
                alerts::service::appeared_in_tx(&owned, &mut tx, tenant, job.id).await?;
            }
            tx.commit().await?;
            Ok(Handle {
                version: handle.version + 1,
                ..handle
            })
        })
        .await
}

/// What is published stays publishable, and places given away stay given.
fn check(job: &JobView) -> Result<()> {
    let mut errors = FieldErrors::default();
    if job.published_at.is_some() {
        for gap in missing(&job.content) {
            errors.add(
                gap.field,
                format!("{} is needed while the job is open", gap.what),
            );
        }
    }
    if i32::from(job.content.headcount) < i32::from(job.filled) {
        errors.add(
            "headcount",
            format!("{} people have already been accepted", job.filled),
        );
    }
    errors.into_result()
}

fn missing(content: &Content) -> impl Iterator<Item = Gap> {
    gaps(content).into_iter().filter(|gap| gap.needed)
}

/// The state once the number of places has changed: it fills and opens again with them.
fn after_places(job: &JobView) -> Result<JobStatus> {
    match (job.status, job.free()) {
        (JobStatus::Active, 0) => job.status.go(JobStatus::Filled),
        (JobStatus::Filled, 1..) => job.status.go(JobStatus::Active),
        (status, _) => Ok(status),
    }
}

async fn write(
    tx: &mut TenantTx,
    job: &JobView,
    before: &Content,
    services: &Services,
) -> Result<()> {
    store::update(tx, job, services.clock.now()).await?;
    if before.skills != job.content.skills {
        store::replace_skills(tx, job.organisation, job.id, &job.content.skills).await?;
    }
    Ok(())
}

/// Writes into the job's history, and into the organisation's trail.
async fn record(
    services: &Services,
    tx: &mut TenantTx,
    actor: &Actor,
    job: &JobView,
    action: &str,
    changes: &BTreeMap<String, [String; 2]>,
) -> Result<()> {
    let line = NewRevision {
        id: services.new_id(),
        actor: actor.person,
        action,
        changes,
        at: services.clock.now(),
    };
    store::append_revision(tx, job.organisation, job.id, line).await?;
    let what = Line::of(format!("job.{action}"), "job", job.id.0, json!(changes));
    trail::record(services, tx, actor.person, job.organisation, what).await
}

/// Notes in a job's history that its last place was taken, in the transaction that took it.
///
/// # Errors
/// `Internal`.
pub(crate) async fn note_filled_in_tx(
    services: &Services,
    tx: &mut TenantTx,
    tenant: OrganisationId,
    job: JobId,
    by: PersonId,
) -> Result<()> {
    let line = NewRevision {
        id: services.new_id(),
        actor: by,
        action: "filled",
        changes: &BTreeMap::new(),
        at: services.clock.now(),
    };
    store::append_revision(tx, tenant, job, line).await
}

/// Moves a job to a state, or does nothing if it is there already: a button pressed twice is pressed once.
async fn go(
    services: &Services,
    actor: &Actor,
    handle: Handle,
    to: JobStatus,
    action: &'static str,
    reason: String,
) -> Result<JobId> {
    let (owned, actor) = (services.clone(), actor.clone());
    services
        .db
        .run(async move {
            let (tenant, mut tx) = tenant_tx(&owned, &actor, Permission::WriteHiring).await?;
            let mut job = store::own_job(&mut tx, tenant, handle.job, true)
                .await?
                .ok_or(AppError::NotFound)?;
            if job.status == to {
                return Ok(job.id);
            }
            job.status = job.status.go(to)?;
            if job.version != handle.version {
                return Err(AppError::conflict("stale"));
            }
            let now = owned.clock.now();
            if to == JobStatus::Active {
                let gaps: Vec<&str> = missing(&job.content).map(|gap| gap.what).collect();
                if !gaps.is_empty() {
                    return Err(AppError::invalid(
                        "",
                        format!(
                            "Still missing before it can be published: {}.",
                            gaps.join(", ").to_lowercase()
                        ),
                    ));
                }
                fields::service::complete_in_tx(&mut tx, tenant, job.id).await?;
                job.published_at = job.published_at.or(Some(now));
                alerts::service::appeared_in_tx(&owned, &mut tx, tenant, job.id).await?;
            }
            if to == JobStatus::Closed {
                job.closed_at = Some(now);
            }
            store::update(&mut tx, &job, now).await?;
            let mut changes = BTreeMap::new();
            if to == JobStatus::Closed {
                let answered = applications::service::answer_all_in_tx(
                    &owned,
                    &mut tx,
                    actor.person,
                    job.id,
                    &reason,
                )
                .await?;
                changes.insert(
                    "Applications answered".to_owned(),
                    [String::new(), answered.to_string()],
                );
            }
            if !reason.is_empty() {
                changes.insert("Reason".to_owned(), [String::new(), reason]);
            }
            record(&owned, &mut tx, &actor, &job, action, &changes).await?;
            tx.commit().await?;
            tracing::info!(job = %job.id, action, "job moved");
            Ok(job.id)
        })
        .await
}

/// Saves step 5 and opens the job to everybody.
///
/// # Errors
/// As [`save`]; `Invalid` with what is still missing.
pub async fn publish(services: &Services, actor: &Actor, form: &ReviewForm) -> Result<JobId> {
    let change = form.change(services, actor).await?;
    let handle = edit(services, actor, form.handle()?, change).await?;
    go(
        services,
        actor,
        handle,
        JobStatus::Active,
        "published",
        String::new(),
    )
    .await
}

/// Closes a job for good and answers everyone who still waits.
///
/// # Errors
/// `Forbidden`, `NotFound`, `Invalid`, `Conflict`.
pub async fn close(services: &Services, actor: &Actor, form: &ActForm) -> Result<JobId> {
    let reason = form.reason.split_whitespace().collect::<Vec<_>>().join(" ");
    if reason.chars().count() > 200 {
        return Err(AppError::invalid("reason", "Use at most 200 characters"));
    }
    go(
        services,
        actor,
        Handle::read(&form.job, &form.version)?,
        JobStatus::Closed,
        "closed",
        reason,
    )
    .await
}

/// Throws a draft away.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Conflict("illegal_transition")` once it is published.
pub async fn delete_draft(services: &Services, actor: &Actor, form: &ActForm) -> Result<()> {
    let job: JobId = form.job.parse().map_err(|_| AppError::NotFound)?;
    let (owned, actor) = (services.clone(), actor.clone());
    services
        .db
        .run(async move {
            let (tenant, mut tx) = tenant_tx(&owned, &actor, Permission::WriteHiring).await?;
            if !store::delete_draft(&mut tx, tenant, job).await? {
                let exists = store::own_job(&mut tx, tenant, job, false).await?.is_some();
                return Err(if exists {
                    AppError::conflict("illegal_transition")
                } else {
                    AppError::NotFound
                });
            }
            tx.commit().await
        })
        .await
}

/// Copies a job into a new draft, without the dates that have passed.
///
/// # Errors
/// `Forbidden`, `NotFound`, `Invalid`.
pub async fn duplicate(services: &Services, actor: &Actor, form: &ActForm) -> Result<JobId> {
    let job: JobId = form.job.parse().map_err(|_| AppError::NotFound)?;
    let key = form
        .request_key
        .parse()
        .map_err(|_| AppError::invalid("", "Reload the page and try again"))?;
    let mut copy = super::own(services, actor, job).await?.content;
    let today = services.clock.now().date();
    copy.starts_on = copy.starts_on.filter(|day| *day >= today);
    copy.ends_on = copy.ends_on.filter(|day| *day >= today);
    let new = NewJob {
        request_key: key,
        title: copy.title.clone(),
        description: copy.description.clone(),
    };
    let (owned, actor) = (services.clone(), actor.clone());
    services
        .db
        .run(async move { insert(&owned, &actor, &new, |content| *content = copy).await })
        .await
}
