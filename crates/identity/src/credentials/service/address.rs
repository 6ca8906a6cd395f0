//! Confirming an address, and changing it: confirmed at both.

use super::throttle_mail;
use crate::accounts::model::Status;
use crate::credentials::links::{self, Link, Purpose, Whose};
use crate::credentials::model::{
    ConfirmAddressForm, Confirmed, EmailChange, EmailForm, LINK_LASTS,
};
use crate::credentials::{letters, store};
use crate::model::Actor;
use crate::security::model::SecurityEvent;
use crate::security::service::{Circumstances, security_event};
use crate::service::Client;
use crate::sessions::service::require_recent_proof;
use kernel::email::Email;
use kernel::id::PersonId;
use kernel::{AppError, Result};
use platform::db::internal;
use platform::{Scope, Services, TenantTx, mail};

/// Sends the mail that confirms somebody's address, once more.
///
/// # Errors
/// `RateLimited`.
pub async fn send_verification(services: &Services, actor: &Actor) -> Result<()> {
    let email = Email::parse(&actor.email).map_err(internal)?;
    throttle_mail(services, "verify", &email).await?;
    let (services, person) = (services.clone(), actor.person);
    let db = services.db.clone();
    db.run(async move {
        let scope = Scope::person(person).even_suspended();
        let mut tx = services.db.begin(scope).await?;
        if store::is_verified(&mut tx, person).await? {
            return Ok(());
        }
        let whose = Whose {
            email: &email,
            account: Some(person),
            name: None,
        };
        let link = links::make(&services, &mut tx, Purpose::Verify, whose).await?;
        let letter = letters::verify(&link).to(&email, "identity.verify");
        mail::send(&mut tx, &services, letter).await?;
        tx.commit().await
    })
    .await
}

/// What sends mail to others in somebody's name asks first: does their own address work?
///
/// # Errors
/// `Conflict("unverified")`.
pub async fn require_verified(tx: &mut TenantTx, person: PersonId) -> Result<()> {
    if store::is_verified(tx, person).await? {
        Ok(())
    } else {
        Err(AppError::conflict("unverified"))
    }
}

/// Asks both addresses whether the account shall have the new one. Nothing tells whether that has an
/// account already, but the mail that goes there.
///
/// # Errors
/// `Unproved`, `ReadOnly` for the suspended, `Invalid`, `RateLimited`.
pub async fn change_email(services: &Services, actor: &Actor, form: &EmailForm) -> Result<()> {
    require_recent_proof(services, actor)?;
    if actor.status != Status::Active {
        return Err(AppError::ReadOnly);
    }
    let new = Email::parse(&form.email).map_err(|message| AppError::invalid("email", message))?;
    let old = Email::parse(&actor.email).map_err(internal)?;
    if new == old {
        return Err(AppError::invalid("email", "This is your address already"));
    }
    throttle_mail(services, "change", &old).await?;
    throttle_mail(services, "change", &new).await?;
    let (services, person) = (services.clone(), actor.person);
    let db = services.db.clone();
    db.run(async move {
        let mut tx = services.db.begin(Scope::person(person)).await?;
        let now = services.clock.now();
        let taken = store::person_by_email(&mut tx, new.as_str()).await?;
        store::begin_email_change(&mut tx, person, new.as_str(), now, now + LINK_LASTS).await?;
        let whose = |email| Whose {
            email,
            account: Some(person),
            name: None,
        };
        let from = links::make(&services, &mut tx, Purpose::ChangeOld, whose(&old)).await?;
        let to = links::make(&services, &mut tx, Purpose::ChangeNew, whose(&new)).await?;
        let from = letters::change_from(new.as_str(), &from).to(&old, "identity.change_from");
        let to = match taken {
            Some(_) => letters::change_to_taken(&services),
            None => letters::change_to(&to),
        };
        mail::send(&mut tx, &services, from).await?;
        mail::send(&mut tx, &services, to.to(&new, "identity.change_to")).await?;
        tx.commit().await
    })
    .await
}

/// One's own change that waits to be confirmed.
///
/// # Errors
/// `Internal`.
pub async fn pending_change(services: &Services, actor: &Actor) -> Result<Option<EmailChange>> {
    let mut tx = services.db.begin(Scope::person(actor.person)).await?;
    let pending = store::email_change(&mut tx, actor.person, services.clock.now()).await?;
    tx.commit().await?;
    Ok(pending)
}

/// Keeps the address as it is; the links are void.
///
/// # Errors
/// `Internal`.
pub async fn cancel_email_change(services: &Services, actor: &Actor) -> Result<()> {
    let (services, person) = (services.clone(), actor.person);
    let db = services.db.clone();
    db.run(async move {
        let scope = Scope::person(person).even_suspended();
        let mut tx = services.db.begin(scope).await?;
        store::drop_links(&mut tx, person).await?;
        tx.commit().await
    })
    .await
}

/// Confirms an address by the link that was sent to it. Whoever holds the link need not be signed in:
/// mail is often read elsewhere.
///
/// # Errors
/// `Conflict`: `link_dead`, `account_exists`.
pub async fn confirm(
    services: &Services,
    client: Client<'_>,
    actor: Option<&Actor>,
    form: &ConfirmAddressForm,
) -> Result<Confirmed> {
    let Link {
        purpose, account, ..
    } = links::look(services, &form.token).await?;
    let person = account.ok_or_else(links::dead)?;
    if !matches!(
        purpose,
        Purpose::Verify | Purpose::ChangeOld | Purpose::ChangeNew
    ) {
        return Err(links::dead());
    }
    let mut how = Circumstances::of(client);
    if let Some(actor) = actor.filter(|actor| actor.person == person) {
        how = how.keeping(actor);
    }
    let (services, token) = (services.clone(), form.token.clone());
    let db = services.db.clone();
    db.run(async move {
        let mut tx = services.db.begin(Scope::PUBLIC).await?;
        let email = links::take(&services, &mut tx, purpose, &token).await?;
        let done = if purpose == Purpose::Verify {
            verified(&services, &mut tx, person, &email, how).await?
        } else {
            one_side(&services, &mut tx, person, purpose, how).await?
        };
        tx.commit().await?;
        Ok(done)
    })
    .await
}

async fn verified(
    services: &Services,
    tx: &mut TenantTx,
    person: PersonId,
    email: &str,
    how: Circumstances,
) -> Result<Confirmed> {
    if !store::verify_email(tx, person, email, services.clock.now()).await? {
        return Err(links::dead());
    }
    let what = SecurityEvent::EmailConfirmed;
    security_event(services, tx, person, what, how.about(email)).await?;
    Ok(Confirmed::Address)
}

async fn one_side(
    services: &Services,
    tx: &mut TenantTx,
    person: PersonId,
    side: Purpose,
    how: Circumstances,
) -> Result<Confirmed> {
    let now = services.clock.now();
    let (new, both) = store::confirm_email_change(tx, person, side.name(), now)
        .await?
        .ok_or_else(links::dead)?;
    if !both {
        return Ok(Confirmed::OneSide);
    }
    // Before the change, so that it is told at the address so far.
    let how = how.about(&format!("The address is {new} now."));
    security_event(services, tx, person, SecurityEvent::EmailChanged, how).await?;
    if !store::change_email(tx, person, &new, now).await? {
        return Err(AppError::conflict("account_exists"));
    }
    // What was sent to the address so far opens nothing any more.
    store::drop_links(tx, person).await?;
    Ok(Confirmed::Changed)
}
