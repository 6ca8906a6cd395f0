//! What is thrown away, when and why: the one table. A schedule applies it, and each time leaves a line.

use super::store::{self, Run};
use kernel::Result;
use platform::Services;
use platform::jobs::{Completed, JobError, Running};
use time::Duration;

/// A rule.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Its name in the lines; what it throws away stands in `retention_apply`.
    pub name: &'static str,
    /// What.
    pub what: &'static str,
    /// How long it is kept.
    pub kept: Duration,
    /// From when that counts.
    pub from: &'static str,
    /// Why so long, and no longer.
    pub why: &'static str,
}

/// Every rule.
pub const RULES: [Rule; 6] = [
    Rule {
        name: "copies_of_data",
        what: "Copies of your data, packed for you",
        kept: super::model::COPY_LASTS,
        from: "since it was ready",
        why: "Long enough to fetch it; a copy of everything should not lie about",
    },
    Rule {
        name: "security_activity",
        what: "Security activity of accounts, with addresses and browsers",
        kept: Duration::days(400),
        from: "since it happened",
        why: "A break-in is often noticed late; after a year it can hardly be followed",
    },
    Rule {
        name: "visits",
        what: "Who of our staff asked to look at Kinwork as you see it, and why",
        kept: Duration::days(400),
        from: "since it ended, or was asked and never answered",
        why: "As long as your security activity, which has the pages that were looked at",
    },
    Rule {
        name: "appeals",
        what: "Appeals against suspensions",
        kept: Duration::days(730),
        from: "since the answer",
        why: "So that a second decision knows the first",
    },
    Rule {
        name: "invitations",
        what: "Invitations to organisations, with the address they went to",
        kept: Duration::days(365),
        from: "since accepted, taken back or run out",
        why: "So that an organisation can see whom it asked; the trail keeps that it did",
    },
    Rule {
        name: "retention_lines",
        what: "The lines on this page",
        kept: Duration::days(730),
        from: "since it was written",
        why: "Two years show whether the rules are kept",
    },
];

/// What is thrown away as soon as its time is over, without a line: what, how long, why.
pub const SWEPT: [(&str, &str, &str); 9] = [
    (
        "Sessions",
        "7 days, 2 without use",
        "Then one signs in again",
    ),
    (
        "Tokens of apps",
        "Until they run out",
        "Then the app signs in again",
    ),
    (
        "Failed sign-ins, by address and account",
        "1 day",
        "To stop guessing",
    ),
    (
        "Forms that were refused",
        "1 day",
        "So that nothing typed is lost",
    ),
    (
        "Text of mail",
        "Until it is sent",
        "It may hold links that let somebody in",
    ),
    (
        "That a mail was sent",
        "30 days",
        "To see what became of it",
    ),
    (
        "Work in the background",
        "7 days, 30 if it failed",
        "To see what became of it",
    ),
    (
        "What open pages were told",
        "7 days",
        "For browsers that were away",
    ),
    (
        "Deleted organisations",
        "30 days",
        "So that an owner can bring them back",
    ),
];

/// How many lines the page shows.
const SHOWN: i64 = 60;

/// The latest lines. Everybody may read them.
///
/// # Errors
/// `Internal`.
pub async fn runs(services: &Services) -> Result<Vec<Run>> {
    store::runs(services.db.pool(), SHOWN).await
}

/// Applies every rule. For the schedule.
///
/// # Errors
/// `Retry`.
pub async fn apply(job: Running) -> Result<Completed, JobError> {
    let now = job.services.clock.now();
    let mut tx = job.begin().await?;
    for rule in RULES {
        let line = job.services.new_id();
        let removed = store::apply(&mut tx, line, rule.name, now - rule.kept, now).await?;
        tracing::info!(rule = rule.name, removed, "retention");
    }
    job.complete(tx).await
}
