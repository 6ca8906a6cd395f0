//! What may be done with invitations, and by whom.

use super::super::members::store as members;
use super::super::model::Organisation;
use super::super::permissions::{Permission, Role};
use super::super::service::{Change, begin, record};
use super::super::store as organisations;
use super::model::{
    A_DAY_MAX, AcceptForm, Invitation, InvitationForm, InviteForm, LASTS, OPEN_MAX, Offer,
    RESEND_AFTER, SENDS_MAX,
};
use super::store;
use crate::credentials::service::require_verified;
use crate::model::Actor;
use kernel::email::Email;
use kernel::id::{InvitationId, OrganisationId};
use kernel::{AppError, Result};
use platform::db::internal;
use platform::mail::{self, Letter};
use platform::web::with_query;
use platform::{Scope, Services, TenantTx};
use serde_json::json;
use sha2::{Digest, Sha256};
use time::Duration;

/// Asks somebody to join, by mail. Nothing tells whether there is an account under the address.
///
/// # Errors
/// `Forbidden` to offer more than the actor holds; `Invalid`; `Conflict`: `organisation_suspended`, `unverified`.
pub async fn invite(services: &Services, actor: &Actor, form: &InviteForm) -> Result<()> {
    actor.seat_with(Permission::ManageMembers)?;
    let (email, role) = form.parse()?;
    let (owned, actor) = (services.clone(), actor.clone());
    services
        .db
        .run(async move {
            let (mut tx, organisation, own) =
                begin(&owned, &actor, Permission::ManageMembers).await?;
            if !own.may_grant(role) {
                return Err(AppError::Forbidden);
            }
            require_verified(&mut tx, actor.person).await?;
            make_room(&owned, &mut tx, organisation.id, &email).await?;
            let (token, token_sha256) = mint(&owned);
            let now = owned.clock.now();
            let new = store::New {
                id: owned.new_id(),
                tenant: organisation.id,
                email: email.as_str(),
                role,
                token_sha256: &token_sha256,
                by: actor.person,
                at: now,
                until: now + LASTS,
            };
            let id = new.id;
            store::insert(&mut tx, new).await?;
            send(
                &owned,
                &mut tx,
                &actor,
                &organisation,
                (&email, role, &token),
            )
            .await?;
            let changes = json!({ "email": [null, email.as_str()], "role": [null, role.name()] });
            let what = Change::of("invitation.sent", "invitation", id.0, changes);
            record(&owned, &mut tx, actor.person, organisation.id, what).await?;
            tx.commit().await
        })
        .await
}

/// Refuses an address that needs no invitation, and more invitations than there may be. The organisation is
/// locked, so the counts hold.
async fn make_room(
    services: &Services,
    tx: &mut TenantTx,
    tenant: OrganisationId,
    email: &Email,
) -> Result<()> {
    let refused = |message: String| Err(AppError::invalid("email", message));
    let now = services.clock.now();
    if members::by_email(tx, tenant, email.as_str())
        .await?
        .is_some()
    {
        return refused(format!("{} is already a member", email.as_str()));
    }
    if let Some((id, expires_at)) = store::pending_to(tx, tenant, email.as_str()).await? {
        if expires_at > now {
            return refused(format!(
                "{} has been invited already; you can send it again below",
                email.as_str()
            ));
        }
        store::revoke(tx, tenant, id, now).await?;
    }
    let (open, recent) = store::counts(tx, tenant, now, now - Duration::days(1)).await?;
    if open >= OPEN_MAX {
        return refused(format!(
            "{OPEN_MAX} invitations are open; revoke one of them first"
        ));
    }
    if recent >= A_DAY_MAX {
        return Err(AppError::RateLimited {
            retry_after_s: 3600,
        });
    }
    Ok(())
}

/// Sends an invitation again, with a new link; the one sent before is dead.
///
/// # Errors
/// `Forbidden`, `NotFound`; `RateLimited` if it was sent a moment ago; `Conflict("limit")`.
pub async fn resend(services: &Services, actor: &Actor, form: &InvitationForm) -> Result<()> {
    let id = form.parse()?;
    change(services, actor, id, move |invitation| async move {
        let now = invitation.services.clock.now();
        let Pending {
            services,
            mut tx,
            actor,
            organisation,
            found,
        } = invitation;
        let wait = found.sent_at + RESEND_AFTER - now;
        if wait.is_positive() {
            let retry_after_s = u64::try_from(wait.whole_seconds() + 1).unwrap_or(1);
            return Err(AppError::RateLimited { retry_after_s });
        }
        if found.sends >= SENDS_MAX {
            return Err(AppError::conflict("limit"));
        }
        let to = Email::parse(&found.email).map_err(internal)?;
        let (token, token_sha256) = mint(&services);
        store::renew(
            &mut tx,
            organisation.id,
            id,
            &token_sha256,
            now,
            now + LASTS,
        )
        .await?;
        send(
            &services,
            &mut tx,
            &actor,
            &organisation,
            (&to, found.role, &token),
        )
        .await?;
        let changes = json!({ "sends": [found.sends, found.sends + 1] });
        let what = Change::of("invitation.sent_again", "invitation", id.0, changes);
        record(&services, &mut tx, actor.person, organisation.id, what).await?;
        tx.commit().await
    })
    .await
}

/// Takes an invitation back.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn revoke(services: &Services, actor: &Actor, form: &InvitationForm) -> Result<()> {
    let id = form.parse()?;
    change(services, actor, id, move |invitation| async move {
        let Pending {
            services,
            mut tx,
            actor,
            organisation,
            found,
        } = invitation;
        store::revoke(&mut tx, organisation.id, id, services.clock.now()).await?;
        let changes = json!({ "email": [found.email, null] });
        let what = Change::of("invitation.revoked", "invitation", id.0, changes);
        record(&services, &mut tx, actor.person, organisation.id, what).await?;
        tx.commit().await
    })
    .await
}

/// A pending invitation in a transaction that has locked its organisation.
struct Pending {
    services: Services,
    tx: TenantTx,
    actor: Actor,
    organisation: Organisation,
    found: Invitation,
}

async fn change<F>(
    services: &Services,
    actor: &Actor,
    id: InvitationId,
    work: impl FnOnce(Pending) -> F + Send + 'static,
) -> Result<()>
where
    F: Future<Output = Result<()>> + Send + 'static,
{
    actor.seat_with(Permission::ManageMembers)?;
    let (owned, actor) = (services.clone(), actor.clone());
    services
        .db
        .run(async move {
            let (mut tx, organisation, own) =
                begin(&owned, &actor, Permission::ManageMembers).await?;
            let found = store::pending_one(&mut tx, organisation.id, id)
                .await?
                .ok_or(AppError::NotFound)?;
            if !own.may_grant(found.role) {
                return Err(AppError::Forbidden);
            }
            work(Pending {
                services: owned,
                tx,
                actor,
                organisation,
                found,
            })
            .await
        })
        .await
}

/// The invitations of the organisation acted for that nobody has accepted.
///
/// # Errors
/// `Forbidden`.
pub async fn pending(services: &Services, actor: &Actor) -> Result<Vec<Invitation>> {
    let tenant = actor.seat_seeing(Permission::ManageMembers)?.organisation;
    let mut tx = services
        .db
        .begin(Scope::tenant(tenant, actor.person))
        .await?;
    let found = store::pending(&mut tx, tenant).await?;
    tx.commit().await?;
    Ok(found)
}

/// What a link offers, to whoever holds it.
///
/// # Errors
/// `NotFound`.
pub async fn offer(services: &Services, token: &str) -> Result<Offer> {
    if token.len() != 64 {
        return Err(AppError::NotFound);
    }
    store::offer(services.db.pool(), &hash(token))
        .await?
        .ok_or(AppError::NotFound)
}

/// Joins the organisation that invited the actor's address.
///
/// # Errors
/// `NotFound`; `Conflict` as [`Offer::open`] says, `invitation_other_address`, `already_member`.
pub async fn accept(
    services: &Services,
    actor: &Actor,
    form: &AcceptForm,
) -> Result<OrganisationId> {
    let offer = offer(services, &form.token).await?;
    if offer.accepted_by == Some(actor.person) {
        // Pressed twice: they are in.
        return Ok(offer.organisation);
    }
    if offer.email != actor.email {
        return Err(AppError::conflict("invitation_other_address"));
    }
    let now = services.clock.now();
    offer.open(now)?;
    let (owned, person) = (services.clone(), actor.person);
    services
        .db
        .run(async move {
            let tenant = offer.organisation;
            let mut tx = owned.db.begin(Scope::tenant(tenant, person)).await?;
            organisations::lock(&mut tx, tenant)
                .await?
                .ok_or(AppError::NotFound)?;
            if members::role_of(&mut tx, tenant, person).await?.is_some() {
                return Err(AppError::conflict("already_member"));
            }
            if !store::accept(&mut tx, tenant, offer.id, person, now).await? {
                return Err(AppError::conflict("invitation_used"));
            }
            organisations::insert_membership(&mut tx, tenant, person, offer.role, now).await?;
            let changes = json!({ "role": [null, offer.role.name()] });
            let what = Change::of("member.joined", "account", person.0, changes);
            record(&owned, &mut tx, person, tenant, what).await?;
            tx.commit().await?;
            Ok(tenant)
        })
        .await
}

/// Puts the mail with the link into the outbox of this transaction.
async fn send(
    services: &Services,
    tx: &mut TenantTx,
    actor: &Actor,
    organisation: &Organisation,
    (email, role, token): (&Email, Role, &str),
) -> Result<()> {
    let link = with_query(
        &format!("{}/invitation", services.public_url),
        "token",
        token,
    );
    let letter = Letter::new(
        format!("{} invites you to {}", actor.name, organisation.name),
        format!("Join {}", organisation.name),
    )
    .text(format!(
        "{} ({}) invites you to work for {} on Kinwork, as {}.",
        actor.name,
        actor.email,
        organisation.name,
        role.label().to_lowercase()
    ))
    .button("See the invitation", link)
    .text("The link can be used once, within seven days, by whoever signs in with this address.")
    .because("You get this mail because somebody wrote your address into an invitation. If you do not know them, do nothing: without you nothing happens.")
    .scope(Scope::tenant(organisation.id, actor.person));
    mail::send(tx, services, letter.to(email, "organisations.invitation")).await?;
    Ok(())
}

/// A token nobody can guess, and what is kept of it.
fn mint(services: &Services) -> (String, [u8; 32]) {
    use std::fmt::Write as _;
    let mut bytes = [0u8; 32];
    services.entropy.fill(&mut bytes);
    let token = bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    });
    let kept = hash(&token);
    (token, kept)
}

fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}
