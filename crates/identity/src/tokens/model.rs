//! What native clients send and get, and the form that makes a key.

use super::scope::KeyScope;
use crate::model::parse_name;
use kernel::id::ApiKeyId;
use kernel::{AppError, FieldErrors, Result};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// What begins every access token of a native client.
pub const ACCESS_PREFIX: &str = "kwa_";
/// What begins every refresh token.
pub const REFRESH_PREFIX: &str = "kwr_";
/// What begins every key of a machine.
pub const KEY_PREFIX: &str = "kwk_";

/// How a native client signs a person in.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Grant {
    /// Address.
    pub email: String,
    /// Password.
    pub password: String,
    /// Of the second step, if the account has one: without it the answer is `second_factor_required`.
    #[serde(default)]
    pub code: String,
    /// What the person calls the device: `Ama’s phone`.
    pub device_name: String,
}

/// A refresh token that somebody wants to use.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Refresh {
    /// It.
    pub refresh_token: String,
}

/// A token that somebody wants to end, with its whole family.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Revoke {
    /// A refresh token or an access token.
    pub token: String,
}

/// What a native client gets. It is shown once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Tokens {
    /// Goes into `Authorization: Bearer`.
    pub access_token: String,
    /// `Bearer`.
    pub token_type: &'static str,
    /// Seconds until the access token ends.
    pub expires_in_s: i64,
    /// Buys the next pair, once.
    pub refresh_token: String,
    /// Seconds until the refresh token ends.
    pub refresh_expires_in_s: i64,
}

/// A machine's key as its organisation sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyRow {
    /// Its id.
    pub id: ApiKeyId,
    /// What it is for.
    pub name: String,
    /// Its beginning, to recognise it by.
    pub hint: String,
    /// What it may do.
    pub scopes: Vec<KeyScope>,
    /// Who made it.
    pub made_by: String,
    /// When.
    pub created_at: OffsetDateTime,
    /// When it ends by itself.
    pub expires_at: OffsetDateTime,
    /// When it was last used, to the minute.
    pub last_used_at: Option<OffsetDateTime>,
    /// When somebody revoked it.
    pub revoked_at: Option<OffsetDateTime>,
}

impl KeyRow {
    /// Does it still work?
    pub fn is_live(&self, now: OffsetDateTime) -> bool {
        self.revoked_at.is_none() && self.expires_at > now
    }
}

/// For how many days a key may be made.
pub const KEY_DAYS: [u16; 4] = [7, 30, 90, 365];

/// The form that makes a key.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct KeyForm {
    /// What it is for.
    pub name: String,
    /// Names of scopes.
    pub scopes: Vec<String>,
    /// For how many days.
    pub days: String,
}

/// A key that can be made.
#[derive(Debug, PartialEq, Eq)]
pub struct NewKey {
    /// What it is for.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<KeyScope>,
    /// For how many days.
    pub days: u16,
}

impl KeyForm {
    /// Checks the form.
    ///
    /// # Errors
    /// `Invalid`.
    pub fn parse(&self) -> Result<NewKey> {
        let mut errors = FieldErrors::default();
        let name = errors.take("name", parse_name(&self.name, 1, 80));
        let mut scopes = Vec::new();
        for scope in KeyScope::ALL {
            if self.scopes.iter().any(|name| name == scope.name()) {
                scopes.push(scope);
            }
        }
        if scopes.is_empty() {
            errors.add("scopes", "Choose at least one");
        }
        let days = self
            .days
            .parse()
            .ok()
            .filter(|days| KEY_DAYS.contains(days));
        if days.is_none() {
            errors.add("days", "Choose when it ends");
        }
        match (name, days) {
            (Some(name), Some(days)) if errors.is_empty() => Ok(NewKey { name, scopes, days }),
            _ => Err(AppError::Invalid(errors)),
        }
    }
}

/// The form that revokes a key.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RevokeKeyForm {
    /// Its id.
    pub id: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(name: &str, scopes: &[&str], days: &str) -> KeyForm {
        KeyForm {
            name: name.into(),
            scopes: scopes.iter().map(|&scope| scope.into()).collect(),
            days: days.into(),
        }
    }

    #[test]
    fn a_key_has_a_name_a_scope_and_an_end() {
        let whole = form("Careers site", &["jobs:read", "jobs:read"], "90").parse();
        assert_eq!(
            whole,
            Ok(NewKey {
                name: "Careers site".into(),
                scopes: vec![KeyScope::JobsRead],
                days: 90
            })
        );
        for (form, field) in [
            (form(" ", &["jobs:read"], "90"), "name"),
            (form("x", &["everything"], "90"), "scopes"),
            (form("x", &[], "90"), "scopes"),
            (form("x", &["jobs:read"], "36500"), "days"),
            (form("x", &["jobs:read"], ""), "days"),
        ] {
            let refused = form.parse();
            assert!(
                matches!(&refused, Err(AppError::Invalid(errors)) if errors.get(field).is_some()),
                "{form:?}: {refused:?}"
            );
        }
    }
}
