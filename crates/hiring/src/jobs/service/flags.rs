//! What should make a writer think again before a job goes out.

use crate::jobs::model::{Content, JobView};
use kernel::id::JobId;
use moka::sync::Cache;
use platform::Services;
use std::sync::{Arc, LazyLock};
use text::advert::{Facts, Flag, Rules, Severity, read};
use time::Date;

/// Made once: the patterns take a while to compile. The tests of their crate use them all.
static RULES: LazyLock<Option<Rules>> = LazyLock::new(|| Rules::new().ok());

/// The red flags of a job, each with the words that raise it; `pay` is its pay as shown. The employer
/// is known, and a missing place is among the gaps already.
pub fn red_flags(services: &Services, job: &Content, pay: Option<&str>) -> Vec<Flag> {
    flags_on(job, pay, services.clock.now().date())
}

/// Flags of published jobs, by the version of the job and the day of reading: each is read once, not at every visit.
#[derive(Clone)]
pub struct ReaderFlags(Cache<(JobId, i32, Date), Arc<[Flag]>>);

/// Jobs whose flags are remembered at a time.
const REMEMBERED: u64 = 20_000;

impl ReaderFlags {
    /// Remembers nothing yet.
    pub fn new() -> Self {
        Self(Cache::new(REMEMBERED))
    }
}

impl Default for ReaderFlags {
    fn default() -> Self {
        Self::new()
    }
}

/// What the readers of a published job are told as well: the flags that are serious. What is a matter of style stays
/// between the list of words and the writer.
pub fn reader_flags(services: &Services, job: &JobView, pay: Option<&str>) -> Arc<[Flag]> {
    let today = services.clock.now().date();
    let read = || -> Arc<[Flag]> {
        let flags = flags_on(&job.content, pay, today).into_iter();
        flags
            .filter(|flag| flag.severity == Severity::Serious)
            .collect()
    };
    match services.part::<ReaderFlags>() {
        Some(known) => known.0.get_with((job.id, job.version, today), read),
        None => read(),
    }
}

fn flags_on(job: &Content, pay: Option<&str>, today: Date) -> Vec<Flag> {
    let pay = pay.unwrap_or_default();
    let text = format!("{}\n{}\n{pay}", job.title, job.description);
    let facts = Facts {
        employer: Some(true),
        place: Some(true),
        ..Facts::of_text(today)
    };
    flags_in(&text, &facts)
}

/// The red flags of any advert.
pub fn flags_in(text: &str, facts: &Facts) -> Vec<Flag> {
    let rules = RULES.as_ref();
    rules
        .map(|rules| read(text, facts, rules))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use text::advert::Code;
    use time::macros::date;

    #[test]
    fn the_words_and_the_pay_of_a_job_are_read() {
        let job = Content::draft(
            "Barista".to_owned(),
            "An unpaid trial shows us how you work.".to_owned(),
        );
        let codes = |pay| -> Vec<Code> {
            let flags = flags_on(&job, pay, date!(2026 - 11 - 21));
            flags.into_iter().map(|flag| flag.code).collect()
        };
        assert_eq!(codes(None), [Code::UnpaidTrial]);
        assert_eq!(
            codes(Some("£9.50–£13.20 an hour")),
            [Code::UnpaidTrial, Code::BelowMinimumWage]
        );
    }
}
