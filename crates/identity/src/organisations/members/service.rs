//! What may be done with members, and by whom. Nobody gives or takes more than they hold.

use super::super::model::OneForm;
use super::super::permissions::{Permission, Role};
use super::super::service::{Change, begin, confirmed, record};
use super::super::store as organisations;
use super::model::{Filter, Member, MemberForm, OwnerForm, PAGE, RoleForm};
use super::store;
use crate::model::Actor;
use crate::sessions::service::require_recent_proof;
use kernel::id::PersonId;
use kernel::page::Page;
use kernel::{AppError, Result};
use platform::{Scope, Services};
use serde_json::json;

/// A page of the members of the organisation acted for, and how many there are.
///
/// # Errors
/// `Forbidden`.
pub async fn list(
    services: &Services,
    actor: &Actor,
    filter: &Filter,
) -> Result<(Page<Member>, i64)> {
    let tenant = actor.seat_seeing(Permission::ReadMembers)?.organisation;
    let mut tx = services
        .db
        .begin(Scope::tenant(tenant, actor.person))
        .await?;
    let found = store::page(&mut tx, tenant, filter, PAGE).await?;
    tx.commit().await?;
    Ok(found)
}

/// One member of the organisation acted for.
///
/// # Errors
/// `Forbidden`; `NotFound` if they are not one.
pub async fn one(services: &Services, actor: &Actor, person: PersonId) -> Result<Member> {
    let tenant = actor.seat_seeing(Permission::ReadMembers)?.organisation;
    let mut tx = services
        .db
        .begin(Scope::tenant(tenant, actor.person))
        .await?;
    let found = store::one(&mut tx, tenant, person).await?;
    tx.commit().await?;
    found.ok_or(AppError::NotFound)
}

/// Changes what a member is; effective at their next request. Owners are made by [`make_owner`].
///
/// # Errors
/// `Forbidden` to give or take what the actor does not hold; `NotFound`; `Conflict("last_owner")`.
pub async fn change_role(services: &Services, actor: &Actor, form: &RoleForm) -> Result<PersonId> {
    actor.seat_with(Permission::ManageMembers)?;
    let (person, to) = form.parse()?;
    let (owned, actor) = (services.clone(), actor.clone());
    services
        .db
        .run(async move {
            let (mut tx, organisation, own) =
                begin(&owned, &actor, Permission::ManageMembers).await?;
            let from = store::role_of(&mut tx, organisation.id, person)
                .await?
                .ok_or(AppError::NotFound)?;
            if from == to {
                return Ok(person);
            }
            if to == Role::Owner || !own.may_grant(from) || !own.may_grant(to) {
                return Err(AppError::Forbidden);
            }
            store::set_role(&mut tx, organisation.id, person, to).await?;
            let changes = json!({ "role": [from.name(), to.name()] });
            let what = Change::of("member.role_changed", "account", person.0, changes);
            record(&owned, &mut tx, actor.person, organisation.id, what).await?;
            tx.commit().await?;
            Ok(person)
        })
        .await
}

/// Ends somebody's membership; effective at their next request.
///
/// # Errors
/// `Forbidden` to remove whoever holds more than the actor; `NotFound`; `Conflict("last_owner")`.
pub async fn remove(services: &Services, actor: &Actor, form: &MemberForm) -> Result<()> {
    actor.seat_with(Permission::ManageMembers)?;
    let person = form.parse()?;
    let (owned, actor) = (services.clone(), actor.clone());
    services
        .db
        .run(async move {
            let (mut tx, organisation, own) =
                begin(&owned, &actor, Permission::ManageMembers).await?;
            let role = store::role_of(&mut tx, organisation.id, person)
                .await?
                .ok_or(AppError::NotFound)?;
            if !own.may_grant(role) {
                return Err(AppError::Forbidden);
            }
            store::end(&mut tx, organisation.id, person).await?;
            let changes = json!({ "role": [role.name(), null] });
            let what = Change::of("member.removed", "account", person.0, changes);
            record(&owned, &mut tx, actor.person, organisation.id, what).await?;
            tx.commit().await
        })
        .await
}

/// Ends one's own membership of an organisation, whichever one works for, suspended or not.
///
/// # Errors
/// `NotFound` if one is not a member; `Conflict("last_owner")`.
pub async fn leave(services: &Services, actor: &Actor, form: &OneForm) -> Result<()> {
    let tenant = form.parse()?;
    let (owned, person) = (services.clone(), actor.person);
    services
        .db
        .run(async move {
            let mut tx = owned.db.begin(Scope::tenant(tenant, person)).await?;
            organisations::lock(&mut tx, tenant)
                .await?
                .ok_or(AppError::NotFound)?;
            let role = store::role_of(&mut tx, tenant, person)
                .await?
                .ok_or(AppError::NotFound)?;
            store::end(&mut tx, tenant, person).await?;
            let changes = json!({ "role": [role.name(), null] });
            let what = Change::of("member.left", "account", person.0, changes);
            record(&owned, &mut tx, person, tenant, what).await?;
            tx.commit().await
        })
        .await
}

/// Makes a member an owner; with `hand_over` the giver becomes an admin in the same moment.
///
/// # Errors
/// `Forbidden`, `Unproved`, `NotFound`; `Invalid` if the organisation's name was not typed.
pub async fn make_owner(services: &Services, actor: &Actor, form: &OwnerForm) -> Result<()> {
    actor.seat_with(Permission::GiveAway)?;
    require_recent_proof(services, actor)?;
    let person = super::super::model::parse_person(&form.person)?;
    let (owned, actor, form) = (services.clone(), actor.clone(), form.clone());
    services
        .db
        .run(async move {
            let (mut tx, organisation, _) = begin(&owned, &actor, Permission::GiveAway).await?;
            confirmed(&organisation, &form.confirm)?;
            let from = store::role_of(&mut tx, organisation.id, person)
                .await?
                .ok_or(AppError::NotFound)?;
            store::set_role(&mut tx, organisation.id, person, Role::Owner).await?;
            let changes = json!({ "role": [from.name(), "OWNER"] });
            let what = Change::of("member.made_owner", "account", person.0, changes);
            record(&owned, &mut tx, actor.person, organisation.id, what).await?;
            if form.hand_over == "true" && person != actor.person {
                store::set_role(&mut tx, organisation.id, actor.person, Role::Admin).await?;
                let changes = json!({ "role": ["OWNER", "ADMIN"] });
                let what = Change::of("member.handed_over", "account", actor.person.0, changes);
                record(&owned, &mut tx, actor.person, organisation.id, what).await?;
            }
            tx.commit().await
        })
        .await
}
