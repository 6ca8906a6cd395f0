//! What may be noted in an organisation's own fields, and by whom.

use super::model::{FieldFilter, FieldsForm, Values};
use super::store::{self, Hand};
use crate::jobs;
use identity::organisations::fields::model::{Field, Kind, Subject, Value as FieldValue};
use identity::organisations::fields::service as fields;
use identity::organisations::service::{Change, record};
use identity::{Actor, Permission};
use kernel::id::{JobId, OrganisationId, PersonId};
use kernel::{AppError, Result};
use platform::{Scope, Services, TenantTx};
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeSet;
use uuid::Uuid;

/// The fields asked of jobs, or of people; none for those who may not read them.
///
/// # Errors
/// `Internal`.
pub async fn asked(services: &Services, actor: &Actor, subject: Subject) -> Result<Vec<Field>> {
    if actor.seat_seeing(Permission::ReadHiring).is_err() {
        return Ok(Vec::new());
    }
    fields::asked(services, actor, subject).await
}

/// What is noted of a job of one's own.
///
/// # Errors
/// `Forbidden`; `NotFound` if it is another's.
pub async fn of_job(services: &Services, actor: &Actor, job: JobId) -> Result<Values> {
    let tenant = jobs::service::own(services, actor, job).await?.organisation;
    let mut tx = services
        .db
        .begin(Scope::tenant(tenant, actor.person))
        .await?;
    let values = store::of_job(&mut tx, tenant, job).await?;
    tx.commit().await?;
    Ok(values)
}

/// What is noted of somebody who applied; empty if they did not.
///
/// # Errors
/// `Forbidden`.
pub async fn of_person(services: &Services, actor: &Actor, person: PersonId) -> Result<Values> {
    let tenant = actor.seat_seeing(Permission::ReadHiring)?.organisation;
    let mut tx = services
        .db
        .begin(Scope::tenant(tenant, actor.person))
        .await?;
    let values = store::of_person(&mut tx, tenant, person).await?;
    tx.commit().await?;
    Ok(values)
}

/// Notes something of a job. It is not part of what is public, so no version is asked and nobody is told.
///
/// # Errors
/// `Forbidden`, `Invalid`; `NotFound` if the job is another's.
pub async fn save_job(services: &Services, actor: &Actor, form: &FieldsForm) -> Result<JobId> {
    actor.seat_with(Permission::WriteHiring)?;
    let job: JobId = parse_id(&form.of)?;
    let tenant = jobs::service::own(services, actor, job).await?.organisation;
    let asked = asked(services, actor, Subject::Job).await?;
    let values = form.parse(&asked)?;
    let (owned, person) = (services.clone(), actor.person);
    services
        .db
        .run(async move {
            let mut tx = owned.db.begin(Scope::tenant(tenant, person)).await?;
            let before = store::of_job(&mut tx, tenant, job).await?;
            let changes = differences(&asked, &before, &values);
            if changes.is_empty() {
                return Ok(job);
            }
            let hand = hand(&owned, person);
            store::save_job(&mut tx, tenant, job, &ids(&asked), &values, hand).await?;
            let what = Change::of("job.fields_changed", "job", job.0, changes.into());
            record(&owned, &mut tx, person, tenant, what).await?;
            tx.commit().await?;
            Ok(job)
        })
        .await
}

/// Notes something of somebody who applied.
///
/// # Errors
/// `Forbidden`, `Invalid`; `NotFound` if they never applied to this organisation.
pub async fn save_person(services: &Services, actor: &Actor, form: &FieldsForm) -> Result<()> {
    let tenant = actor.seat_with(Permission::WriteHiring)?.organisation;
    let whom: PersonId = parse_id(&form.of)?;
    let asked = asked(services, actor, Subject::Person).await?;
    let values = form.parse(&asked)?;
    let (owned, person) = (services.clone(), actor.person);
    services
        .db
        .run(async move {
            let mut tx = owned.db.begin(Scope::tenant(tenant, person)).await?;
            if !store::applied(&mut tx, tenant, whom).await? {
                return Err(AppError::NotFound);
            }
            let before = store::of_person(&mut tx, tenant, whom).await?;
            let changes = differences(&asked, &before, &values);
            if changes.is_empty() {
                return Ok(());
            }
            let hand = hand(&owned, person);
            store::save_person(&mut tx, tenant, whom, &ids(&asked), &values, hand).await?;
            // Of a person the trail says which fields changed, not to what: it outlives the person's erasure.
            let names: Vec<String> = changes.into_iter().map(|(name, _)| name).collect();
            let what = Change::of(
                "person.fields_changed",
                "person",
                whom.0,
                json!({ "fields": names }),
            );
            record(&owned, &mut tx, person, tenant, what).await?;
            tx.commit().await
        })
        .await
}

fn hand(services: &Services, by: PersonId) -> Hand {
    Hand {
        by,
        at: services.clock.now(),
    }
}

fn ids(asked: &[Field]) -> Vec<Uuid> {
    asked.iter().map(|field| field.id.0).collect()
}

fn differences(asked: &[Field], before: &Values, after: &Values) -> Map<String, Json> {
    let shown = |values: &Values, field: &Field| values.get(&field.id).map(FieldValue::shown);
    asked
        .iter()
        .map(|field| (field, shown(before, field), shown(after, field)))
        .filter(|(_, before, after)| before != after)
        .map(|(field, before, after)| (field.name.clone(), json!([before, after])))
        .collect()
}

/// Refuses to publish a job that leaves a required field empty. In the transaction that publishes it.
///
/// # Errors
/// `Invalid` with their names.
pub async fn complete_in_tx(tx: &mut TenantTx, tenant: OrganisationId, job: JobId) -> Result<()> {
    let missing = store::missing(tx, tenant, job).await?;
    if missing.is_empty() {
        return Ok(());
    }
    Err(AppError::invalid(
        "",
        format!(
            "Your organisation also needs: {}. Fill it in under “Own fields” on the page of the job.",
            missing.join(", ")
        ),
    ))
}

/// The jobs that a filter leaves, or `None` if it leaves all.
///
/// # Errors
/// `Internal`.
pub async fn jobs_left(
    tx: &mut TenantTx,
    tenant: OrganisationId,
    filter: &FieldFilter,
) -> Result<Option<Vec<Uuid>>> {
    left(tx, tenant, filter, Subject::Job).await
}

/// The people that a filter leaves, or `None` if it leaves all.
///
/// # Errors
/// `Internal`.
pub async fn people_left(
    tx: &mut TenantTx,
    tenant: OrganisationId,
    filter: &FieldFilter,
) -> Result<Option<Vec<Uuid>>> {
    left(tx, tenant, filter, Subject::Person).await
}

async fn left(
    tx: &mut TenantTx,
    tenant: OrganisationId,
    filter: &FieldFilter,
    subject: Subject,
) -> Result<Option<Vec<Uuid>>> {
    let mut left: Option<BTreeSet<Uuid>> = None;
    for (field, typed) in &filter.0 {
        let whole = field.kind != Kind::Text;
        let found = match field.parse(typed) {
            Ok(Some(value)) if subject == Subject::Job => {
                store::jobs_with(tx, tenant, field.id, &value, whole).await?
            }
            Ok(Some(value)) => store::people_with(tx, tenant, field.id, &value, whole).await?,
            // A number that is none is nobody's.
            _ => Vec::new(),
        };
        let found: BTreeSet<Uuid> = found.into_iter().collect();
        left = Some(match left {
            Some(left) => left.intersection(&found).copied().collect(),
            None => found,
        });
    }
    Ok(left.map(|left| left.into_iter().collect()))
}

/// An id out of a form.
fn parse_id<T: std::str::FromStr>(text: &str) -> Result<T> {
    text.parse().map_err(|_| AppError::NotFound)
}
