//! Scores, ranked lists, weeks.

use crate::{
    Icon, MatchItem, MatchList, ReasonItem, Reasons, Ring, ScoreBreakdown, ScorePart, ScoreRing,
    Speaks, Tag, Text, Tone, WeekGrid, WeekStrip,
};
use kernel::week::Week;
use leptos::prelude::*;

/// A week of `hours` on each of `days` (0 = Monday).
pub fn hours(days: &[usize], hours: &str) -> Week {
    let mut week = Week::EMPTY;
    for &day in days {
        // Written in this file and shown on the page: a mistake would be seen there.
        let _ = week.add_day_text(day, hours);
    }
    week
}

pub fn parts() -> Vec<ScorePart> {
    [
        ("Skills", Some(94.0), Some(61.0), 13.2),
        ("Experience", Some(100.0), Some(70.0), 5.4),
        ("Availability", Some(100.0), Some(74.0), 3.9),
        ("Location", Some(100.0), Some(66.0), 4.1),
        ("Education", Some(65.0), Some(72.0), -0.6),
        ("Culture", None, None, 0.0),
    ]
    .map(|(label, score, usual, contribution)| ScorePart {
        label: label.to_owned(),
        score,
        usual,
        contribution,
    })
    .to_vec()
}

pub fn reasons() -> Vec<ReasonItem> {
    [
        (
            Speaks::For,
            "Operates a counterbalance forklift",
            "Licence verified, expires 14 Mar 2028",
            Some(7.1),
        ),
        (
            Speaks::For,
            "26 months in order picking",
            "Two dated jobs, one confirmed by its employer",
            Some(5.4),
        ),
        (
            Speaks::Against,
            "Level 2 certificate not stated",
            "Asked as nice to have",
            Some(-0.6),
        ),
        (
            Speaks::Unknown,
            "Work style not answered",
            "Neither helps nor harms",
            None,
        ),
    ]
    .map(|(speaks, text, evidence, points)| ReasonItem {
        speaks,
        text: text.to_owned(),
        evidence: evidence.into(),
        points,
    })
    .to_vec()
}

pub fn candidates() -> Vec<MatchItem> {
    let needed = hours(&[0, 1, 2, 3, 4], "07:00-15:00");
    let tag = |label: &str, tone: Tone| Tag::new(label).tone(tone);
    let mut items = Vec::new();
    let mut add = |score: i32,
                   name: &str,
                   text: &str,
                   tags: Vec<Tag>,
                   place: (&str, &str),
                   rate: &str,
                   week: Week| {
        let mut item = MatchItem::new(name, "/dev/ui", Some(score));
        item.rank = Some(items.len() as u64 + 1);
        item.text = text.into();
        item.tags = tags;
        item.place = (place.0.into(), place.1.into());
        item.pay = (rate.into(), "an hour".into());
        item.week = Some((week, Some(needed)));
        item.selected = items.is_empty();
        items.push(item);
    };
    let weekdays = needed;
    add(
        91,
        "Jane Mensah",
        "Forklift driver, 3 years at two distribution centres",
        vec![
            tag("Counterbalance licence", Tone::Good),
            tag("Available all week", Tone::Good),
        ],
        ("1.8 km", "12 min by bike"),
        "£12.00",
        weekdays,
    );
    add(
        85,
        "Tomasz Zieliński",
        "Picker and packer, night team lead",
        vec![
            tag("Team lead", Tone::Good),
            tag("Fridays from 11:00", Tone::Warn),
        ],
        ("4.2 km", "18 min by bus"),
        "£12.60",
        {
            let mut week = hours(&[0, 1, 2, 3, 6], "06:00-16:00");
            let _ = week.add_day_text(4, "11:00-15:00");
            week
        },
    );
    add(
        79,
        "Sana Iqbal",
        "Stock controller, 5 years in retail",
        vec![
            tag("Stock systems", Tone::Good),
            tag("Forklift not stated", Tone::Neutral),
        ],
        ("2.9 km", "15 min by bus"),
        "£12.90",
        weekdays,
    );
    add(
        64,
        "Declan Byrne",
        "Delivery driver, wants warehouse days",
        vec![
            tag("Starts at once", Tone::Good),
            tag("No warehouse experience", Tone::Warn),
            tag("Provisional", Tone::Neutral),
        ],
        ("6.7 km", "25 min by train"),
        "£12.20",
        hours(&[0, 2, 3, 4], "07:00-15:00"),
    );
    add(
        59,
        "Lucía Fernández",
        "Hospitality, 2 years, forklift course booked",
        vec![tag("Must-have missing: forklift", Tone::Warn)],
        ("3.1 km", "14 min by bike"),
        "£12.00",
        weekdays,
    );
    if let Some(item) = items.get_mut(3) {
        item.provisional = true;
    }
    items
}

pub fn score(_: &'static str) -> AnyView {
    view! {
        <div class="cluster">
            <ScoreRing score=91 size=Ring::Large />
            <ScoreRing score=79 />
            <ScoreRing score=59 />
            <ScoreRing score=31 />
            <ScoreRing score=64 provisional=true />
            <ScoreRing score=85 size=Ring::Small />
            <ScoreRing score=100 />
            <ScoreRing score=0 />
        </div>
        <ScoreBreakdown parts=parts()>
            "The mark on each bar is what is usual for this occupation. Confidence 92%. Formula 1.0. " <a href="/dev/ui">"How the score works"</a>
        </ScoreBreakdown>
        <Reasons items=reasons() />
    }
    .into_any()
}

pub fn list(_: &'static str) -> AnyView {
    let mut unscored = MatchItem::new("Stock counter", "/dev/ui", None);
    unscored.text = "Northgate Grocers · Hackney · 3.0 km".into();
    unscored.tags = vec![
        Tag::new("£13.10 an hour").tone(Tone::Accent),
        Tag::new("Sat 08:00–14:00"),
    ];
    view! {
        <MatchList label="Candidates" items=candidates().into_iter().take(3).collect() />
        <MatchList label="Jobs" items=vec![unscored] heads=["Fit", "Job", "", "", ""] />
    }
    .into_any()
}

pub fn week(_: &'static str) -> AnyView {
    let needed = hours(&[0, 1, 2, 3, 4], "07:00-15:00");
    let mut can = hours(&[0, 1, 2, 3], "06:00-16:00");
    let _ = can.add_day_text(4, "11:00-15:00");
    let _ = can.add_day_text(6, "22:00-06:00");
    view! {
        <div class="cluster">
            <WeekStrip week=can needed=Some(needed) />
            <WeekStrip week=can />
            <WeekStrip week=Week::EMPTY />
        </div>
        <WeekGrid week=can needed=Some(needed) caption="Hours Jane can work, against what the job needs" />
        <WeekGrid week=can caption="Hours Jane can work" />
    }
    .into_any()
}

/// A tag list of skills, as a profile shows them.
pub fn skills() -> Vec<Tag> {
    vec![
        Tag::new("Forklift truck")
            .detail("Expert · 3 years")
            .icon(Icon::Shield)
            .tone(Tone::Good),
        Tag::new("Order picking").detail("Skilled"),
        Tag::new("Stock systems").detail(Text::default()),
    ]
}
