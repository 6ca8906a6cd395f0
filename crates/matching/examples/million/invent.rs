//! People and jobs that nobody is and has, the same ones every time.

use crate::shipped::{Calling, Shipped};
use kernel::money::Currency;
use kernel::week::Week;
use matching::{
    Held, Importance, Job, Mode, Pay, Person, PersonSkill, Proof, Requirement, Spell, Wishes,
};
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use time::{Date, Duration};

pub const TODAY: Date = time::macros::date!(2026 - 11 - 20);
const SEED: u64 = 20_261_120;

/// The throws of one person or job, whoever else there is.
struct Dice(ChaCha8Rng);

impl Dice {
    fn new(kind: u8, index: u32) -> Self {
        let mut key = [0u8; 32];
        key[..8].copy_from_slice(&SEED.to_le_bytes());
        key[8] = kind;
        key[9..13].copy_from_slice(&index.to_le_bytes());
        Self(ChaCha8Rng::from_seed(key))
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.0.random_range(0..from.len())]
    }

    fn within(&mut self, from: u16, to: u16) -> u16 {
        self.0.random_range(from..=to)
    }

    fn percent(&mut self, chance: u16) -> bool {
        self.within(1, 100) <= chance
    }

    /// Some occupations have many times more people than others.
    fn calling<'a>(&mut self, shipped: &'a Shipped) -> &'a Calling {
        let throw: f64 = self.0.random_range(0.0..1.0);
        let at = (throw * throw * shipped.callings.len() as f64) as usize;
        &shipped.callings[at]
    }

    fn week(&mut self, generous: bool) -> Week {
        let mut week = Week::EMPTY;
        let office = self.percent(60);
        let (from, to) = if office {
            (18, 35)
        } else {
            *self.pick(&[(12, 28), (14, 30), (28, 44)])
        };
        for day in 0..7 {
            if if office { day < 5 } else { self.percent(75) } {
                let slack = if generous { self.within(0, 8) } else { 0 };
                let slack = usize::from(slack);
                week.add_range(day, from - slack, (to + slack).min(48));
            }
        }
        week
    }

    fn id(&mut self) -> String {
        let throw: u128 = self.0.random_range(0..=u128::MAX);
        let hex = format!("{throw:032x}");
        format!(
            "0198{}-{}-7{}-8{}-{}",
            &hex[..4],
            &hex[4..8],
            &hex[8..11],
            &hex[11..14],
            &hex[14..26]
        )
    }
}

/// The `index`-th person; another `state` is the same person later.
pub fn person(shipped: &Shipped, index: u32, state: u8) -> Person {
    let mut dice = Dice::new(b'p', index);
    let mut person = Person::new(dice.id());
    let calling = dice.calling(shipped);
    person.place = Some(*dice.pick(&shipped.places));
    let mut dice = Dice::new(state, index);
    let years = dice.within(0, 18).min(dice.within(0, 25));
    person.skills = skills(&mut dice, shipped, calling, years);
    person.experience = Some(spells(&mut dice, shipped, calling, years));
    person.radius_km = Some(*dice.pick(&[8, 10, 15, 20, 25, 30]));
    person.availability = dice.percent(88).then(|| dice.week(true));
    person.available_from = dice
        .percent(30)
        .then(|| TODAY + Duration::days(i64::from(dice.within(0, 50)) - 10));
    person.education = dice.percent(75).then(|| dice.within(2, 7) as u8);
    person.styles = dice
        .percent(45)
        .then(|| std::array::from_fn(|_| dice.within(0, 4) as i8 - 2));
    for (document, chance) in [("right_to_work", 80), ("dbs", 20), ("first_aid", 12)] {
        if dice.percent(chance) {
            person.documents.push(Held {
                document: document.to_owned(),
                expires: Some(TODAY + Duration::days(i64::from(dice.within(0, 900)))),
            });
        }
    }
    let modes: &[&[Mode]] = &[
        &[Mode::OnSite],
        &[Mode::OnSite, Mode::Hybrid],
        &[],
        &[Mode::Remote, Mode::Hybrid],
    ];
    let kinds: &[&[&str]] = &[
        &["permanent"],
        &["shift", "temporary"],
        &[],
        &["permanent", "contract"],
    ];
    person.wishes = Wishes {
        pay_minor: Some(u32::from(dice.within(110, 260)) * 10),
        currency: Some(Currency::Gbp),
        modes: dice.pick(modes).to_vec(),
        kinds: dice
            .pick(kinds)
            .iter()
            .map(|&kind| kind.to_owned())
            .collect(),
        commute_km: Some(*dice.pick(&[10, 15, 25, 40])),
        pattern: None,
    };
    person
}

fn skills(dice: &mut Dice, shipped: &Shipped, calling: &Calling, years: u16) -> Vec<PersonSkill> {
    let breadth = dice.within(35, 95);
    let mut known: Vec<u32> = calling.skills.clone();
    known.retain(|_| dice.percent(breadth));
    for _ in 0..dice.within(0, 4) {
        let other = dice.calling(shipped);
        let skill = *dice.pick(&other.skills);
        if !known.contains(&skill) {
            known.push(skill);
        }
    }
    let held = |skill| PersonSkill {
        skill,
        level: dice
            .percent(85)
            .then(|| (years / 4 + dice.within(0, 2)).min(4) as u8),
        months: None,
        months_since_used: dice
            .percent(60)
            .then(|| dice.within(0, 1) * 12 * dice.within(0, 5)),
        proof: if dice.percent(18) {
            Proof::Verified
        } else {
            Proof::Stated
        },
    };
    known.into_iter().map(held).collect()
}

fn spells(dice: &mut Dice, shipped: &Shipped, calling: &Calling, years: u16) -> Vec<Spell> {
    let mut left = years * 12;
    let mut spells = Vec::new();
    while left > 0 && spells.len() < 4 {
        let months = dice.within(5, 60).min(left);
        left -= months;
        let calling = if dice.percent(80) {
            calling
        } else {
            dice.calling(shipped)
        };
        spells.push(Spell {
            occupation: Some(calling.occupation),
            title: calling.title.clone(),
            months,
        });
    }
    spells
}

/// The `index`-th job: eight skills, three of them musts.
pub fn job(shipped: &Shipped, index: u32) -> Job {
    let mut dice = Dice::new(b'j', index);
    let calling = dice.calling(shipped);
    let mut job = Job::new(format!("j{index}"));
    job.occupation = Some(calling.occupation);
    job.title.clone_from(&calling.title);
    let mut open = calling.skills.clone();
    for at in 0..8.min(open.len()) {
        let skill = open.remove(usize::from(dice.within(0, 3)).min(open.len() - 1));
        job.requirements.push(Requirement {
            skill,
            importance: match at {
                0..3 => Importance::Must,
                3..6 => Importance::Should,
                _ => Importance::Nice,
            },
            level: dice.percent(70).then(|| dice.within(0, 3) as u8),
        });
    }
    job.experience_months = dice.percent(70).then(|| dice.within(1, 4) * 12);
    job.mode = *dice.pick(&[Mode::OnSite, Mode::OnSite, Mode::OnSite, Mode::Hybrid]);
    job.place = Some(*dice.pick(&shipped.places));
    job.radius_km = Some(*dice.pick(&[10, 15, 20, 25, 30]));
    job.pattern = Some(dice.week(false));
    job.starts = Some(TODAY + Duration::days(i64::from(dice.within(0, 30))));
    job.as_of = Some(TODAY);
    job.education = dice.percent(60).then(|| dice.within(2, 6) as u8);
    job.documents = vec!["right_to_work".into()];
    let pay = u32::from(dice.within(120, 280)) * 10;
    job.pay = Some(Pay {
        min_minor: pay,
        max_minor: Some(pay + 200),
        currency: Currency::Gbp,
    });
    job.kind = Some("permanent".into());
    job
}
