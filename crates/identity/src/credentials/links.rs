//! Links that are sent by mail and used once.

use super::model::LINK_LASTS;
use super::store::{self, NewLink};
use crate::secret;
use kernel::email::Email;
use kernel::id::{EntryId, PersonId};
use kernel::{AppError, Result};
use platform::web::with_query;
use platform::{Services, TenantTx};

/// What a link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Make an account.
    SignUp,
    /// Confirm the address of an account.
    Verify,
    /// Set a new password.
    Reset,
    /// Agree, at the address so far, to another one.
    ChangeOld,
    /// Show that the new address is one's own.
    ChangeNew,
}

impl Purpose {
    const ALL: [Self; 5] = [
        Self::SignUp,
        Self::Verify,
        Self::Reset,
        Self::ChangeOld,
        Self::ChangeNew,
    ];

    /// The stored name.
    pub fn name(self) -> &'static str {
        match self {
            Self::SignUp => "SIGN_UP",
            Self::Verify => "VERIFY",
            Self::Reset => "RESET",
            Self::ChangeOld => "CHANGE_OLD",
            Self::ChangeNew => "CHANGE_NEW",
        }
    }

    /// Reads a stored name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }

    fn page(self) -> &'static str {
        match self {
            Self::Reset => "/reset-password",
            _ => "/verify-email",
        }
    }
}

/// For whom a link is made.
pub struct Whose<'a> {
    /// Where it is sent.
    pub email: &'a Email,
    /// The account; a sign-up has none.
    pub account: Option<PersonId>,
    /// What whoever signs up wants to be called.
    pub name: Option<&'a str>,
}

/// Makes a link in the transaction of the mail that carries it.
///
/// # Errors
/// `Internal`.
pub async fn make(
    services: &Services,
    tx: &mut TenantTx,
    purpose: Purpose,
    whose: Whose<'_>,
) -> Result<String> {
    let token = secret::mint(&*services.entropy, "");
    let now = services.clock.now();
    let new = NewLink {
        id: services.new_id::<EntryId>(),
        purpose: purpose.name(),
        token_sha256: secret::sha256(&token),
        email: whose.email.as_str(),
        account: whose.account,
        name: whose.name,
        at: now,
        until: now + LINK_LASTS,
    };
    store::make_link(tx, new).await?;
    let page = format!("{}{}", services.public_url, purpose.page());
    Ok(with_query(&page, "token", &token))
}

/// A link as whoever holds it sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// What it is for.
    pub purpose: Purpose,
    /// Where it was sent.
    pub email: String,
    /// For which account.
    pub account: Option<PersonId>,
    /// What whoever signs up wants to be called.
    pub name: Option<String>,
}

/// Looks at a link without using it up: mail scanners look at everything.
///
/// # Errors
/// `Conflict("link_dead")` if it is none, was used or has run out.
pub async fn look(services: &Services, token: &str) -> Result<Link> {
    if !secret::is_one(token, "") {
        return Err(dead());
    }
    let now = services.clock.now();
    let found = store::link(services.db.pool(), &secret::sha256(token), now).await?;
    let found = found.ok_or_else(dead)?;
    Ok(Link {
        purpose: Purpose::from_name(&found.kind).ok_or_else(dead)?,
        email: found.email,
        account: found.account_id,
        name: found.display_name,
    })
}

/// Uses a link up, in the transaction of what it is used for; returns where it was sent.
///
/// # Errors
/// `Conflict("link_dead")` if it is none of that purpose, was used or has run out.
pub async fn take(
    services: &Services,
    tx: &mut TenantTx,
    purpose: Purpose,
    token: &str,
) -> Result<String> {
    let now = services.clock.now();
    store::use_link(tx, &secret::sha256(token), purpose.name(), now)
        .await?
        .ok_or_else(dead)
}

/// Whatever is wrong with a link, it is said in the same words.
pub fn dead() -> AppError {
    AppError::conflict("link_dead")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        for purpose in Purpose::ALL {
            assert_eq!(Purpose::from_name(purpose.name()), Some(purpose));
        }
    }
}
