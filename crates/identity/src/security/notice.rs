//! The mail that tells a person what happened to their account.

use super::model::{Ends, SecurityEvent};
use super::service::Circumstances;
use super::store;
use crate::sessions::{agent, place};
use kernel::email::Email;
use kernel::id::PersonId;
use kernel::{AppError, Result};
use platform::mail::{self, Letter};
use platform::{Services, TenantTx};

/// Writes the mail in the transaction of what it is about.
pub async fn enqueue(
    services: &Services,
    tx: &mut TenantTx,
    person: PersonId,
    what: SecurityEvent,
    how: &Circumstances,
) -> Result<()> {
    let address = store::address(tx, person)
        .await?
        .ok_or(AppError::NotFound)?;
    let to = Email::parse(&address).map_err(platform::db::internal)?;
    let letter = compose(services, what, how);
    mail::send(tx, services, letter.to(&to, "identity.security")).await?;
    Ok(())
}

/// Who did what from where, what it ended, and what to do if it was somebody else.
fn compose(services: &Services, what: SecurityEvent, how: &Circumstances) -> Letter {
    let mut letter = Letter::new(format!("{} at Kinwork", what.label()), what.label());
    if !how.detail.is_empty() {
        letter = letter.text(how.detail.as_str());
    }
    if !how.address.is_empty() {
        letter = letter.text(format!(
            "With {} from {} ({}).",
            agent::describe(&how.user_agent),
            how.address,
            place::describe(services, &how.address)
        ));
    }
    letter = match what.ends() {
        Ends::Nothing | Ends::OtherDevices => letter,
        Ends::AllButThis => {
            letter.text("Every other device was signed out, and your API keys were revoked.")
        }
        Ends::Everything => {
            letter.text("Every device was signed out, and your API keys were revoked.")
        }
    };
    let page = |path: &str| format!("{}{path}", services.public_url);
    let letter = match what {
        SecurityEvent::Banned => letter,
        SecurityEvent::StaffAsked => letter
            .text("Whoever you let look sees Kinwork as you see it and changes nothing. Do nothing if you do not want that.")
            .button("Decide", page("/security/visits")),
        SecurityEvent::SignedOutByStaff | SecurityEvent::DeviceEndedByStaff => {
            letter.button("Sign in", page("/sign-in"))
        }
        SecurityEvent::Suspended | SecurityEvent::AppealDenied => {
            letter.button("Appeal", page("/security/appeal"))
        }
        _ => letter
            .text("Was it not you? Sign out all other devices and change your password.")
            .button("See what happened", page("/security/activity")),
    };
    letter.because("You get this mail because it concerns the security of your account.")
}
