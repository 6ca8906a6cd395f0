//! How an account may stand, and the forms about it.

use kernel::AppError;
use kernel::state::State;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// How an account stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Status {
    /// Everything works.
    Active,
    /// Its person left for a while; the next sign-in offers to come back.
    Inactive,
    /// Reads everything, changes nothing, may appeal.
    Suspended,
    /// Cannot sign in.
    Banned,
}

impl State for Status {
    const ALL: &'static [Self] = &[Self::Active, Self::Inactive, Self::Suspended, Self::Banned];

    fn name(self) -> &'static str {
        match self {
            Self::Active => "ACTIVE",
            Self::Inactive => "INACTIVE",
            Self::Suspended => "SUSPENDED",
            Self::Banned => "BANNED",
        }
    }

    /// Leaving is no way out of a suspension, and a ban is lifted by nobody but who may impose it.
    fn next(self) -> &'static [Self] {
        match self {
            Self::Active => &[Self::Inactive, Self::Suspended, Self::Banned],
            Self::Inactive | Self::Suspended => &[Self::Active, Self::Banned],
            Self::Banned => &[Self::Active],
        }
    }
}

/// The form that deactivates one's own account.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct DeactivateForm {
    /// Ticked: `true`.
    pub confirm: String,
}

/// The form of an appeal.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct AppealForm {
    /// Why the suspension is wrong.
    pub reason: String,
}

/// Longest appeal, in characters.
pub const APPEAL_MAX: usize = 4000;

impl AppealForm {
    /// Checks the form.
    ///
    /// # Errors
    /// `Invalid`.
    pub fn parse(&self) -> Result<String, AppError> {
        let reason = self.reason.trim();
        match reason.chars().count() {
            0 => Err(AppError::invalid(
                "reason",
                "Write why you think it is wrong",
            )),
            1..=APPEAL_MAX => Ok(reason.to_owned()),
            _ => Err(AppError::invalid("reason", "Use at most 4,000 characters")),
        }
    }
}

/// One's own appeal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appeal {
    /// What was written.
    pub reason: String,
    /// When.
    pub created_at: OffsetDateTime,
    /// Was it granted? `None` while nobody has decided.
    pub granted: Option<bool>,
    /// What the answer was.
    pub answer: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_leaves_a_suspension_or_a_ban_by_leaving() {
        assert!(Status::Active.may_become(Status::Inactive));
        assert!(Status::Inactive.may_become(Status::Active));
        for held in [Status::Suspended, Status::Banned] {
            assert!(!held.may_become(Status::Inactive), "{held:?}");
        }
        assert!(!Status::Banned.may_become(Status::Suspended));
        assert!(!Status::Inactive.may_become(Status::Suspended));
    }

    #[test]
    fn an_appeal_says_something() {
        let form = |reason: &str| {
            AppealForm {
                reason: reason.to_owned(),
            }
            .parse()
        };
        assert!(form("  ").is_err());
        assert_eq!(
            form(" I was not there. ").as_deref(),
            Ok("I was not there.")
        );
        assert!(form(&"é".repeat(APPEAL_MAX)).is_ok());
        assert!(form(&"é".repeat(APPEAL_MAX + 1)).is_err());
    }
}
