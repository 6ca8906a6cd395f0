//! People column by column. Nothing the scorer sees is lost, and nothing else is kept: how long a skill
//! was practised is evidence, not score, and a place off the earth is no place.

use super::credit;
use super::ids::Ids;
use crate::distance::Direction;
use crate::model::{Held, Mode, Person, Spell, Styles, Wishes};
use kernel::geo::Point;
use kernel::money::Currency;
use kernel::week::Week;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::hash::Hash;
use time::Date;

/// In place of a number: there is none.
pub(super) const NONE: u32 = u32::MAX;
/// In place of a day: there is none.
pub(super) const NO_DAY: i32 = i32::MIN;

/// Bits of [`Columns::stated`]: what a person said.
pub(super) mod stated {
    pub(in super::super) const EXPERIENCE: u8 = 1;
    pub(in super::super) const RADIUS: u8 = 1 << 1;
    pub(in super::super) const EDUCATION: u8 = 1 << 2;
    pub(in super::super) const STYLES: u8 = 1 << 3;
    pub(in super::super) const PAY: u8 = 1 << 4;
    pub(in super::super) const COMMUTE: u8 = 1 << 5;
}

/// What a job held was.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(super) struct Work {
    pub(super) occupation: Option<u32>,
    pub(super) title: Box<str>,
}

/// Wishes many people share.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(super) struct Taste {
    pub(super) currency: Option<Currency>,
    pub(super) modes: Vec<Mode>,
    pub(super) kinds: Vec<String>,
}

/// Lists of several things a person, end to end.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Ends(pub(super) Vec<u32>);

impl Ends {
    pub(super) fn range(&self, at: usize) -> std::ops::Range<usize> {
        let from = if at == 0 { 0 } else { self.0[at - 1] };
        from as usize..self.0[at] as usize
    }

    fn push(&mut self, length: usize) {
        let last = self.0.last().copied().unwrap_or(0);
        self.0.push(last + u32::try_from(length).unwrap_or(0));
    }

    fn gather(&self, order: &[u32]) -> Self {
        let mut ends = Self(Vec::with_capacity(order.len()));
        order
            .iter()
            .for_each(|&at| ends.push(self.range(at as usize).len()));
        ends
    }
}

/// What stands for what in the columns.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Names {
    pub(super) skills: Vec<u32>,
    pub(super) works: Vec<Work>,
    pub(super) points: Vec<Point>,
    pub(super) weeks: Vec<Week>,
    pub(super) documents: Vec<String>,
    pub(super) tastes: Vec<Taste>,
}

/// One place a person in each.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Columns {
    pub(super) ids: Ids,
    pub(super) stated: Vec<u8>,
    pub(super) skill_ends: Ends,
    /// Skill and credit, packed.
    pub(super) skills: Vec<u32>,
    pub(super) spell_ends: Ends,
    pub(super) works: Vec<u32>,
    pub(super) months: Vec<u16>,
    pub(super) places: Vec<u32>,
    pub(super) radius_km: Vec<u16>,
    pub(super) hours: Vec<u32>,
    /// Julian day.
    pub(super) from: Vec<i32>,
    pub(super) education: Vec<u8>,
    pub(super) styles: Vec<Styles>,
    pub(super) document_ends: Ends,
    pub(super) documents: Vec<u32>,
    /// Julian day.
    pub(super) expires: Vec<i32>,
    pub(super) pay_minor: Vec<u32>,
    pub(super) tastes: Vec<u32>,
    pub(super) commute_km: Vec<u16>,
    pub(super) patterns: Vec<u32>,
    pub(super) names: Names,
}

impl Columns {
    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }

    fn states(&self, at: usize, what: u8) -> bool {
        self.stated[at] & what != 0
    }

    pub(super) fn skills(&self, at: usize) -> &[u32] {
        &self.skills[self.skill_ends.range(at)]
    }

    /// Works with months; `None` if never asked.
    pub(super) fn spells(&self, at: usize) -> Option<impl Iterator<Item = (u32, u16)>> {
        let range = self.spell_ends.range(at);
        let months = self.months[range.clone()].iter().copied();
        self.states(at, stated::EXPERIENCE)
            .then(|| self.works[range].iter().copied().zip(months))
    }

    /// Documents with their last day.
    pub(super) fn documents(&self, at: usize) -> impl Iterator<Item = (u32, i32)> {
        let range = self.document_ends.range(at);
        let expires = self.expires[range.clone()].iter().copied();
        self.documents[range].iter().copied().zip(expires)
    }

    pub(super) fn radius_km(&self, at: usize) -> Option<u16> {
        self.states(at, stated::RADIUS).then(|| self.radius_km[at])
    }

    pub(super) fn education(&self, at: usize) -> Option<u8> {
        self.states(at, stated::EDUCATION)
            .then(|| self.education[at])
    }

    pub(super) fn styles(&self, at: usize) -> Option<Styles> {
        self.states(at, stated::STYLES).then(|| self.styles[at])
    }

    pub(super) fn pay_minor(&self, at: usize) -> Option<u32> {
        self.states(at, stated::PAY).then(|| self.pay_minor[at])
    }

    pub(super) fn commute_km(&self, at: usize) -> Option<u16> {
        self.states(at, stated::COMMUTE)
            .then(|| self.commute_km[at])
    }

    pub(super) fn hours(&self, at: usize) -> Option<Week> {
        self.names.weeks.get(self.hours[at] as usize).copied()
    }

    pub(super) fn pattern(&self, at: usize) -> Option<Week> {
        self.names.weeks.get(self.patterns[at] as usize).copied()
    }

    pub(super) fn from(&self, at: usize) -> Option<Date> {
        day(self.from[at])
    }

    pub(super) fn taste(&self, at: usize) -> &Taste {
        &self.names.tastes[self.tastes[at] as usize]
    }

    /// The person at a place, with all the scorer sees.
    pub(super) fn person(&self, at: usize) -> Person {
        let names = &self.names;
        let taste = self.taste(at);
        let spell = |(work, months): (u32, u16)| Spell {
            occupation: names.works[work as usize].occupation,
            title: names.works[work as usize].title.to_string(),
            months,
        };
        let held = |(document, expires): (u32, i32)| Held {
            document: names.documents[document as usize].clone(),
            expires: day(expires),
        };
        let skill = |&packed: &u32| {
            let skill = names.skills[credit::rank(packed) as usize];
            credit::unpack(skill, credit::credit(packed))
        };
        Person {
            id: self.ids.text(at),
            skills: self.skills(at).iter().map(skill).collect(),
            experience: self.spells(at).map(|spells| spells.map(spell).collect()),
            place: names.points.get(self.places[at] as usize).copied(),
            radius_km: self.radius_km(at),
            availability: self.hours(at),
            available_from: self.from(at),
            education: self.education(at),
            styles: self.styles(at),
            documents: self.documents(at).map(held).collect(),
            wishes: Wishes {
                pay_minor: self.pay_minor(at),
                currency: taste.currency,
                modes: taste.modes.clone(),
                kinds: taste.kinds.clone(),
                commute_km: self.commute_km(at),
                pattern: self.pattern(at),
            },
        }
    }

    /// Those at these places, in this order, under the same names.
    pub(super) fn gather(self, order: &[u32]) -> Self {
        fn flat<T: Copy>(column: &[T], order: &[u32]) -> Vec<T> {
            order.iter().map(|&at| column[at as usize]).collect()
        }
        fn lists<T: Copy>(column: &[T], ends: &Ends, order: &[u32]) -> Vec<T> {
            let mut all = Vec::with_capacity(column.len());
            for &at in order {
                all.extend_from_slice(&column[ends.range(at as usize)]);
            }
            all
        }
        Self {
            ids: self.ids.gather(order),
            stated: flat(&self.stated, order),
            skills: lists(&self.skills, &self.skill_ends, order),
            skill_ends: self.skill_ends.gather(order),
            works: lists(&self.works, &self.spell_ends, order),
            months: lists(&self.months, &self.spell_ends, order),
            spell_ends: self.spell_ends.gather(order),
            places: flat(&self.places, order),
            radius_km: flat(&self.radius_km, order),
            hours: flat(&self.hours, order),
            from: flat(&self.from, order),
            education: flat(&self.education, order),
            styles: flat(&self.styles, order),
            documents: lists(&self.documents, &self.document_ends, order),
            expires: lists(&self.expires, &self.document_ends, order),
            document_ends: self.document_ends.gather(order),
            pay_minor: flat(&self.pay_minor, order),
            tastes: flat(&self.tastes, order),
            commute_km: flat(&self.commute_km, order),
            patterns: flat(&self.patterns, order),
            names: self.names,
        }
    }

    /// Bytes taken.
    pub(super) fn bytes(&self) -> usize {
        fn flat<T>(column: &Vec<T>) -> usize {
            column.capacity() * size_of::<T>()
        }
        let names = &self.names;
        let texts: usize = names.works.iter().map(|work| work.title.len()).sum();
        let ids = match &self.ids {
            Ids::Uuids(ids) => flat(ids),
            Ids::Texts(ids) => flat(ids) + ids.iter().map(|id| id.len()).sum::<usize>(),
        };
        let numbers = [
            &self.skill_ends.0,
            &self.skills,
            &self.spell_ends.0,
            &self.works,
            &self.places,
            &self.hours,
            &self.document_ends.0,
            &self.documents,
            &self.pay_minor,
            &self.tastes,
            &self.patterns,
            &names.skills,
        ];
        let small = [&self.months, &self.radius_km, &self.commute_km];
        ids + texts
            + numbers.into_iter().map(flat).sum::<usize>()
            + small.into_iter().map(flat).sum::<usize>()
            + flat(&self.from)
            + flat(&self.expires)
            + flat(&self.stated)
            + flat(&self.education)
            + flat(&self.styles)
            + flat(&names.works)
            + flat(&names.points)
            + flat(&names.weeks)
            + flat(&names.tastes)
    }
}

pub(super) fn day(number: i32) -> Option<Date> {
    if number == NO_DAY {
        None
    } else {
        Date::from_julian_day(number).ok()
    }
}

/// Something the index has no number left for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Full(pub(super) &'static str);

impl std::fmt::Display for Full {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the index has no room for more {}", self.0)
    }
}

impl std::error::Error for Full {}

/// Takes people in, in any order.
#[derive(Default)]
pub(super) struct Intake {
    pub(super) columns: Columns,
    skills: HashMap<u32, u32>,
    works: HashMap<Work, u32>,
    points: HashMap<(u64, u64), u32>,
    weeks: HashMap<Week, u32>,
    documents: HashMap<String, u32>,
    tastes: HashMap<Taste, u32>,
}

/// The number of a name, new ones at the end.
fn number<K: Hash + Eq, V>(
    known: &mut HashMap<K, u32>,
    names: &mut Vec<V>,
    key: K,
    value: impl FnOnce(&K) -> V,
) -> u32 {
    if let Some(&number) = known.get(&key) {
        return number;
    }
    let number = u32::try_from(names.len()).unwrap_or(NONE);
    names.push(value(&key));
    known.insert(key, number);
    number
}

impl Intake {
    /// Takes a person in. Whoever comes twice counts as they came last.
    pub(super) fn push(&mut self, person: &Person) -> Result<(), Full> {
        let most = NONE as usize - 1;
        let columns = &mut self.columns;
        if columns.len() >= most || columns.skills.len() + person.skills.len() > most {
            return Err(Full("people"));
        }
        let names = &mut columns.names;
        let known = &self.skills;
        let new = |skill: u32| !known.contains_key(&skill);
        let added = person.skills.iter().filter(|held| new(held.skill)).count();
        if names.skills.len() + added > credit::MOST_SKILLS as usize {
            return Err(Full("skills"));
        }
        for held in &person.skills {
            let rank = number(&mut self.skills, &mut names.skills, held.skill, |skill| {
                *skill
            });
            columns.skills.push(credit::pack(rank, held));
        }
        columns.skill_ends.push(person.skills.len());
        for spell in person.experience.iter().flatten() {
            let work = Work {
                occupation: spell.occupation,
                title: spell.title.as_str().into(),
            };
            let work = number(&mut self.works, &mut names.works, work, Work::clone);
            columns.works.push(work);
            columns.months.push(spell.months);
        }
        columns
            .spell_ends
            .push(person.experience.as_ref().map_or(0, Vec::len));
        for held in &person.documents {
            let code = held.document.clone();
            let code = number(
                &mut self.documents,
                &mut names.documents,
                code,
                String::clone,
            );
            columns.documents.push(code);
            columns
                .expires
                .push(held.expires.map_or(NO_DAY, Date::to_julian_day));
        }
        columns.document_ends.push(person.documents.len());
        columns.ids.push(&person.id);
        self.flat(person);
        Ok(())
    }

    fn flat(&mut self, person: &Person) {
        let (columns, wishes) = (&mut self.columns, &person.wishes);
        let names = &mut columns.names;
        let place = person
            .place
            .filter(|&place| Direction::of(place).is_some())
            .map_or(NONE, |place| {
                let bits = (place.lat.to_bits(), place.lon.to_bits());
                number(&mut self.points, &mut names.points, bits, |_| place)
            });
        columns.places.push(place);
        let mut week = |week: Option<Week>| {
            week.map_or(NONE, |week| {
                number(&mut self.weeks, &mut names.weeks, week, |week| *week)
            })
        };
        columns.hours.push(week(person.availability));
        columns.patterns.push(week(wishes.pattern));
        let taste = Taste {
            currency: wishes.currency,
            modes: wishes.modes.clone(),
            kinds: wishes.kinds.clone(),
        };
        let taste = number(&mut self.tastes, &mut names.tastes, taste, Taste::clone);
        columns.tastes.push(taste);
        let said = [
            (person.experience.is_some(), stated::EXPERIENCE),
            (person.radius_km.is_some(), stated::RADIUS),
            (person.education.is_some(), stated::EDUCATION),
            (person.styles.is_some(), stated::STYLES),
            (wishes.pay_minor.is_some(), stated::PAY),
            (wishes.commute_km.is_some(), stated::COMMUTE),
        ];
        let bits = said.iter().filter(|(is, _)| *is).map(|(_, bit)| bit).sum();
        columns.stated.push(bits);
        columns.radius_km.push(person.radius_km.unwrap_or(0));
        columns.education.push(person.education.unwrap_or(0));
        columns.styles.push(person.styles.unwrap_or_default());
        columns.pay_minor.push(wishes.pay_minor.unwrap_or(0));
        columns.commute_km.push(wishes.commute_km.unwrap_or(0));
        columns
            .from
            .push(person.available_from.map_or(NO_DAY, Date::to_julian_day));
    }
}
