//! Contests as staff see them.

use time::OffsetDateTime;
use uuid::Uuid;

/// Contests on a page.
pub const PAGE: usize = 50;

/// What staff make of a contest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// It was wrong.
    Accept,
    /// It is right as it stands.
    Decline,
}

impl Act {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Accept, Self::Decline];

    /// The stored name of what the contest becomes; on the button; what follows.
    pub fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Accept => (
                "ACCEPTED",
                "Accept",
                "It was wrong. The person is told, and scored anew",
            ),
            Self::Decline => (
                "DECLINED",
                "Decline",
                "It is right as it stands. The person is told",
            ),
        }
    }

    /// Reads a stored name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.words().0 == name)
    }
}

/// A contest that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Its id.
    pub id: Uuid,
    /// The input as it was shown.
    pub shown: String,
    /// What is wrong with it.
    pub wrong: String,
    /// What would be right.
    pub right_value: String,
    /// When it began.
    pub created_at: OffsetDateTime,
}
