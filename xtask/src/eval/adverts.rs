//! How often the red flags are raised on ordinary adverts.

use super::Result;
use super::files::Files;
use super::report::{Report, Wanted};
use super::spans;
use std::collections::BTreeMap;
use text::advert::{Facts, Rules, read};
use time::macros::date;

/// The most that may be false alarms. Nobody has checked these adverts: every flag counts as one.
const MOST: f64 = 0.05;

pub fn run(files: &Files, report: &mut Report) -> Result<()> {
    let rules = Rules::new()?;
    // The adverts are of 2021 and 2022; what they ask of new technologies is judged by that.
    let facts = Facts::of_text(date!(2022 - 01 - 01));
    for part in ["train", "dev"] {
        let mut adverts: BTreeMap<String, String> = BTreeMap::new();
        for (advert, sentence) in spans::examples(files, part)? {
            let text = adverts.entry(advert).or_default();
            text.push_str(&sentence.text);
            text.push('\n');
        }
        let mut flagged = 0;
        for (name, text) in &adverts {
            let flags = read(text, &facts, &rules);
            flagged += usize::from(!flags.is_empty());
            for flag in flags {
                println!(
                    "  {part} {name}: {} {}",
                    flag.code.name(),
                    flag.quote.unwrap_or_default()
                );
            }
        }
        let share = flagged as f64 / adverts.len() as f64;
        let set = format!(
            "SkillSpan {part}: {} whole adverts, as they are",
            adverts.len()
        );
        report.add(
            "adverts",
            "adverts with any red flag",
            share,
            &Wanted::AtMost(MOST),
            &set,
        );
    }
    Ok(())
}
