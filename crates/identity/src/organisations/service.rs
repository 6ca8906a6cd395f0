//! What may be done with organisations, and by whom.

use super::brand::Colour;
use super::model::{
    ConfirmForm, Deleted, FOUNDED_MAX, GrowForm, Kind, NewOrganisation, OneForm, Organisation,
    OrganisationForm, RESTORABLE, Seat, Settings, SettingsForm,
};
use super::permissions::{Permission, Role};
use super::slug::{alternatives, slugify};
use super::store::{self, Refused};
use crate::model::{Actor, WayIn, parse_name};
use crate::sessions::service::require_recent_proof;
use crate::tokens::KeyScope;
use crate::tokens::service::Caller;
pub use crate::trail::service::{Change, record};
use kernel::id::{EntryId, OrganisationId, PersonId};
use kernel::{AppError, Result};
use platform::{Scope, Services, TenantTx};
use serde_json::{Value, json};

/// Founds an organisation with the actor as its owner.
///
/// # Errors
/// `Invalid`; a taken slug is a message at `slug`, with one that is free. `Conflict("limit")`.
pub async fn found(
    services: &Services,
    actor: &Actor,
    form: &OrganisationForm,
) -> Result<OrganisationId> {
    let new = form.parse()?;
    let slug = new.slug.clone();
    match found_one(services, actor.person, new).await? {
        Ok(id) => Ok(id),
        Err(_) => Err(AppError::invalid("slug", taken(services, &slug).await?)),
    }
}

/// What to say of a taken slug.
async fn taken(services: &Services, slug: &str) -> Result<String> {
    let free = store::free_slugs(services.db.pool(), &alternatives(slug)).await?;
    Ok(match free.first() {
        Some(free) => format!("“{slug}” is taken; “{free}” is free"),
        None => format!("“{slug}” is taken; choose another"),
    })
}

/// The organisation somebody hires for under their own name: made at the first call, found at the next.
///
/// # Errors
/// `Conflict("limit")`.
pub async fn hire_as_yourself(services: &Services, actor: &Actor) -> Result<OrganisationId> {
    let new = NewOrganisation::personal(&actor.name);
    // Two at once may wish for the same slug: whoever comes second takes the next one.
    let mut slugs = vec![new.slug.clone()];
    slugs.extend(alternatives(&new.slug));
    slugs.push(unlike_any(services, &new.slug));
    for slug in slugs {
        let new = NewOrganisation {
            slug,
            ..new.clone()
        };
        match found_one(services, actor.person, new).await? {
            Ok(id) => return Ok(id),
            Err(Refused::Taken) => {}
            Err(Refused::Personal) => return personal(services, actor).await,
        }
    }
    Err(AppError::conflict("stale"))
}

async fn personal(services: &Services, actor: &Actor) -> Result<OrganisationId> {
    let mut tx = services.db.begin(Scope::person(actor.person)).await?;
    let id = store::personal(&mut tx, actor.person).await?;
    tx.commit().await?;
    id.ok_or(AppError::NotFound)
}

/// A slug that nobody else has: with the random tail of an id.
fn unlike_any(services: &Services, slug: &str) -> String {
    let id = services.new_id::<EntryId>().0.simple().to_string();
    let head: String = slug.chars().take(20).collect();
    slugify(&format!("{head} {}", id.get(20..).unwrap_or_default()))
}

async fn found_one(
    services: &Services,
    person: PersonId,
    new: NewOrganisation,
) -> Result<Result<OrganisationId, Refused>> {
    let owned = services.clone();
    services
        .db
        .run(async move {
            let id: OrganisationId = owned.new_id();
            let now = owned.clock.now();
            let mut tx = owned.db.begin(Scope::tenant(id, person)).await?;
            if store::founded(&mut tx, person).await? >= FOUNDED_MAX {
                return Err(AppError::conflict("limit"));
            }
            if let Some(refused) = store::insert(&mut tx, id, &new, person, now).await? {
                return Ok(Err(refused));
            }
            store::insert_membership(&mut tx, id, person, Role::Owner, now).await?;
            let changes = json!({
                "name": [null, new.name], "slug": [null, new.slug], "kind": [null, new.kind.name()],
            });
            let what = Change::organisation("organisation.founded", id, changes);
            record(&owned, &mut tx, person, id, what).await?;
            tx.commit().await?;
            Ok(Ok(id))
        })
        .await
}

/// The organisations a person belongs to.
///
/// # Errors
/// `Internal`.
pub async fn seats(services: &Services, actor: &Actor) -> Result<Vec<Seat>> {
    if matches!(actor.way_in, WayIn::Visit(_)) {
        return Ok(actor.seat.iter().cloned().collect());
    }
    let mut tx = services.db.begin(Scope::person(actor.person)).await?;
    let seats = store::seats(&mut tx, actor.person).await?;
    tx.commit().await?;
    Ok(seats)
}

/// The organisation acted for.
///
/// # Errors
/// `Forbidden` without a seat.
pub async fn own(services: &Services, actor: &Actor) -> Result<Organisation> {
    let seat = actor.seat_seeing(Permission::ReadMembers)?;
    let scope = Scope::tenant(seat.organisation, actor.person);
    let mut tx = services.db.begin(scope).await?;
    let found = store::one(&mut tx, seat.organisation).await?;
    tx.commit().await?;
    found.ok_or(AppError::NotFound)
}

/// The same for a program: a machine needs the scope, whoever made its key.
///
/// # Errors
/// `Forbidden` without a seat, or without the scope.
pub async fn own_of(services: &Services, caller: &Caller) -> Result<Organisation> {
    let machine = match caller {
        Caller::Person(actor) => return own(services, actor).await,
        Caller::Machine(machine) => machine,
    };
    caller.acting(KeyScope::OrganisationRead)?;
    let scope = Scope::tenant(machine.organisation, machine.maker());
    let mut tx = services.db.begin(scope).await?;
    let found = store::one(&mut tx, machine.organisation).await?;
    tx.commit().await?;
    found.ok_or(AppError::NotFound)
}

/// Saves name, words and colour.
///
/// # Errors
/// `Forbidden`, `Invalid`; `Conflict("stale")` if somebody else saved in the meantime.
pub async fn save(services: &Services, actor: &Actor, form: &SettingsForm) -> Result<()> {
    actor.seat_with(Permission::ManageOrganisation)?;
    let settings = form.parse()?;
    let (owned, actor) = (services.clone(), actor.clone());
    services
        .db
        .run(async move {
            let (mut tx, before, _) = begin(&owned, &actor, Permission::ManageOrganisation).await?;
            let changes = differences(&before, &settings);
            // A form sent twice is saved once.
            if changes.as_object().is_none_or(serde_json::Map::is_empty) {
                return Ok(());
            }
            if before.version != settings.version {
                return Err(AppError::conflict("stale"));
            }
            store::save(&mut tx, before.id, &settings).await?;
            let what = Change::organisation("organisation.changed", before.id, changes);
            record(&owned, &mut tx, actor.person, before.id, what).await?;
            tx.commit().await
        })
        .await
}

fn differences(before: &Organisation, after: &Settings) -> Value {
    let shown = |colour: Option<Colour>| colour.map(|colour| colour.to_string());
    let all = [
        ("name", json!(before.name), json!(after.name)),
        ("about", json!(before.about), json!(after.about)),
        ("website", json!(before.website), json!(after.website)),
        (
            "colour",
            json!(shown(before.colour)),
            json!(shown(after.colour)),
        ),
    ];
    all.into_iter()
        .filter(|(_, before, after)| before != after)
        .map(|(field, before, after)| (field.to_owned(), json!([before, after])))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

/// Makes a personal organisation a full one, with a name of its own.
///
/// # Errors
/// `Forbidden`, `Invalid`.
pub async fn grow(services: &Services, actor: &Actor, form: &GrowForm) -> Result<()> {
    actor.seat_with(Permission::ManageOrganisation)?;
    let name =
        parse_name(&form.name, 2, 100).map_err(|message| AppError::invalid("name", message))?;
    let (owned, actor) = (services.clone(), actor.clone());
    services
        .db
        .run(async move {
            let (mut tx, before, _) = begin(&owned, &actor, Permission::ManageOrganisation).await?;
            if before.kind == Kind::Full {
                return Ok(());
            }
            store::make_full(&mut tx, before.id, &name).await?;
            let changes = json!({ "kind": ["PERSONAL", "FULL"], "name": [before.name, name] });
            let what = Change::organisation("organisation.grown", before.id, changes);
            record(&owned, &mut tx, actor.person, before.id, what).await?;
            tx.commit().await
        })
        .await
}

/// Deletes the organisation acted for: it is out of sight at once and can be restored for 30 days.
///
/// # Errors
/// `Forbidden`; `Unproved`; `Invalid` if its name was not typed.
pub async fn delete(services: &Services, actor: &Actor, form: &ConfirmForm) -> Result<()> {
    actor.seat_with(Permission::GiveAway)?;
    require_recent_proof(services, actor)?;
    let (owned, actor, confirm) = (services.clone(), actor.clone(), form.confirm.clone());
    services
        .db
        .run(async move {
            let (mut tx, organisation, _) = begin(&owned, &actor, Permission::GiveAway).await?;
            confirmed(&organisation, &confirm)?;
            let now = owned.clock.now();
            store::set_deleted(&mut tx, organisation.id, Some((now, actor.person))).await?;
            let what = Change::organisation("organisation.deleted", organisation.id, json!({}));
            record(&owned, &mut tx, actor.person, organisation.id, what).await?;
            tx.commit().await?;
            tracing::info!(organisation = %organisation.id, "organisation deleted");
            Ok(())
        })
        .await
}

/// Was the name typed?
pub(super) fn confirmed(organisation: &Organisation, typed: &str) -> Result<()> {
    if typed.trim() == organisation.name {
        Ok(())
    } else {
        Err(AppError::invalid(
            "confirm",
            format!("Type “{}” to confirm", organisation.name),
        ))
    }
}

/// The deleted organisations the actor may restore.
///
/// # Errors
/// `Internal`.
pub async fn deleted(services: &Services, actor: &Actor) -> Result<Vec<Deleted>> {
    let after = services.clock.now() - RESTORABLE;
    let mut tx = services.db.begin(Scope::person(actor.person)).await?;
    let found = store::deleted(&mut tx, actor.person, after).await?;
    tx.commit().await?;
    Ok(found)
}

/// Brings a deleted organisation back as it was.
///
/// # Errors
/// `NotFound` if it is not the actor's, or its time has passed.
pub async fn restore(services: &Services, actor: &Actor, form: &OneForm) -> Result<OrganisationId> {
    let id = form.parse()?;
    let (owned, person) = (services.clone(), actor.person);
    services
        .db
        .run(async move {
            let after = owned.clock.now() - RESTORABLE;
            let mut tx = owned.db.begin(Scope::tenant(id, person)).await?;
            store::lock_deleted(&mut tx, person, id, after)
                .await?
                .ok_or(AppError::NotFound)?;
            if store::set_deleted(&mut tx, id, None).await?.is_some() {
                return Err(AppError::conflict("personal_exists"));
            }
            let what = Change::organisation("organisation.restored", id, json!({}));
            record(&owned, &mut tx, person, id, what).await?;
            tx.commit().await?;
            Ok(id)
        })
        .await
}

/// Empties the organisations whose time to be restored has passed; returns how many. For the schedule.
///
/// # Errors
/// `Internal`.
pub async fn purge(services: &Services) -> Result<usize> {
    let now = services.clock.now();
    let before = now - RESTORABLE;
    let due = store::to_purge(services.db.pool(), before).await?;
    let mut purged = 0;
    for id in due {
        let owned = services.clone();
        let done = services
            .db
            .run(async move {
                let event = owned.new_id::<EntryId>();
                let mut tx = owned.db.begin(Scope::PUBLIC).await?;
                let done = store::purge(&mut tx, id, before, now, event.0).await?;
                tx.commit().await?;
                Ok(done)
            })
            .await?;
        if done {
            tracing::info!(organisation = %id, "organisation purged");
            purged += 1;
        }
    }
    Ok(purged)
}

/// The colour of a public organisation.
///
/// # Errors
/// `NotFound`.
pub async fn brand(services: &Services, slug: &str) -> Result<Option<Colour>> {
    store::brand(services.db.pool(), slug)
        .await?
        .ok_or(AppError::NotFound)
}

/// A transaction in which the organisation acted for is locked, and the actor's role is read as it stands:
/// whoever lost it a moment ago may no longer.
pub(super) async fn begin(
    services: &Services,
    actor: &Actor,
    permission: Permission,
) -> Result<(TenantTx, Organisation, Role)> {
    let id = actor.seat_with(permission)?.organisation;
    let scope = Scope::tenant(id, actor.person);
    let mut tx = services.db.begin(scope).await?;
    let organisation = store::lock(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    let role = super::members::store::role_of(&mut tx, id, actor.person)
        .await?
        .filter(|role| role.may(permission))
        .ok_or(AppError::Forbidden)?;
    Ok((tx, organisation, role))
}
