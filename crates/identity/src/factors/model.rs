//! Forms of the second step, and what both sides know of it.

use kernel::{AppError, Result};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// Digits of a code of an app.
pub const CODE_DIGITS: usize = 6;
/// Letters and digits of a backup code.
pub const BACKUP_LENGTH: usize = 20;
/// Backup codes one has at a time.
pub const BACKUP_CODES: usize = 10;

/// The conflict of whoever must sign in with two steps to go on, and does not.
pub const TWO_STEPS_FIRST: &str = "two_steps_first";
/// Where they are led, which says why.
pub const TWO_STEPS_PAGE: &str = "/security/second-step?needed=1";

/// How things stand with two-step sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TwoSteps {
    /// Since when.
    pub since: OffsetDateTime,
    /// Backup codes that were not used yet.
    pub codes_left: i64,
}

/// The form that asks for a code.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CodeForm {
    /// Of the app, or a backup code; never kept in a draft.
    #[serde(skip_serializing)]
    pub code: String,
    /// Where to go afterwards; the page has it in its address, and it may hold the token of an invitation.
    #[serde(skip_serializing)]
    pub next: String,
}

/// What somebody typed as a code.
#[derive(Debug, PartialEq, Eq)]
pub enum Code {
    /// Six digits.
    OfApp(String),
    /// Twenty letters and digits.
    Backup(String),
}

impl Code {
    /// Reads a code however it is spaced. What has the shape of neither kind is nobody's guess, and not counted.
    ///
    /// # Errors
    /// `Invalid` at `code`.
    pub fn parse(typed: &str) -> Result<Self> {
        let code: String = typed
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .take(BACKUP_LENGTH + 1)
            .collect();
        if code.len() == CODE_DIGITS && code.bytes().all(|b| b.is_ascii_digit()) {
            Ok(Self::OfApp(code))
        } else if code.len() == BACKUP_LENGTH && code.bytes().all(|b| b.is_ascii_alphanumeric()) {
            Ok(Self::Backup(code))
        } else {
            let message = "Write the six digits your app shows, or a whole backup code";
            Err(AppError::invalid("code", message))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_and_dashes_do_not_matter() {
        assert_eq!(
            Code::parse(" 012 345\n"),
            Ok(Code::OfApp("012345".to_owned()))
        );
        assert_eq!(
            Code::parse("abcde-FGHJK-23456-mnpqr"),
            Ok(Code::Backup("abcdeFGHJK23456mnpqr".to_owned()))
        );
        for no_code in ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", &"a".repeat(21)] {
            assert!(Code::parse(no_code).is_err(), "{no_code}");
        }
    }

    #[test]
    fn a_draft_never_holds_the_code() {
        let form = CodeForm {
            code: "012345".to_owned(),
            next: "/home".to_owned(),
        };
        assert!(!serde_json::to_string(&form).unwrap().contains("012345"));
    }
}
