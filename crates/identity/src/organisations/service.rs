//! What may be done with organisations, and by whom.

use super::model::{NewOrganisation, OrganisationForm, Seat};
use super::permissions::Role;
use super::store;
use crate::model::Actor;
use kernel::id::{OrganisationId, PersonId};
use kernel::{AppError, Result};
use platform::{Scope, Services};

/// Founds an organisation with the actor as its owner.
///
/// # Errors
/// `Invalid`; a taken slug is a message at `slug`.
pub async fn found(
    services: &Services,
    actor: &Actor,
    form: &OrganisationForm,
) -> Result<OrganisationId> {
    let new = form.parse()?;
    let (services, person) = (services.clone(), actor.person);
    let db = services.db.clone();
    db.run(async move { found_in_tx(&services, person, &new).await })
        .await
}

async fn found_in_tx(
    services: &Services,
    person: PersonId,
    new: &NewOrganisation,
) -> Result<OrganisationId> {
    let id: OrganisationId = services.new_id();
    let now = services.clock.now();
    let mut tx = services.db.begin(Scope::tenant(id, person)).await?;
    if !store::insert_organisation(&mut tx, id, new, person, now).await? {
        return Err(AppError::invalid(
            "slug",
            "This name is taken; choose another",
        ));
    }
    store::insert_membership(&mut tx, id, person, Role::Owner, now).await?;
    let event = store::Event {
        tenant: id,
        actor: person,
        action: "organisation.founded",
        subject_kind: "organisation",
        subject: id.0,
    };
    let event_id = services.new_id::<kernel::id::EntryId>();
    store::append_event(&mut tx, event_id.0, event, now).await?;
    tx.commit().await?;
    Ok(id)
}

/// The organisations a person belongs to.
///
/// # Errors
/// `Internal`.
pub async fn seats(services: &Services, actor: &Actor) -> Result<Vec<Seat>> {
    let mut tx = services.db.begin(Scope::person(actor.person)).await?;
    let seats = store::seats(&mut tx, actor.person).await?;
    tx.commit().await?;
    Ok(seats)
}
