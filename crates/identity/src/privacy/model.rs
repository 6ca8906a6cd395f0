//! Purposes one may agree to, a copy of one's data, an erasure, and the forms about them.

use kernel::{AppError, Result};
use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// How long a copy can be fetched.
pub const COPY_LASTS: Duration = Duration::days(7);
/// How long one may change one's mind about being erased.
pub const SECOND_THOUGHTS: Duration = Duration::days(7);

/// What one may agree to. When its words change, so does its version, and whoever agreed to older words is asked again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The terms and the privacy notice.
    Terms,
    /// To be found by employers.
    Matching,
    /// Mail about jobs.
    JobMail,
}

impl Purpose {
    /// Every purpose, in the order of the page. What nothing is done for is not asked for; what was said of a former purpose
    /// stays in the database, and in the copy of one's data.
    pub const ALL: [Self; 3] = [Self::Terms, Self::Matching, Self::JobMail];

    /// The stored name, the version of its words, its title and its words.
    fn line(self) -> (&'static str, i16, &'static str, &'static str) {
        match self {
            Self::Terms => (
                "TERMS",
                1,
                "Terms of use and privacy notice",
                "You agree to how Kinwork works and to what it does with your data. It is the ground for everything else: to take it back, erase your account.",
            ),
            Self::Matching => (
                "MATCHING",
                1,
                "Be found by employers",
                "Those who hire see the parts of your profile that you show, ranked by how you fit to their jobs. Without it you still see how you fit, and apply.",
            ),
            Self::JobMail => (
                "JOB_MAIL",
                1,
                "Mail about jobs",
                "We write to you when a job appears that your alerts look for. Mail about your applications and your security comes in any case.",
            ),
        }
    }

    /// The stored name.
    pub fn name(self) -> &'static str {
        self.line().0
    }

    /// The version of its words.
    pub fn version(self) -> i16 {
        self.line().1
    }

    /// In a few words.
    pub fn title(self) -> &'static str {
        self.line().2
    }

    /// What one agrees to.
    pub fn text(self) -> &'static str {
        self.line().3
    }

    /// Can it be taken back and the account kept?
    pub fn can_be_withdrawn(self) -> bool {
        self != Self::Terms
    }

    /// Reads a stored name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// How a purpose stands with a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Consent {
    /// Which.
    pub purpose: Purpose,
    /// Does it hold?
    pub given: bool,
    /// The version of the words that were agreed to or refused, and when; `None` if nothing was said yet.
    pub said: Option<(i16, OffsetDateTime)>,
}

impl Consent {
    /// Nothing was said yet.
    pub fn unsaid(purpose: Purpose) -> Self {
        Self {
            purpose,
            given: false,
            said: None,
        }
    }

    /// The words have changed since.
    pub fn is_old(&self) -> bool {
        self.said
            .is_some_and(|(version, _)| self.given && version < self.purpose.version())
    }
}

/// The form that gives or withdraws a consent.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ConsentForm {
    /// The stored name of the purpose.
    pub purpose: String,
    /// `true` to give it.
    pub given: String,
}

impl ConsentForm {
    /// Reads the form.
    ///
    /// # Errors
    /// `NotFound`; `Conflict("needed")` for what the account cannot be without.
    pub fn parse(&self) -> Result<(Purpose, bool)> {
        let purpose = Purpose::from_name(&self.purpose).ok_or(AppError::NotFound)?;
        let given = self.given == "true";
        if !given && !purpose.can_be_withdrawn() {
            return Err(AppError::conflict("needed"));
        }
        Ok((purpose, given))
    }
}

/// How far a copy of one's data is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CopyState {
    /// It is being packed: so many per cent.
    Packing(u8),
    /// It can be fetched until then.
    Ready(OffsetDateTime),
    /// Its week is over.
    Expired,
}

/// A copy of one's data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Copy {
    /// Its id.
    pub id: Uuid,
    /// When it was asked for.
    pub asked_at: OffsetDateTime,
    /// How far it is.
    pub state: CopyState,
}

/// The form without fields.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct AskForm {
    /// Nothing; a form needs something to be sent.
    pub sure: String,
}

/// The form that asks to be erased.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct EraseForm {
    /// The account's address, typed.
    pub confirm: String,
    /// `true` to be erased without time for second thoughts.
    pub at_once: String,
}

/// An erasure that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Erasure {
    /// Its id.
    pub id: Uuid,
    /// When it will be done.
    pub due_at: OffsetDateTime,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn purposes_read_back_and_only_the_terms_are_needed() {
        for purpose in Purpose::ALL {
            assert_eq!(Purpose::from_name(purpose.name()), Some(purpose));
            let form = ConsentForm {
                purpose: purpose.name().to_owned(),
                given: String::new(),
            };
            assert_eq!(form.parse().is_err(), purpose == Purpose::Terms);
        }
    }
}
