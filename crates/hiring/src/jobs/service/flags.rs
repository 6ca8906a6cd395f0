//! What should make a writer think again before a job goes out.

use crate::jobs::model::Content;
use platform::Services;
use std::sync::LazyLock;
use text::advert::{Facts, Flag, Rules, read};
use time::Date;

/// Made once: the patterns take a while to compile. The tests of their crate use them all.
static RULES: LazyLock<Option<Rules>> = LazyLock::new(|| Rules::new().ok());

/// The red flags of a job, each with the words that raise it; `pay` is its pay as shown. The employer
/// is known, and a missing place is among the gaps already.
pub fn red_flags(services: &Services, job: &Content, pay: Option<&str>) -> Vec<Flag> {
    flags_on(job, pay, services.clock.now().date())
}

fn flags_on(job: &Content, pay: Option<&str>, today: Date) -> Vec<Flag> {
    let pay = pay.unwrap_or_default();
    let text = format!("{}\n{}\n{pay}", job.title, job.description);
    let facts = Facts {
        employer: Some(true),
        place: Some(true),
        ..Facts::of_text(today)
    };
    RULES
        .as_ref()
        .map(|rules| read(&text, &facts, rules))
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
