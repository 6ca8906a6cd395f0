//! What may be done with what one gets in with, and by whom.

mod address;
mod password;
mod sign_up;

pub use super::links::{Link, Purpose, look};
pub use address::{
    cancel_email_change, change_email, confirm, pending_change, require_verified, send_verification,
};
pub use password::{change_password, forgot, reset};
pub(crate) use sign_up::require_open;
pub use sign_up::{finish_sign_up, sign_up};

use super::model::Facts;
use super::store;
use crate::model::Actor;
use crate::service::{hex_of, throttle};
use kernel::Result;
use kernel::email::Email;
use platform::{Scope, Services};

/// Mails of one kind to one address in a quarter of an hour.
const MAILS: i32 = 3;

/// Counts a mail that anybody may have sent to an address, whether there is an account under it or not.
async fn throttle_mail(services: &Services, what: &str, email: &Email) -> Result<()> {
    let key = format!("mail {what} {}", hex_of(email.as_str()));
    throttle(services, &key, MAILS).await
}

/// What somebody gets in with.
///
/// # Errors
/// `Internal`.
pub async fn facts(services: &Services, actor: &Actor) -> Result<Facts> {
    let mut tx = services.db.begin(Scope::person(actor.person)).await?;
    let facts = Facts {
        verified: store::is_verified(&mut tx, actor.person).await?,
        has_password: store::has_password(&mut tx, actor.person).await?,
    };
    tx.commit().await?;
    Ok(facts)
}
