//! What the scorer is given of people: [`matching::Person`] for one or for thousands.
//!
//! Facts without a date are kept in memory by person and version; a date turns them into a
//! [`matching::Person`]. Whom one may score is asked of row security every time, with the versions.

use crate::dates::months_between;
use crate::model::{Document, Evidence, Shown, WorkMode, WorkType, is_finished};
use crate::store::{self, ScoringRow, small};
use kernel::Result;
use kernel::geo::Point;
use kernel::id::PersonId;
use kernel::money::Currency;
use kernel::week::Week;
use matching::{Held, Mode, Person, PersonSkill, Proof, Spell, Wishes};
use moka::sync::Cache;
use platform::{Services, TenantTx};
use std::collections::HashMap;
use std::sync::Arc;
use time::{Date, Duration};

/// Most memory for facts kept, in bytes (estimated).
const CACHE_BYTES: u64 = 32 * 1024 * 1024;

/// Facts kept in memory; one for all requests.
#[derive(Debug, Clone)]
struct Known(Cache<(PersonId, i32), Arc<Facts>>);

/// Adds the cache of facts to the services. Without it everything works, more slowly.
#[must_use]
pub fn install(services: Services) -> Services {
    services.with(Known(
        Cache::builder()
            .max_capacity(CACHE_BYTES)
            .weigher(|_, facts: &Arc<Facts>| facts.weight())
            .build(),
    ))
}

/// Those of the people whom this transaction may see, as they stand on a day, in the order of the ids.
///
/// # Errors
/// `Internal`.
pub async fn people(
    services: &Services,
    tx: &mut TenantTx,
    ids: &[PersonId],
    as_of: Date,
) -> Result<Vec<Person>> {
    let facts = facts(services, tx, ids).await?;
    Ok(ids
        .iter()
        .filter_map(|id| facts.get(id))
        .map(|facts| facts.person(as_of))
        .collect())
}

/// One person as they stand on a day; `None` if this transaction may not see them.
///
/// # Errors
/// `Internal`.
pub async fn person(
    services: &Services,
    tx: &mut TenantTx,
    id: PersonId,
    as_of: Date,
) -> Result<Option<Person>> {
    Ok(people(services, tx, &[id], as_of).await?.pop())
}

/// People as they stand on a day, of rows as they were read.
pub(crate) fn on_the_day(rows: Vec<ScoringRow>, as_of: Date) -> Vec<Person> {
    rows.into_iter()
        .map(|row| Facts::read(row).person(as_of))
        .collect()
}

async fn facts(
    services: &Services,
    tx: &mut TenantTx,
    ids: &[PersonId],
) -> Result<HashMap<PersonId, Arc<Facts>>> {
    let raw: Vec<uuid::Uuid> = ids.iter().map(|id| id.0).collect();
    let known = services.part::<Known>();
    let mut found: HashMap<PersonId, Arc<Facts>> = HashMap::with_capacity(ids.len());
    let mut missing = raw;
    if let Some(known) = &known {
        let versions = store::versions(tx, &missing).await?;
        missing.clear();
        for (id, version) in versions {
            match known.0.get(&(id, version)) {
                Some(facts) => drop(found.insert(id, facts)),
                None => missing.push(id.0),
            }
        }
    }
    if !missing.is_empty() {
        for row in store::scoring(tx, &missing).await? {
            let key = (PersonId(row.id), row.version);
            let facts = Arc::new(Facts::read(row));
            if let Some(known) = &known {
                known.0.insert(key, facts.clone());
            }
            found.insert(key.0, facts);
        }
    }
    Ok(found)
}

/// What is known of a person whatever the day. Hidden sections are not in it.
#[derive(Debug, Clone, PartialEq)]
struct Facts {
    /// Everything that no day changes.
    person: Person,
    /// Year of last use of each of the person's skills.
    used: Vec<Option<u16>>,
    /// Jobs held, by their first day; `None` if not said.
    spells: Option<Vec<Stint>>,
    /// Documents with their last day.
    documents: Vec<Held>,
    /// Levels of qualifications with the day each is finished.
    education: Vec<(u8, Option<Date>)>,
}

/// A job held.
#[derive(Debug, Clone, PartialEq)]
struct Stint {
    occupation: Option<u32>,
    title: String,
    first: Date,
    last: Option<Date>,
}

impl Stint {
    fn same_work(&self, other: &Self) -> bool {
        self.occupation == other.occupation
            && (self.occupation.is_some() || self.title.eq_ignore_ascii_case(&other.title))
    }
}

impl Facts {
    fn read(row: ScoringRow) -> Self {
        let shows = |part: Shown| row.visible.iter().any(|name| name == part.name());
        let mut person = Person::new(row.id.to_string());
        person.place = row.lat.zip(row.lon).map(|(lat, lon)| Point { lat, lon });
        person.radius_km = row.travel_radius_km.and_then(small);
        person.wishes = wishes(&row);
        if shows(Shown::Availability) {
            person.availability = row.availability.as_deref().and_then(Week::from_bytes);
            person.available_from = row.available_from;
        }
        if shows(Shown::Style) {
            person.styles = row.styles.as_deref().and_then(store::styles);
        }
        let documents = if shows(Shown::Certifications) {
            documents(&row)
        } else {
            Vec::new()
        };
        let education = if shows(Shown::Education) {
            education(&row)
        } else {
            Vec::new()
        };
        let mut used = Vec::new();
        if shows(Shown::Skills) {
            person.skills = skills(&row);
            used = row
                .skill_last_used_years
                .unwrap_or_default()
                .into_iter()
                .map(|year| year.and_then(small))
                .collect();
        }
        let spells = if shows(Shown::Experience) {
            let starts = row.spell_starts.unwrap_or_default();
            let ends = row.spell_ends.unwrap_or_default();
            let occupations = row.spell_occupations.unwrap_or_default();
            let titles = row.spell_titles.unwrap_or_default();
            let stints = starts
                .into_iter()
                .zip(ends)
                .zip(occupations)
                .zip(titles)
                .map(|(((first, last), occupation), title)| Stint {
                    occupation: occupation.and_then(|id| u32::try_from(id).ok()),
                    title,
                    first,
                    last,
                });
            Some(stints.collect::<Vec<_>>())
                .filter(|stints| !stints.is_empty() || row.no_experience)
        } else {
            None
        };
        Self {
            person,
            used,
            spells,
            documents,
            education,
        }
    }

    fn person(&self, as_of: Date) -> Person {
        let mut person = self.person.clone();
        for (skill, used) in person.skills.iter_mut().zip(&self.used) {
            skill.months_since_used = used.map(|year| months_since(year, as_of));
        }
        person.experience = self.spells.as_deref().map(|stints| spells(stints, as_of));
        let holds = |held: &&Held| held.expires.is_none_or(|last| last >= as_of);
        person.documents = self.documents.iter().filter(holds).cloned().collect();
        let finished =
            |(level, ended): &(u8, Option<Date>)| is_finished(*ended, as_of).then_some(*level);
        person.education = self.education.iter().filter_map(finished).max();
        person
    }

    /// Bytes, roughly.
    fn weight(&self) -> u32 {
        let stints = self.spells.as_deref().unwrap_or_default();
        let titles: usize = stints.iter().map(|stint| stint.title.len() + 56).sum();
        let dated = self.documents.len() * 48 + self.education.len() * 12;
        let bytes = 700 + self.person.skills.len() * 24 + titles + dated;
        u32::try_from(bytes).unwrap_or(u32::MAX)
    }
}

fn skills(row: &ScoringRow) -> Vec<PersonSkill> {
    let at = |list: &Option<Vec<Option<i16>>>, index: usize| {
        list.as_ref()
            .and_then(|list| list.get(index).copied().flatten())
    };
    let proofs = row.skill_evidence.as_deref().unwrap_or_default().chars();
    let ids = row.skill_ids.as_deref().unwrap_or_default();
    let read = ids
        .iter()
        .zip(proofs)
        .enumerate()
        .map(|(index, (id, proof))| PersonSkill {
            skill: u32::try_from(*id).unwrap_or_default(),
            level: at(&row.skill_levels, index).and_then(small),
            months: at(&row.skill_months, index).and_then(small),
            months_since_used: None,
            proof: self::proof(proof),
        });
    read.collect()
}

/// How a skill is known, by the initial of the stored word.
fn proof(initial: char) -> Proof {
    let word = Evidence::ALL
        .iter()
        .find(|one| one.name().starts_with(initial));
    match word {
        Some(Evidence::Verified) => Proof::Verified,
        Some(Evidence::Inferred) => Proof::Inferred,
        Some(Evidence::Stated) | None => Proof::Stated,
    }
}

fn documents(row: &ScoringRow) -> Vec<Held> {
    let names = row.documents.as_deref().unwrap_or_default();
    let ends = row.document_ends.as_deref().unwrap_or_default();
    let held = names.iter().zip(ends).filter_map(|(name, expires)| {
        Document::from_name(name).map(|document| Held {
            document: document.code(),
            expires: *expires,
        })
    });
    held.collect()
}

fn education(row: &ScoringRow) -> Vec<(u8, Option<Date>)> {
    let levels = row.education_levels.as_deref().unwrap_or_default();
    let ends = row.education_ends.as_deref().unwrap_or_default();
    let read = levels.iter().zip(ends);
    read.filter_map(|(level, ended)| Some((small(*level)?, *ended)))
        .collect()
}

fn wishes(row: &ScoringRow) -> Wishes {
    let pay_minor = row
        .wish_pay_minor
        .and_then(|minor| u32::try_from(minor).ok());
    Wishes {
        pay_minor,
        currency: pay_minor.and_then(|_| Currency::from_code(&row.currency)),
        modes: row
            .work_modes
            .iter()
            .filter_map(|name| WorkMode::from_name(name))
            .map(mode)
            .collect(),
        kinds: row
            .wish_types
            .iter()
            .filter_map(|name| WorkType::from_name(name))
            .map(WorkType::code)
            .collect(),
        commute_km: row.wish_commute_km.and_then(small),
        pattern: None,
    }
}

/// A mode in the words of the scorer.
pub fn mode(mode: WorkMode) -> Mode {
    match mode {
        WorkMode::OnSite => Mode::OnSite,
        WorkMode::Hybrid => Mode::Hybrid,
        WorkMode::Remote => Mode::Remote,
    }
}

/// Months from the end of a year to a day; 0 in that year.
fn months_since(year: u16, as_of: Date) -> u16 {
    let years = as_of.year() - i32::from(year);
    if years <= 0 {
        0
    } else {
        u16::try_from((years - 1) * 12 + i32::from(u8::from(as_of.month()))).unwrap_or(u16::MAX)
    }
}

/// Months by occupation (by title where there is none). Times that overlap within one occupation count
/// once; two occupations held side by side count each, so that stating one more never lowers a score.
fn spells(stints: &[Stint], as_of: Date) -> Vec<Spell> {
    let mut groups: Vec<(&Stint, Vec<(Date, Date)>)> = Vec::new();
    for stint in stints.iter().filter(|stint| stint.first <= as_of) {
        let span = (stint.first, stint.last.unwrap_or(as_of).min(as_of));
        match groups.iter_mut().find(|(other, _)| stint.same_work(other)) {
            Some((latest, spans)) => {
                *latest = stint;
                spans.push(span);
            }
            None => groups.push((stint, vec![span])),
        }
    }
    let spell = |(latest, spans): (&Stint, _)| Spell {
        occupation: latest.occupation,
        title: latest.title.clone(),
        months: union_months(spans),
    };
    groups.into_iter().map(spell).collect()
}

/// Whole months covered by the spans together.
fn union_months(mut spans: Vec<(Date, Date)>) -> u16 {
    spans.sort_unstable();
    let mut joined: Vec<(Date, Date)> = Vec::new();
    for (first, last) in spans {
        match joined.last_mut() {
            Some((_, end)) if first <= end.saturating_add(Duration::DAY) => *end = last.max(*end),
            _ => joined.push((first, last)),
        }
    }
    joined.into_iter().fold(0, |sum: u16, (first, last)| {
        sum.saturating_add(months_between(first, last))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use time::macros::date;

    fn stint(occupation: Option<u32>, title: &str, first: Date, last: Option<Date>) -> Stint {
        Stint {
            occupation,
            title: title.into(),
            first,
            last,
        }
    }

    #[test]
    fn months_of_one_occupation_count_once() {
        let stints = [
            stint(
                Some(7),
                "Picker",
                date!(2020 - 01 - 01),
                Some(date!(2020 - 12 - 31)),
            ),
            stint(
                None,
                "Busker",
                date!(2020 - 01 - 01),
                Some(date!(2020 - 03 - 31)),
            ),
            stint(
                Some(7),
                "Packer",
                date!(2020 - 07 - 01),
                Some(date!(2021 - 06 - 30)),
            ),
            stint(Some(9), "Driver", date!(2020 - 01 - 01), None),
            stint(Some(9), "Driver", date!(2030 - 01 - 01), None),
        ];
        let months: Vec<_> = spells(&stints, date!(2022 - 01 - 31))
            .into_iter()
            .map(|s| (s.occupation, s.title, s.months))
            .collect();
        assert_eq!(
            months,
            [
                (Some(7), "Packer".to_owned(), 18),
                (None, "Busker".to_owned(), 3),
                (Some(9), "Driver".to_owned(), 25)
            ]
        );
    }

    #[test]
    fn the_day_decides_how_long_ago() {
        assert_eq!(months_since(2026, date!(2026 - 11 - 21)), 0);
        assert_eq!(months_since(2025, date!(2026 - 11 - 21)), 11);
        assert_eq!(months_since(2030, date!(2026 - 11 - 21)), 0);
    }

    #[test]
    fn initials_tell_evidence_apart() {
        assert_eq!(
            [proof('S'), proof('V'), proof('I')],
            [Proof::Stated, Proof::Verified, Proof::Inferred]
        );
    }

    #[test]
    fn our_questions_are_those_of_the_formula() {
        assert_eq!(matching::STYLES.len(), crate::model::STYLES.len());
        for ((theirs, other), (ours, ours_other)) in
            matching::STYLES.iter().zip(crate::model::STYLES)
        {
            let words = |text: &str| {
                text.to_lowercase()
                    .trim_start_matches("a ")
                    .replace("one's", "my")
            };
            assert_eq!(
                (words(ours), words(ours_other)),
                (words(theirs), words(other))
            );
        }
    }

    proptest! {
        #[test]
        fn one_more_job_never_takes_months_away(
            spans in prop::collection::vec((0i64..4000, 0i64..900, 0u32..3), 0..8), more in (0i64..4000, 0i64..900, 0u32..3)
        ) {
            let as_of = date!(2026 - 11 - 21);
            let make = |(start, length, occupation): (i64, i64, u32)| {
                let first = date!(2014 - 01 - 01).saturating_add(Duration::days(start));
                stint(Some(occupation), "x", first, Some(first.saturating_add(Duration::days(length))))
            };
            let mut stints: Vec<Stint> = spans.into_iter().map(make).collect();
            let before = spells(&stints, as_of);
            stints.push(make(more));
            let after = spells(&stints, as_of);
            for spell in before {
                let now = after.iter().find(|s| s.occupation == spell.occupation).map_or(0, |s| s.months);
                prop_assert!(now >= spell.months);
            }
        }
    }
}
