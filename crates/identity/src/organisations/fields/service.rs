//! What may be done with fields, and by whom.

use super::super::permissions::Permission;
use super::super::service::{Change, begin, record};
use super::model::{Field, FieldForm, MOST, Saying, Step, StepForm, Subject, Wanted};
use super::store;
use crate::model::Actor;
use kernel::id::FieldId;
use kernel::{AppError, Result};
use platform::{Scope, Services};
use serde_json::{Map, Value, json};

/// The fields of the organisation acted for, in order; archived ones last.
///
/// # Errors
/// `Forbidden` without a seat.
pub async fn all(services: &Services, actor: &Actor) -> Result<Vec<Field>> {
    let tenant = actor.seat_seeing(Permission::ReadMembers)?.organisation;
    let mut tx = services
        .db
        .begin(Scope::tenant(tenant, actor.person))
        .await?;
    let found = store::all(&mut tx, tenant).await?;
    tx.commit().await?;
    Ok(found)
}

/// Those asked for jobs, or for people.
///
/// # Errors
/// `Forbidden` without a seat.
pub async fn asked(services: &Services, actor: &Actor, subject: Subject) -> Result<Vec<Field>> {
    let mut fields = all(services, actor).await?;
    fields.retain(|field| field.subject == subject && !field.archived);
    Ok(fields)
}

/// Makes a field or changes what it says. What it holds stays, so that what was answered stays true.
///
/// # Errors
/// `Forbidden`, `NotFound`, `Invalid`; `Conflict`: `stale`, `limit`.
pub async fn save(services: &Services, actor: &Actor, form: &FieldForm) -> Result<()> {
    actor.seat_with(Permission::ManageOrganisation)?;
    let wanted = form.parse()?;
    let (owned, actor) = (services.clone(), actor.clone());
    services
        .db
        .run(async move {
            let (mut tx, organisation, _) =
                begin(&owned, &actor, Permission::ManageOrganisation).await?;
            let fields = store::all(&mut tx, organisation.id).await?;
            let (id, action, changes) = match wanted {
                Wanted::New(subject, kind, saying) => {
                    let place = free_place(&fields, subject)?;
                    let field = Field {
                        id: owned.new_id(),
                        subject,
                        kind,
                        name: saying.name.clone(),
                        help: saying.help.clone(),
                        required: saying.required,
                        choices: saying.choices.clone(),
                        archived: false,
                        version: 1,
                    };
                    let now = owned.clock.now();
                    store::insert(&mut tx, organisation.id, &field, place, now).await?;
                    (
                        field.id,
                        "field.made",
                        json!({ "name": [null, saying.name] }),
                    )
                }
                Wanted::Changed(id, version, saying) => {
                    let before = find(&fields, id)?;
                    let changes = differences(before, &saying);
                    if changes.is_empty() {
                        return Ok(());
                    }
                    if before.version != version {
                        return Err(AppError::conflict("stale"));
                    }
                    store::save(&mut tx, organisation.id, id, &saying).await?;
                    (id, "field.changed", changes.into())
                }
            };
            let what = Change::of(action, "field", id.0, changes);
            record(&owned, &mut tx, actor.person, organisation.id, what).await?;
            tx.commit().await
        })
        .await
}

fn find(fields: &[Field], id: FieldId) -> Result<&Field> {
    fields
        .iter()
        .find(|field| field.id == id)
        .ok_or(AppError::NotFound)
}

/// The place after the last one asked.
fn free_place(fields: &[Field], subject: Subject) -> Result<i16> {
    let asked = fields
        .iter()
        .filter(|field| field.subject == subject && !field.archived)
        .count();
    if asked >= MOST {
        return Err(AppError::conflict("limit"));
    }
    i16::try_from(asked + 1).map_err(|_| AppError::conflict("limit"))
}

fn differences(before: &Field, after: &Saying) -> Map<String, Value> {
    let all = [
        ("name", json!(before.name), json!(after.name)),
        ("help", json!(before.help), json!(after.help)),
        ("required", json!(before.required), json!(after.required)),
        ("choices", json!(before.choices), json!(after.choices)),
    ];
    all.into_iter()
        .filter(|(_, before, after)| before != after)
        .map(|(field, before, after)| (field.to_owned(), json!([before, after])))
        .collect()
}

/// Moves a field among the others, archives it or asks it again.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Conflict("limit")`; `Invalid` if another has taken its name.
pub async fn step(services: &Services, actor: &Actor, form: &StepForm) -> Result<()> {
    actor.seat_with(Permission::ManageOrganisation)?;
    let (id, step) = form.parse()?;
    let (owned, actor) = (services.clone(), actor.clone());
    services
        .db
        .run(async move {
            let (mut tx, organisation, _) =
                begin(&owned, &actor, Permission::ManageOrganisation).await?;
            let tenant = organisation.id;
            let fields = store::all(&mut tx, tenant).await?;
            let field = find(&fields, id)?.clone();
            let mut asked: Vec<uuid::Uuid> = fields
                .iter()
                .filter(|one| one.subject == field.subject && !one.archived)
                .map(|one| one.id.0)
                .collect();
            let at = asked.iter().position(|one| *one == id.0);
            let action = match (step, at) {
                (Step::Up, Some(at)) if at > 0 => {
                    asked.swap(at, at - 1);
                    "field.moved"
                }
                (Step::Down, Some(at)) if at + 1 < asked.len() => {
                    asked.swap(at, at + 1);
                    "field.moved"
                }
                (Step::Archive, Some(at)) => {
                    let now = owned.clock.now();
                    store::set_archived(&mut tx, tenant, id, Some(now), 1).await?;
                    asked.remove(at);
                    "field.archived"
                }
                (Step::Restore, None) => {
                    let place = free_place(&fields, field.subject)?;
                    store::set_archived(&mut tx, tenant, id, None, place).await?;
                    "field.restored"
                }
                // It is there already.
                _ => return Ok(()),
            };
            store::order(&mut tx, tenant, &asked).await?;
            let what = Change::of(action, "field", id.0, json!({}));
            record(&owned, &mut tx, actor.person, tenant, what).await?;
            tx.commit().await
        })
        .await
}
