//! A job in short words.

use crate::jobs::model::{Content, JobStatus, JobView, LEVELS, Pay, PayKind, SkillAsked, WorkMode};
use kernel::AppError;
use kernel::id::JobId;
use kernel::money::Money;
use kernel::week::{DAYS, SLOTS_PER_DAY, Week, clock};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use ui::format::{self, Per};
use ui::{Tag, Tone};

/// The job of the address.
pub fn job_param() -> Result<JobId, AppError> {
    use_params_map()
        .get_untracked()
        .get_str("id")
        .and_then(|id| id.parse().ok())
        .ok_or(AppError::NotFound)
}

/// `£12.50–£13.20 an hour`, `Unpaid`; `None` if it does not say.
pub fn pay_line(pay: &Pay) -> Option<String> {
    let per = match pay.kind {
        PayKind::Hourly => Per::Hour,
        PayKind::Daily => Per::Day,
        PayKind::Salary => Per::Year,
        PayKind::Fixed => Per::Job,
        PayKind::Unpaid => return Some("Unpaid".to_owned()),
    };
    let money = |minor: Option<i64>| minor.map(|minor| Money::new(minor, pay.currency));
    format::pay(money(pay.min), money(pay.max), per)
}

/// `Shoreditch, E1 6`, `Hybrid, Leeds`, `Remote`; empty if it does not say.
pub fn place_line(mode: WorkMode, place: &str) -> String {
    match (mode, place) {
        (WorkMode::OnSite, place) => place.to_owned(),
        (mode, "") => mode.label().to_owned(),
        (mode, place) => format!("{}, {place}", mode.label()),
    }
}

/// `Mon–Fri 07:00–15:00, Sun 22:00–06:00`: days with the same hours are joined, and a night belongs to the
/// day it begins on.
pub fn hours_line(week: &Week) -> String {
    let mut parts: Vec<(usize, usize, String)> = Vec::new();
    for (day, text) in day_texts(week).into_iter().enumerate() {
        match parts.last_mut() {
            Some((_, last, same)) if *last + 1 == day && *same == text => *last = day,
            _ if text.is_empty() => {}
            _ => parts.push((day, day, text)),
        }
    }
    let short = |day: usize| &DAYS[day][..3];
    let line = |(first, last, text): (usize, usize, String)| match last - first {
        0 => format!("{} {text}", short(first)),
        _ => format!("{}–{} {text}", short(first), short(last)),
    };
    parts.into_iter().map(line).collect::<Vec<_>>().join("; ")
}

/// The hours of each day, those that run past midnight in one piece with the evening before. Hours that run on for
/// more than a day are told day by day.
fn day_texts(week: &Week) -> [String; 7] {
    let next = |day: usize| (day + 1) % DAYS.len();
    let ranges: Vec<Vec<(usize, usize)>> = (0..DAYS.len()).map(|day| week.ranges_on(day)).collect();
    let night = |day: usize| {
        let evening = ranges[day]
            .last()
            .copied()
            .filter(|(from, to)| *from > 0 && *to == SLOTS_PER_DAY)?;
        let morning = ranges[next(day)]
            .first()
            .copied()
            .filter(|(from, to)| *from == 0 && *to < SLOTS_PER_DAY && *to <= evening.0)?;
        Some((evening.0, morning.1))
    };
    std::array::from_fn(|day| {
        let mut mine = ranges[day].clone();
        if night((day + DAYS.len() - 1) % DAYS.len()).is_some() {
            mine.remove(0);
        }
        if let Some(whole) = night(day) {
            mine.pop();
            mine.push(whole);
        }
        mine.into_iter()
            .map(|(from, to)| format!("{}–{}", clock(from), clock(to)))
            .collect::<Vec<_>>()
            .join(", ")
    })
}

/// The first day, and the last one if there is one.
pub fn dates_line(content: &Content) -> Option<String> {
    match (content.starts_on, content.ends_on) {
        (None, None) => None,
        (Some(start), None) => Some(format!("Starts {}", format::day(start))),
        (Some(start), Some(end)) => {
            Some(format!("{} to {}", format::date(start), format::date(end)))
        }
        (None, Some(end)) => Some(format!("Until {}", format::date(end))),
    }
}

/// `1 of 4 places filled`.
pub fn places_line(job: &JobView) -> String {
    let places = if job.content.headcount == 1 {
        "place"
    } else {
        "places"
    };
    format!(
        "{} of {} {places} filled",
        job.filled, job.content.headcount
    )
}

/// `2 years of related work`.
pub fn experience_line(months: u16) -> String {
    format!("{} of related work", people::dates::months_text(months))
}

/// The colour of a state.
pub fn status_tone(status: JobStatus) -> Tone {
    match status {
        JobStatus::Draft => Tone::Neutral,
        JobStatus::Active => Tone::Good,
        JobStatus::Filled => Tone::Info,
        JobStatus::Closed => Tone::Bad,
    }
}

/// A skill asked, as a tag.
pub fn skill_tag(skill: &SkillAsked, tone: Tone) -> Tag {
    let level = skill
        .level
        .and_then(|level| LEVELS.get(usize::from(level)).copied());
    Tag::new(capital(&skill.label))
        .detail(level)
        .tone(tone)
        .href(format!("/jobs?skill={}", skill.skill))
}

/// Labels of the taxonomy are in small letters; what stands alone begins with a capital.
pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_with_the_same_hours_are_joined() {
        let mut week = Week::EMPTY;
        for day in [0, 1, 2, 4] {
            week.add_day_text(day, "07:00-15:00").unwrap();
        }
        week.add_day_text(6, "22:00-24:00").unwrap();
        assert_eq!(
            hours_line(&week),
            "Mon–Wed 07:00–15:00; Fri 07:00–15:00; Sun 22:00–24:00"
        );
        assert_eq!(hours_line(&Week::EMPTY), "");
        assert_eq!(hours_line(&Week::full()), "Mon–Sun 00:00–24:00");
    }

    #[test]
    fn a_night_belongs_to_the_day_it_begins_on() {
        let mut week = Week::EMPTY;
        for day in [4, 5, 6] {
            week.add_day_text(day, "12:00-13:00, 22:00-06:00").unwrap();
        }
        assert_eq!(hours_line(&week), "Fri–Sun 12:00–13:00, 22:00–06:00");
    }
}
