//! Setting a new password: by mail, or knowing the one so far.

use super::throttle_mail;
use crate::credentials::links::{self, Purpose, Whose};
use crate::credentials::model::{ForgotForm, PasswordForm, ResetForm, parse_password};
use crate::credentials::{letters, store};
use crate::model::{Actor, WayIn};
use crate::password;
use crate::security::model::SecurityEvent;
use crate::security::service::{Circumstances, security_event};
use crate::service::{Client, account_key, throttle_account, throttle_client};
use crate::sessions::store as sessions;
use kernel::email::Email;
use kernel::{AppError, Result};
use platform::{Scope, Services, mail};

/// Sends a link to set a new password, or a mail which says that there is no account. The answer, and
/// the work for it, are the same.
///
/// # Errors
/// `Invalid`, `RateLimited`.
pub async fn forgot(services: &Services, client: Client<'_>, form: &ForgotForm) -> Result<()> {
    let email = Email::parse(&form.email).map_err(|message| AppError::invalid("email", message))?;
    throttle_client(services, "reset", client).await?;
    throttle_mail(services, "reset", &email).await?;
    let services = services.clone();
    let db = services.db.clone();
    db.run(async move {
        let mut tx = services.db.begin(Scope::PUBLIC).await?;
        let account = store::person_by_email(&mut tx, email.as_str()).await?;
        let whose = Whose {
            email: &email,
            account,
            name: None,
        };
        let link = links::make(&services, &mut tx, Purpose::Reset, whose).await?;
        let letter = match account {
            Some(_) => letters::reset(&link),
            None => letters::have_none(&services),
        };
        mail::send(&mut tx, &services, letter.to(&email, "identity.reset")).await?;
        tx.commit().await
    })
    .await
}

/// Sets a new password by a link, and ends every session, token and key. Nobody is signed in by it: a
/// second factor is still asked for.
///
/// # Errors
/// `Invalid` at `password`; `Conflict("link_dead")`.
pub async fn reset(services: &Services, client: Client<'_>, form: &ResetForm) -> Result<()> {
    let link = links::look(services, &form.token).await?;
    let account = link.account.ok_or_else(links::dead)?;
    if link.purpose != Purpose::Reset {
        return Err(links::dead());
    }
    let password = parse_password(&form.password)?;
    password::refuse_weak(&password, &[&link.email])?;
    let hash = password::hash(password, &*services.entropy).await?;
    let (services, token) = (services.clone(), form.token.clone());
    let how = Circumstances::of(client);
    let db = services.db.clone();
    db.run(async move {
        let mut tx = services.db.begin(Scope::PUBLIC).await?;
        let email = links::take(&services, &mut tx, Purpose::Reset, &token).await?;
        store::set_password(&mut tx, account, &hash).await?;
        store::verify_email(&mut tx, account, &email, services.clock.now()).await?;
        store::drop_links(&mut tx, account).await?;
        // Whoever has guessed at their own password until they were shut out may come in with the new one.
        store::forget_attempts(&mut tx, &account_key(&email)).await?;
        let what = SecurityEvent::PasswordReset;
        security_event(&services, &mut tx, account, what, how).await?;
        tx.commit().await
    })
    .await
}

/// Changes the password of whoever knows the one so far; ends every session, token and key but this one.
///
/// # Errors
/// `Forbidden` to all but browsers; `Conflict("no_password")`; `Invalid` at `current` or `password`; `RateLimited`
/// together with the guesses at sign-in.
pub async fn change_password(
    services: &Services,
    client: Client<'_>,
    actor: &Actor,
    form: &PasswordForm,
) -> Result<()> {
    if !matches!(actor.way_in, WayIn::Session(_)) {
        return Err(AppError::Forbidden);
    }
    if !super::facts(services, actor).await?.has_password {
        return Err(AppError::conflict("no_password"));
    }
    throttle_account(services, &actor.email).await?;
    let stored = sessions::password_hash(services.db.pool(), actor.person).await?;
    if !password::verify(password::cut(&form.current), stored).await? {
        return Err(AppError::invalid("current", "This is not your password"));
    }
    let password = parse_password(&form.password)?;
    if password == form.current {
        return Err(AppError::invalid("password", "This is the one you have"));
    }
    password::refuse_weak(&password, &[&actor.name, &actor.email])?;
    let hash = password::hash(password, &*services.entropy).await?;
    let (services, person) = (services.clone(), actor.person);
    let how = Circumstances::of(client).keeping(actor);
    let db = services.db.clone();
    db.run(async move {
        let mut tx = services.db.begin(Scope::PUBLIC).await?;
        store::set_password(&mut tx, person, &hash).await?;
        store::drop_links(&mut tx, person).await?;
        let what = SecurityEvent::PasswordChanged;
        security_event(&services, &mut tx, person, what, how).await?;
        tx.commit().await
    })
    .await
}
