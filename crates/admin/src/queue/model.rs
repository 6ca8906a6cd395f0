//! A job of the system as operators see it, and what can be done with one that failed for good.

use kernel::id::{OrganisationId, PersonId, QueuedJobId};
use time::OffsetDateTime;
use uuid::Uuid;

/// Jobs on a page.
pub const PAGE: usize = 50;
/// Dead letters that are tried again at once, at most.
pub const RETRY_MOST: i32 = 1000;

/// Where a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobState {
    /// Given up.
    Dead,
    /// With a worker.
    Running,
    /// Waiting for a worker.
    Ready,
    /// Waiting for its time.
    Later,
    /// Done.
    Done,
}

impl JobState {
    /// Every state, what needs somebody first.
    pub const ALL: [Self; 5] = [
        Self::Dead,
        Self::Running,
        Self::Ready,
        Self::Later,
        Self::Done,
    ];

    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Dead => ("DEAD", "Failed for good"),
            Self::Running => ("RUNNING", "Running"),
            Self::Ready => ("READY", "Ready"),
            Self::Later => ("LATER", "Later"),
            Self::Done => ("DONE", "Done"),
        }
    }

    /// The stored name.
    pub fn name(self) -> &'static str {
        self.words().0
    }

    /// As people say it.
    pub fn label(self) -> &'static str {
        self.words().1
    }

    /// Reads a stored name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Does nothing happen to it any more by itself?
    pub fn is_over(self) -> bool {
        matches!(self, Self::Dead | Self::Done)
    }
}

/// Which jobs a page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// In this state.
    pub state: JobState,
    /// Of this kind; empty for all.
    pub kind: String,
    /// Where the page begins.
    pub after: String,
}

/// A job of the system; what it carries is nobody's business.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its id.
    pub id: QueuedJobId,
    /// What it does, as `area.verb`.
    pub kind: String,
    /// Of live jobs there is one with this key.
    pub key: Option<String>,
    /// For which organisation.
    pub tenant: Option<OrganisationId>,
    /// For which person.
    pub person: Option<PersonId>,
    /// The stored name of where it is.
    pub state: String,
    /// When it is due, or was.
    pub run_at: OffsetDateTime,
    /// How often it was tried.
    pub attempts: i32,
    /// How often it is tried at most.
    pub max_attempts: i32,
    /// What went wrong the last time.
    pub last_error: String,
    /// When it was asked for.
    pub created_at: OffsetDateTime,
    /// When it was done or given up.
    pub finished_at: Option<OffsetDateTime>,
}

impl Job {
    /// When it moves next, or moved last: what lists are in order of.
    pub fn moment(&self) -> OffsetDateTime {
        self.finished_at.unwrap_or(self.run_at)
    }

    /// Was it given up?
    pub fn is_dead(&self) -> bool {
        self.state == JobState::Dead.name()
    }

    /// Its row, for a cursor.
    pub fn uuid(&self) -> Uuid {
        self.id.0
    }
}

/// Something that recurs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// The kind of its jobs.
    pub name: String,
    /// When it comes next.
    pub next_at: OffsetDateTime,
    /// When it came last; `None` if it never did.
    pub last_at: Option<OffsetDateTime>,
}

/// A page about the queue.
#[derive(Debug, Clone)]
pub struct Overview {
    /// How many are where.
    pub counts: platform::jobs::Counts,
    /// The jobs of this page.
    pub jobs: kernel::page::Page<Job>,
}

/// What is done with a dead letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Tried again from the start.
    Retry,
    /// Thrown away.
    Discard,
}

impl Act {
    /// Every act.
    pub const ALL: [Self; 2] = [Self::Retry, Self::Discard];

    /// The stored name, what it is called, what follows.
    pub fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Retry => (
                "RETRY",
                "Retry",
                "It is tried again from the start, as often as a new one.",
            ),
            Self::Discard => (
                "DISCARD",
                "Discard",
                "It is gone, and what it was to do is never done.",
            ),
        }
    }

    /// Reads a stored name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.words().0 == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        for state in JobState::ALL {
            assert_eq!(JobState::from_name(state.name()), Some(state));
        }
        for act in Act::ALL {
            assert_eq!(Act::from_name(act.words().0), Some(act));
        }
    }
}
