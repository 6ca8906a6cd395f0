//! The forms of this area. Passwords and the tokens of links are never kept in a draft, and neither is
//! where to go afterwards: the way there may hold the token of an invitation.

use crate::model::{PASSWORD_MAX, PASSWORD_MIN, parse_name};
use kernel::email::Email;
use kernel::{AppError, FieldErrors, Result};
use serde::{Deserialize, Serialize};
use time::Duration;

/// A link that was sent by mail can be used for so long.
pub const LINK_LASTS: Duration = Duration::hours(1);

/// The sign-up form. The password is chosen by whoever opens the link: somebody else's address cannot be
/// taken with a password of one's own.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SignUpForm {
    /// Name.
    pub name: String,
    /// Address.
    pub email: String,
    /// Where to go afterwards; the page has it in its address.
    #[serde(skip_serializing)]
    pub next: String,
}

impl SignUpForm {
    /// Checks the form.
    ///
    /// # Errors
    /// `Invalid`.
    pub fn parse(&self) -> Result<(String, Email)> {
        let mut errors = FieldErrors::default();
        let name = errors.take("name", parse_name(&self.name, 1, 100));
        let email = errors.take("email", Email::parse(&self.email));
        match (name, email) {
            (Some(name), Some(email)) => Ok((name, email)),
            _ => Err(AppError::Invalid(errors)),
        }
    }
}

/// The form behind the link of a sign-up.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct FinishForm {
    /// Of the link.
    #[serde(skip_serializing)]
    pub token: String,
    /// The password from now on.
    #[serde(skip_serializing)]
    pub password: String,
    /// `true` if they agree to the terms; without there is no account.
    pub terms: String,
    /// `true` if they want to be found by employers.
    pub matching: String,
    /// Where to go afterwards.
    #[serde(skip_serializing)]
    pub next: String,
}

/// What somebody has chosen who gets an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finish {
    /// The password.
    pub password: String,
    /// They want to be found by employers.
    pub matching: bool,
}

impl FinishForm {
    /// Checks the form.
    ///
    /// # Errors
    /// `Invalid` at `password`, `terms`.
    pub fn parse(&self) -> Result<Finish> {
        let mut errors = FieldErrors::default();
        let password = errors.take("password", check_password(&self.password));
        if self.terms != "true" {
            errors.add("terms", "Without your agreement we cannot make an account");
        }
        match password {
            Some(password) if errors.is_empty() => Ok(Finish {
                password,
                matching: self.matching == "true",
            }),
            _ => Err(AppError::Invalid(errors)),
        }
    }
}

/// Asks for a link to set a new password.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ForgotForm {
    /// The address of the account.
    pub email: String,
}

/// The form behind that link.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ResetForm {
    /// Of the link.
    #[serde(skip_serializing)]
    pub token: String,
    /// The password from now on.
    #[serde(skip_serializing)]
    pub password: String,
}

/// The form behind a link that confirms an address.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ConfirmAddressForm {
    /// Of the link.
    #[serde(skip_serializing)]
    pub token: String,
}

/// Asks for another address.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct EmailForm {
    /// The new one.
    pub email: String,
}

/// Changes the password.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PasswordForm {
    /// The one so far.
    #[serde(skip_serializing)]
    pub current: String,
    /// The one from now on.
    #[serde(skip_serializing)]
    pub password: String,
}

/// A password of a length that is taken.
///
/// # Errors
/// `Invalid` at `password`.
pub fn parse_password(password: &str) -> Result<String> {
    check_password(password).map_err(|message| AppError::invalid("password", message))
}

fn check_password(password: &str) -> Result<String, String> {
    match password.chars().count() {
        ..PASSWORD_MIN => Err(format!("Use at least {PASSWORD_MIN} characters")),
        PASSWORD_MIN..=PASSWORD_MAX => Ok(password.to_owned()),
        _ => Err(format!("Use at most {PASSWORD_MAX} characters")),
    }
}

/// What one gets in with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// Mail to the address has reached its person.
    pub verified: bool,
    /// There is a password.
    pub has_password: bool,
}

/// Another address that waits to be confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmailChange {
    /// The new address.
    pub new_email: String,
    /// Confirmed at the address so far.
    pub old_confirmed: bool,
    /// Confirmed at the new one.
    pub new_confirmed: bool,
}

/// What a link was good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confirmed {
    /// The address is confirmed.
    Address,
    /// One side of a change; the other has not confirmed yet.
    OneSide,
    /// Both have, and the address is changed.
    Changed,
}

impl Confirmed {
    /// As it stands in the address of the page that says so.
    pub fn name(self) -> &'static str {
        match self {
            Self::Address => "verified",
            Self::OneSide => "one-side",
            Self::Changed => "changed",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_never_holds_what_lets_somebody_in() {
        let secret = "5ec2e7".to_owned();
        let kept = [
            serde_json::to_string(&SignUpForm {
                next: secret.clone(),
                ..Default::default()
            }),
            serde_json::to_string(&FinishForm {
                token: secret.clone(),
                password: secret.clone(),
                next: secret.clone(),
                ..Default::default()
            }),
            serde_json::to_string(&ResetForm {
                token: secret.clone(),
                password: secret.clone(),
            }),
            serde_json::to_string(&ConfirmAddressForm {
                token: secret.clone(),
            }),
            serde_json::to_string(&PasswordForm {
                current: secret.clone(),
                password: secret.clone(),
            }),
        ];
        for kept in kept {
            assert!(!kept.unwrap().contains(&secret));
        }
    }

    #[test]
    fn an_account_needs_the_terms_and_nothing_else() {
        let form = |terms: &str, matching: &str| FinishForm {
            password: "three brown kettles".into(),
            terms: terms.into(),
            matching: matching.into(),
            ..Default::default()
        };
        for not_agreed in ["", "false", "on"] {
            let refused = form(not_agreed, "true").parse();
            assert!(
                matches!(&refused, Err(AppError::Invalid(errors)) if errors.get("terms").is_some()),
                "{not_agreed}"
            );
        }
        assert!(!form("true", "").parse().unwrap().matching);
        assert!(form("true", "true").parse().unwrap().matching);
        // Both are said at once.
        let both = FinishForm::default().parse();
        assert!(matches!(both, Err(AppError::Invalid(errors)) if errors.0.len() == 2));
    }

    #[test]
    fn a_password_has_a_length() {
        assert!(parse_password(&"é".repeat(PASSWORD_MIN - 1)).is_err());
        assert!(parse_password(&"é".repeat(PASSWORD_MIN)).is_ok());
        assert!(parse_password(&"é".repeat(PASSWORD_MAX)).is_ok());
        assert!(parse_password(&"é".repeat(PASSWORD_MAX + 1)).is_err());
    }
}
