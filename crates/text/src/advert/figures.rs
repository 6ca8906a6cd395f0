//! Flags that are a matter of figures: pay, hours and years.

use super::{Code, Facts, Flag};
use crate::token::sentences;
use regex::{Captures, Regex};
use std::ops::Range;
use time::Date;
use time::macros::format_description;

const WAGES: &str = include_str!("wages.tsv");
const TECHNOLOGIES: &str = include_str!("technologies.tsv");

/// Pay in pounds: from, to, and for what.
const PAY: &str = r"(?i)£\s?(?P<from>\d[\d,]*(?:\.\d+)?)\s?(?P<fromk>k\b)?(?:\s?(?:-|–|—|to)\s?£?\s?(?P<to>\d[\d,]*(?:\.\d+)?)\s?(?P<tok>k\b)?)?(?:\s?(?:gross|basic))?\s?(?:(?P<hour>(?:an|per|/)\s?(?:hour|hr)\b|hourly\b|p\.?h\b)|(?P<week>(?:a|per|/)\s?week\b|weekly\b|p\.?w\b)|(?P<year>(?:a|per|/)\s?(?:annum|year)\b|annually\b|p\.?a\b)|(?P<other>(?:a|per|/)\s?(?:day|month|shift|night|delivery|drop|mile)\b|daily\b|monthly\b))?";
/// What is not the pay of the work.
const NOT_PAY: &str = r"(?i)\b(?:bonus(?:es)?|allowance|extra|supplement|premium|uplift|on top|discount|enhancement|vouchers?|expenses|budget|referral|contribution|fees?|revenue|turnover|funding|save|savings|worth|deposit|more|increase|customers?|clients?|tips)\b";
/// Hours of a week or of a shift.
const HOURS: &str = r"(?i)\b(?:\d{1,3}\s?(?:-|–|to)\s?)?(?P<hours>\d{1,3}(?:\.\d)?)\+?[ -]?(?:hours?|hrs?)[ -]?(?:(?P<week>(?:a|per|each|every|/)\s?week\b|weekly\b|weeks?\b|p\.?w\b)|(?P<shift>(?:long )?shifts?\b|(?:a|per|each|every|/)\s?(?:day|shift)\b|days?\b))";
/// Hours of something else.
const NOT_HOURS: &str = r"(?i)\b(?:opt(?:ed|ing)?[ -](?:out|in)|on[ -]call|sleep[ -]?ins?|live-in|support|cover(?:age)?|response|open(?:ing)?|available|availability|turnaround|notice|within|battery|video|content|deliver(?:y|ed)|monitoring|never|not|no more than|customers?|trading)\b";
/// Years of work with something.
const YEARS: &str = r"(?i)\b(?:(?P<least>\d{1,2})\s?(?:-|–|to)\s?)?(?P<years>\d{1,3})\s?\+?\s?(?:or more )?years?['’]?\+?(?P<rest>[^.;\n]{0,90})";
/// Somebody is asked for them.
const ASKED: &str = r"(?i)\b(?:you|your|candidates?|applicants?|must|minimum|at least|required?|requirements?|essential|need|seeking|looking for)\b";
/// It is the company that has them.
const OURS: &str = r"(?i)\b(?:we|our|us|company|companies|founded|established|heritage|history|team|business|since|ago|old|aged?)\b";
/// For somebody who is to begin.
const BEGINS: &str = r"(?i)\b(?:entry[ -]level|no (?:prior |previous )?experience (?:is )?(?:needed|required|necessary)|school leavers?|graduate (?:role|position|scheme|programme)|trainee|apprentice(?:ship)?)\b";
const APPRENTICE: &str = r"(?i)\bapprentice(?:ship)?\b";
const FULL_TIME: &str = r"(?i)\bfull[ -]time\b";

/// Weeks of a year.
const WEEKS: f64 = 52.0;
/// Hours of a week of full-time work, where the advert has no figure: the fewest that go by that name.
const FULL_WEEK: f64 = 35.0;
/// The end of a range may be so many times its beginning.
const WIDEST: f64 = 4.0;
/// Pay this many times beyond what is usual is far from it.
const FAR: f64 = 1.5;
/// Hours of a week the law has in mind.
const WEEK: f64 = 48.0;
/// Longest shift that leaves 11 hours of a day.
const SHIFT: f64 = 13.0;
/// Years of work that a person may have behind them.
const CAREER: i32 = 40;
/// Years that are too many for somebody who is to begin.
const BEGINNER: i32 = 5;

/// The patterns, ready to be used.
#[derive(Debug)]
pub(super) struct Figures {
    pay: Regex,
    not_pay: Regex,
    hours: Regex,
    not_hours: Regex,
    years: Regex,
    asked: Regex,
    ours: Regex,
    begins: Regex,
    apprentice: Regex,
    full_time: Regex,
    /// Name as a pattern, and the year it came out.
    technologies: Vec<(Regex, i32)>,
}

/// A sentence and where it begins.
struct Part<'a> {
    written: &'a str,
    start: usize,
}

impl Part<'_> {
    fn whole(&self, found: &Captures<'_>) -> Range<usize> {
        found
            .get(0)
            .map_or(0..0, |all| self.start + all.start()..self.start + all.end())
    }
}

impl Figures {
    pub fn new() -> Result<Self, regex::Error> {
        let technologies = TECHNOLOGIES
            .lines()
            .filter_map(|line| line.split_once('\t'))
            .filter_map(|(name, year)| Some((name, year.parse().ok()?)))
            .map(|(name, year)| {
                Ok((
                    Regex::new(&format!(r"(?i)(?:^|\W){}(?:$|\W)", regex::escape(name)))?,
                    year,
                ))
            })
            .collect::<Result<_, regex::Error>>()?;
        Ok(Self {
            pay: Regex::new(PAY)?,
            not_pay: Regex::new(NOT_PAY)?,
            hours: Regex::new(HOURS)?,
            not_hours: Regex::new(NOT_HOURS)?,
            years: Regex::new(YEARS)?,
            asked: Regex::new(ASKED)?,
            ours: Regex::new(OURS)?,
            begins: Regex::new(BEGINS)?,
            apprentice: Regex::new(APPRENTICE)?,
            full_time: Regex::new(FULL_TIME)?,
            technologies,
        })
    }

    pub fn read(&self, text: &str, facts: &Facts) -> Vec<Flag> {
        let sentences = sentences(text);
        let parts: Vec<Part<'_>> = sentences
            .iter()
            .map(|sentence| Part {
                written: &text[sentence.span.clone()],
                start: sentence.span.start,
            })
            .collect();
        let week = self
            .week(&parts)
            .or(self.full_time.is_match(text).then_some(FULL_WEEK));
        let least = least_wage(facts.today, self.apprentice.is_match(text));
        let mut flags = Vec::new();
        for part in &parts {
            if !self.not_pay.is_match(part.written) {
                let found = self.pay.captures_iter(part.written);
                flags.extend(found.filter_map(|found| {
                    judge_pay(&found, week, least, facts)
                        .map(|code| code.at(text, part.whole(&found)))
                }));
            }
            if !self.not_hours.is_match(part.written) {
                let long = |found: &Captures<'_>| self.is_long(found);
                let found = self.hours.captures_iter(part.written).filter(long);
                flags.extend(found.map(|found| Code::ExcessiveHours.at(text, part.whole(&found))));
            }
            let found = self.years.captures_iter(part.written);
            let impossible =
                found.filter(|found| self.is_impossible(found, part.written, text, facts.today));
            flags.extend(
                impossible.map(|found| Code::ImpossibleExperience.at(text, part.whole(&found))),
            );
        }
        flags
    }

    /// Hours of a week, where the advert says.
    fn week(&self, parts: &[Part<'_>]) -> Option<f64> {
        let first = |part: &Part<'_>| {
            let found = self
                .hours
                .captures_iter(part.written)
                .find(|found| found.name("week").is_some())?;
            amount(&found, "hours")
        };
        parts
            .iter()
            .find_map(first)
            .filter(|hours| (1.0..=100.0).contains(hours))
    }

    fn is_long(&self, found: &Captures<'_>) -> bool {
        let hours = amount(found, "hours").unwrap_or_default();
        match (found.name("week"), found.name("shift")) {
            (Some(_), _) => hours > WEEK && hours <= 168.0,
            (_, Some(_)) => hours > SHIFT && hours < 24.0,
            _ => false,
        }
    }

    /// Nobody has worked so long, or not with that, or the work is for beginners.
    fn is_impossible(&self, found: &Captures<'_>, sentence: &str, text: &str, today: Date) -> bool {
        let number = |name: &str| {
            found
                .name(name)
                .and_then(|years| years.as_str().parse::<i32>().ok())
        };
        let (Some(years), rest) = (
            number("least").or(number("years")),
            found.name("rest").map_or("", |rest| rest.as_str()),
        ) else {
            return false;
        };
        if !rest.to_lowercase().contains("experience") || self.ours.is_match(sentence) {
            return false;
        }
        let too_young =
            |(name, year): &(Regex, i32)| name.is_match(rest) && years > today.year() - year;
        // `10 years of experience in software, some of it with Docker` asks ten years of software.
        let near = rest.split([',', '(']).next().unwrap_or(rest);
        let short = near.split_whitespace().count() <= 8;
        let tool = short
            && self
                .technologies
                .iter()
                .any(|technology| too_young(technology) && technology.0.is_match(near));
        let title = text.lines().next().unwrap_or_default();
        let beginner =
            years >= BEGINNER && (self.begins.is_match(title) || self.begins.is_match(sentence));
        tool || beginner || (years > CAREER && self.asked.is_match(sentence))
    }
}

/// What is wrong with pay, if anything is.
fn judge_pay(
    found: &Captures<'_>,
    week: Option<f64>,
    least: Option<f64>,
    facts: &Facts,
) -> Option<Code> {
    let thousands = |mark: &str| found.name(mark).map_or(1.0, |_| 1_000.0);
    let mut from = amount(found, "from")? * thousands("fromk");
    let to = amount(found, "to").map(|to| to * thousands("tok"));
    // `£30-35k`.
    if found.name("tok").is_some() && found.name("fromk").is_none() && from < 1_000.0 {
        from *= 1_000.0;
    }
    let yearly = found.name("year").is_some() || (no_unit(found) && from >= 10_000.0);
    let hourly = |pay: f64| {
        if found.name("hour").is_some() {
            Some(pay)
        } else if yearly {
            week.map(|week| pay / WEEKS / week)
        } else if found.name("week").is_some() {
            week.map(|week| pay / week)
        } else {
            None
        }
    };
    if to.is_some_and(|to| from > 0.0 && (to < from || to > from * WIDEST))
        && (yearly || found.name("hour").is_some())
    {
        return Some(Code::ImpossiblePay);
    }
    let hour = hourly(from)?;
    if least.is_some_and(|least| hour + 0.005 < least) {
        return Some(Code::BelowMinimumWage);
    }
    let (low, high) = facts.usual_minor?;
    let best = hourly(to.unwrap_or(from))?;
    let far = best * FAR < f64::from(low) / 100.0 || hour > FAR * f64::from(high) / 100.0;
    far.then_some(Code::UnusualPay)
}

fn no_unit(found: &Captures<'_>) -> bool {
    ["hour", "week", "year", "other"]
        .iter()
        .all(|unit| found.name(unit).is_none())
}

fn amount(found: &Captures<'_>, name: &str) -> Option<f64> {
    found.name(name)?.as_str().replace(',', "").parse().ok()
}

/// The least pay an hour in pounds on a day. Where the rates of the day are not in the list yet, those of the day before count:
/// they have never fallen, so nobody is accused in error. Before the first line nothing is known.
fn least_wage(today: Date, apprentice: bool) -> Option<f64> {
    let rates = wages();
    let held = rates.iter().rev().find(|rate| rate.from <= today)?;
    let pence = if apprentice {
        held.apprentices
    } else {
        held.all
    };
    Some(f64::from(pence) / 100.0)
}

/// A line of the list of minimum wages.
#[derive(Debug, PartialEq)]
struct Rate {
    from: Date,
    /// The last day; rates are known for a year.
    until: Date,
    /// Pence.
    all: u32,
    apprentices: u32,
    source: &'static str,
}

fn wages() -> Vec<Rate> {
    let format = format_description!("[year]-[month]-[day]");
    let day = |text| Date::parse(text, format).ok();
    let lines = WAGES.lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| {
            let fields: Vec<&'static str> = line.split('\t').collect();
            let [from, until, all, apprentices, source] = fields[..] else {
                return None;
            };
            Some(Rate {
                from: day(from)?,
                until: day(until)?,
                all: all.parse().ok()?,
                apprentices: apprentices.parse().ok()?,
                source,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn each_line_of_wages_is_whole_has_its_source_and_follows_on_the_one_before() {
        let rates = wages();
        let written = WAGES.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(rates.len(), written);
        for rate in &rates {
            assert!(rate.from < rate.until && rate.apprentices < rate.all);
            assert!(rate.source.starts_with("https://"), "{rate:?}");
        }
        for pair in rates.windows(2) {
            assert_eq!(pair[0].until.next_day(), Some(pair[1].from));
            // Else the rates of the year before would be no lower bound where a line is missing.
            assert!(pair[0].all <= pair[1].all && pair[0].apprentices <= pair[1].apprentices);
        }
    }

    #[test]
    fn the_day_of_reading_decides_which_wage_counts() {
        let on = |day| (least_wage(day, false), least_wage(day, true));
        assert_eq!(on(date!(2023 - 03 - 31)), (None, None));
        assert_eq!(on(date!(2026 - 03 - 31)), (Some(12.21), Some(7.55)));
        assert_eq!(on(date!(2026 - 04 - 01)), (Some(12.71), Some(8.0)));
        assert_eq!(on(date!(2031 - 01 - 01)), (Some(12.71), Some(8.0)));
    }
}
