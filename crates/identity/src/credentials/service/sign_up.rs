//! Making an account: first a mail, then, by its link, the account.

use super::throttle_mail;
use crate::credentials::links::{self, Purpose, Whose};
use crate::credentials::model::{Finish, FinishForm, SignUpForm};
use crate::credentials::{letters, store};
use crate::password;
use crate::privacy::model::Purpose as Consent;
use crate::privacy::service::note_in_tx;
use crate::service::{Client, throttle_client};
use crate::sessions::service::open_session;
use kernel::id::PersonId;
use kernel::{AppError, Result};
use platform::flags::{self, Flag, Whom};
use platform::web::{local_path, with_query};
use platform::{Scope, Services, mail};

const CLOSED: &str =
    "New accounts cannot be made at the moment. Nothing was saved: come back a little later";

/// Can accounts be made at the moment, in whatever way?
///
/// # Errors
/// `Invalid` while staff have switched it off.
pub(crate) async fn require_open(services: &Services) -> Result<()> {
    if flags::is_on(services, Flag::SignUp, Whom::NOBODY).await {
        Ok(())
    } else {
        Err(AppError::invalid("", CLOSED))
    }
}

/// Sends a mail by which an account can be made, or which says that there is one. The answer, and the
/// work for it, are the same.
///
/// # Errors
/// `Invalid`, `RateLimited`.
pub async fn sign_up(services: &Services, client: Client<'_>, form: &SignUpForm) -> Result<()> {
    require_open(services).await?;
    let (name, email) = form.parse()?;
    throttle_client(services, "sign-up", client).await?;
    throttle_mail(services, "sign-up", &email).await?;
    let next = local_path(&form.next).unwrap_or_default().to_owned();
    let services = services.clone();
    let db = services.db.clone();
    db.run(async move {
        let mut tx = services.db.begin(Scope::PUBLIC).await?;
        let taken = store::person_by_email(&mut tx, email.as_str()).await?;
        let whose = Whose {
            email: &email,
            account: None,
            name: Some(&name),
        };
        let mut link = links::make(&services, &mut tx, Purpose::SignUp, whose).await?;
        if !next.is_empty() {
            // In the mail alone: the way there may hold the token of an invitation.
            link = with_query(&link, "next", &next);
        }
        let letter = match taken {
            Some(_) => letters::have_one(&services),
            None => letters::welcome(&name, &link),
        };
        mail::send(&mut tx, &services, letter.to(&email, "identity.sign_up")).await?;
        tx.commit().await
    })
    .await
}

/// Makes the account of whoever opened the link, notes what they agree to, and opens a session for them; returns its token.
///
/// # Errors
/// `Invalid` at `password`, `terms`; `Conflict`: `link_dead`, `account_exists`.
pub async fn finish_sign_up(
    services: &Services,
    client: Client<'_>,
    form: &FinishForm,
) -> Result<String> {
    let link = links::look(services, &form.token).await?;
    if link.purpose != Purpose::SignUp {
        return Err(links::dead());
    }
    let name = link.name.unwrap_or_default();
    let Finish { password, matching } = form.parse()?;
    password::refuse_weak(&password, &[&name, &link.email])?;
    let hash = password::hash(password, &*services.entropy).await?;
    let (owned, token) = (services.clone(), form.token.clone());
    let person: PersonId = services.new_id();
    services
        .db
        .run(async move {
            // As the person they are about to be: what they agree to is theirs to say.
            let mut tx = owned.db.begin(Scope::person(person)).await?;
            let now = owned.clock.now();
            let email = links::take(&owned, &mut tx, Purpose::SignUp, &token).await?;
            if !store::make_account(&mut tx, person, &email, &hash, &name, now).await? {
                return Err(AppError::conflict("account_exists"));
            }
            note_in_tx(&owned, &mut tx, person, Consent::Terms, true).await?;
            note_in_tx(&owned, &mut tx, person, Consent::Matching, matching).await?;
            tx.commit().await
        })
        .await?;
    tracing::info!(%person, "sign-up");
    open_session(services, client, person).await
}
