//! What a job says: everything its wizard edits, and what changed between two versions of it.

use super::words::{Category, Importance, PayKind, Seniority};
use kernel::geo::Point;
use kernel::money::{Currency, Money};
use kernel::week::{DAYS, Week};
use people::model::{Document, LEVELS, WorkMode, WorkType, qualification};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use time::Date;

/// Least and most of the six weights, in whole points of a hundred; the order is that of the formula:
/// skills, experience, availability, location, education, work style.
pub const WEIGHT_LIMITS: [(&str, u16, u16, u16); 6] = [
    ("Skills", 20, 60, 40),
    ("Experience", 5, 35, 18),
    ("Availability", 0, 30, 15),
    ("Location", 0, 30, 12),
    ("Education", 0, 20, 8),
    ("Work style", 0, 15, 7),
];

/// A skill a job asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkillAsked {
    /// Taxonomy id.
    pub skill: i32,
    /// Its name.
    pub label: String,
    /// Must, should or nice.
    pub importance: Importance,
    /// 0 to 4; `None` asks for no level.
    pub level: Option<u8>,
}

/// Where it is.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Place {
    /// As shown: `Shoreditch, E1 6`; empty if nowhere.
    pub text: String,
    /// The point it was resolved to.
    pub point: Option<Point>,
}

/// What it pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pay {
    /// For what.
    pub kind: PayKind,
    /// Least.
    pub min: Option<i64>,
    /// Most.
    pub max: Option<i64>,
    /// Their currency; the amounts are in its minor units.
    pub currency: Currency,
}

impl Pay {
    /// Least and most as money, the same twice if there is one figure, `None` if there is none.
    pub fn range(&self) -> Option<(Money, Money)> {
        let low = self.min.or(self.max)?;
        let high = self.max.or(self.min)?;
        (self.kind != PayKind::Unpaid).then(|| {
            (
                Money::new(low, self.currency),
                Money::new(high, self.currency),
            )
        })
    }
}

/// All that is edited.
#[derive(Debug, Clone, PartialEq)]
pub struct Content {
    /// Title.
    pub title: String,
    /// Description, plain text.
    pub description: String,
    /// Type.
    pub kind: WorkType,
    /// Field of work.
    pub category: Category,
    /// Seniority, if said.
    pub seniority: Option<Seniority>,
    /// Occupation: taxonomy id and name.
    pub occupation: Option<(i32, String)>,
    /// Mode.
    pub mode: WorkMode,
    /// Place.
    pub place: Place,
    /// From how far people usually come.
    pub radius_km: u16,
    /// Pay.
    pub pay: Pay,
    /// How many people are wanted.
    pub headcount: u16,
    /// First day.
    pub starts_on: Option<Date>,
    /// Last day.
    pub ends_on: Option<Date>,
    /// Hours of the week; `None` if the job does not say.
    pub pattern: Option<Week>,
    /// European Qualifications Framework level.
    pub education: Option<u8>,
    /// Months of related experience.
    pub experience_months: Option<u16>,
    /// Documents asked.
    pub documents: Vec<Document>,
    /// The team's answers to the work-style questions.
    pub styles: Option<[i8; 8]>,
    /// The employer's bar, whole points.
    pub fit_threshold: Option<u8>,
    /// Weights of its own, in ten-thousandths.
    pub weights: Option<[u16; 6]>,
    /// Skills asked, the most important first.
    pub skills: Vec<SkillAsked>,
}

impl Content {
    /// A job of which only this is known.
    pub fn draft(title: String, description: String) -> Self {
        Self {
            title,
            description,
            kind: WorkType::FullTime,
            category: Category::Other,
            seniority: None,
            occupation: None,
            mode: WorkMode::OnSite,
            place: Place::default(),
            radius_km: 25,
            pay: Pay {
                kind: PayKind::Hourly,
                min: None,
                max: None,
                currency: Currency::Gbp,
            },
            headcount: 1,
            starts_on: None,
            ends_on: None,
            pattern: None,
            education: None,
            experience_months: None,
            documents: Vec::new(),
            styles: None,
            fit_threshold: None,
            weights: None,
            skills: Vec::new(),
        }
    }

    /// Is it anywhere, or wherever one likes?
    pub fn has_place(&self) -> bool {
        self.mode != WorkMode::Remote
    }

    /// Every field with its name in words and its value as text, for the history.
    fn facts(&self) -> BTreeMap<&'static str, String> {
        let documents: Vec<&str> = self.documents.iter().map(|d| d.label()).collect();
        let skills: Vec<String> = self.skills.iter().map(skill_text).collect();
        BTreeMap::from([
            ("Title", self.title.clone()),
            ("Description", self.description.clone()),
            ("Type", self.kind.label().to_owned()),
            ("Category", self.category.label().to_owned()),
            (
                "Seniority",
                self.seniority.map_or("", Seniority::label).to_owned(),
            ),
            (
                "Occupation",
                self.occupation
                    .as_ref()
                    .map_or_else(String::new, |(_, label)| label.clone()),
            ),
            ("Where", self.mode.label().to_owned()),
            ("Place", self.place.text.clone()),
            ("Radius", format!("{} km", self.radius_km)),
            ("Pay", pay_text(&self.pay)),
            ("Places", self.headcount.to_string()),
            (
                "First day",
                self.starts_on.map_or_else(String::new, |d| d.to_string()),
            ),
            (
                "Last day",
                self.ends_on.map_or_else(String::new, |d| d.to_string()),
            ),
            (
                "Weekly hours",
                self.pattern.as_ref().map_or_else(String::new, week_text),
            ),
            (
                "Education",
                self.education
                    .and_then(qualification)
                    .unwrap_or_default()
                    .to_owned(),
            ),
            (
                "Experience",
                self.experience_months
                    .map_or_else(String::new, |m| format!("{m} months")),
            ),
            ("Documents", documents.join(", ")),
            (
                "Team style",
                self.styles
                    .map_or_else(String::new, |s| s.map(|v| v.to_string()).join(", ")),
            ),
            (
                "Fit threshold",
                self.fit_threshold
                    .map_or_else(String::new, |t| t.to_string()),
            ),
            (
                "Weights",
                self.weights.map_or_else(String::new, |w| {
                    w.map(|v| format!("{}%", v / 100)).join(", ")
                }),
            ),
            ("Skills", skills.join("; ")),
        ])
    }
}

fn skill_text(skill: &SkillAsked) -> String {
    let level = skill
        .level
        .and_then(|l| LEVELS.get(usize::from(l)))
        .map_or_else(String::new, |l| format!(", {}", l.to_lowercase()));
    format!(
        "{} ({}{level})",
        skill.label,
        skill.importance.label().to_lowercase()
    )
}

/// For the history alone; pages show money through `ui`.
fn pay_text(pay: &Pay) -> String {
    let amount = |m: Money| {
        format!(
            "{} {}.{:02}",
            m.currency.code(),
            m.minor / 100,
            m.minor % 100
        )
    };
    match pay.range() {
        None => {
            if pay.kind == PayKind::Unpaid {
                "Unpaid".to_owned()
            } else {
                String::new()
            }
        }
        Some((low, high)) if low == high => format!("{} {}", amount(low), pay.kind.per()),
        Some((low, high)) => format!("{} to {} {}", amount(low), amount(high), pay.kind.per()),
    }
}

fn week_text(week: &Week) -> String {
    let days = (0..7).filter(|&day| week.count_on(day) > 0);
    days.map(|day| format!("{} {}", &DAYS[day][..3], week.day_text(day)))
        .collect::<Vec<_>>()
        .join("; ")
}

/// One field of an edit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// The field in words.
    pub field: String,
    /// As it was.
    pub before: String,
    /// As it became.
    pub after: String,
}

/// What differs between two versions, by field; empty if they say the same.
pub fn diff(before: &Content, after: &Content) -> BTreeMap<String, [String; 2]> {
    let mut old = before.facts();
    let changed = after.facts().into_iter().filter_map(|(field, new)| {
        let was = old.remove(field).unwrap_or_default();
        (was != new).then(|| (field.to_owned(), [was, new]))
    });
    changed.collect()
}

/// Pay brought to the hour in minor units: a day is 8 hours, a year 52 weeks of the hours the job
/// asks, 37.5 if it does not say. `None` for work paid as a whole, unpaid or unsaid.
pub fn hourly(pay: &Pay, pattern: Option<&Week>) -> Option<(i64, i64)> {
    let (low, high) = pay.range()?;
    let half_hours = match pay.kind {
        PayKind::Hourly => 2,
        PayKind::Daily => 16,
        PayKind::Salary => {
            52 * pattern
                .map(Week::count)
                .filter(|&n| n > 0)
                .map_or(75, i64::from)
        }
        PayKind::Fixed | PayKind::Unpaid => return None,
    };
    let to_hour = |minor: i64| (minor * 2 + half_hours / 2) / half_hours;
    Some((to_hour(low.minor), to_hour(high.minor)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn job() -> Content {
        Content::draft("Warehouse operative".into(), "Picks and packs.".into())
    }

    #[test]
    fn a_change_names_its_field_with_both_values() {
        let before = job();
        let mut after = job();
        after.headcount = 4;
        after.pay.min = Some(1250);
        after.pay.max = Some(1320);
        let changes = diff(&before, &after);
        assert_eq!(changes.keys().collect::<Vec<_>>(), ["Pay", "Places"]);
        assert_eq!(changes["Places"], ["1", "4"]);
        assert_eq!(changes["Pay"][1], "GBP 12.50 to GBP 13.20 an hour");
        assert!(diff(&after, &after).is_empty());
    }

    #[test]
    fn pay_comes_down_to_the_hour() {
        let pay = |kind, minor| Pay {
            kind,
            min: Some(minor),
            max: None,
            currency: Currency::Gbp,
        };
        assert_eq!(
            hourly(&pay(PayKind::Hourly, 1250), None),
            Some((1250, 1250))
        );
        assert_eq!(
            hourly(&pay(PayKind::Daily, 12_000), None),
            Some((1500, 1500))
        );
        assert_eq!(
            hourly(&pay(PayKind::Salary, 3_900_000), None),
            Some((2000, 2000))
        );
        assert_eq!(hourly(&pay(PayKind::Fixed, 100), None), None);
        assert_eq!(hourly(&pay(PayKind::Unpaid, 100), None), None);
    }

    #[test]
    fn the_default_weights_lie_within_the_limits_and_make_a_hundred() {
        assert!(
            WEIGHT_LIMITS
                .iter()
                .all(|(_, least, most, usual)| (least..=most).contains(&usual))
        );
        assert_eq!(WEIGHT_LIMITS.iter().map(|w| w.3).sum::<u16>(), 100);
    }

    proptest! {
        #[test]
        fn an_hour_never_pays_more_than_a_day_or_a_year(minor in 0i64..1_000_000_000) {
            for kind in [PayKind::Daily, PayKind::Salary] {
                let pay = Pay { kind, min: Some(minor), max: Some(minor), currency: Currency::Gbp };
                let (low, high) = hourly(&pay, None).unwrap();
                prop_assert!(low == high && low >= 0 && low <= minor);
            }
        }
    }
}
