//! What would raise a score, found by running the scorer on the changed person: never guessed.

use crate::distance;
use crate::explain::{self, Evidence, Standing};
use crate::fit::{Dimension, Score, Scorer, radius_m};
use crate::model::{Held, Job, MAX_LEVEL, Person, PersonSkill, Proof, Spell};
use crate::world::{Relation, World};
use kernel::week::Week;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use time::Date;

/// Something a person can do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum Action {
    /// Add a document that is not on file.
    AddDocument {
        /// Its code.
        document: String,
    },
    /// Renew a document that ends too early.
    RenewDocument {
        /// Its code.
        document: String,
    },
    /// Learn or list a skill.
    AddSkill {
        /// Taxonomy id.
        skill: u32,
        /// The level asked.
        level: Option<u8>,
    },
    /// Have a skill checked by someone else.
    VerifySkill {
        /// Taxonomy id.
        skill: u32,
    },
    /// Reach the level asked.
    RaiseLevel {
        /// Taxonomy id.
        skill: u32,
        /// The level asked.
        to: u8,
    },
    /// Use a skill that has lain idle.
    UseAgain {
        /// Taxonomy id.
        skill: u32,
    },
    /// Work in the occupation for longer.
    GainExperience {
        /// Months short.
        months: u16,
    },
    /// Be available at the hours needed.
    ExtendAvailability {
        /// Half hours more a week.
        half_hours: u32,
    },
    /// Start by the first day.
    StartEarlier {
        /// Days.
        days: u32,
    },
    /// Travel as far as the job lies.
    WidenRadius {
        /// The new radius.
        km: u16,
    },
    /// Say what is not known; the points are the most it may bring.
    State {
        /// Of experience, availability, location or education.
        dimension: Dimension,
    },
    /// Reach the education asked.
    ReachEducation {
        /// European Qualifications Framework level.
        level: u8,
    },
}

/// A change and what it brings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// What to do.
    pub action: Action,
    /// Points gained, in 1/10,000 of a point.
    pub plus: i32,
    /// It makes the person eligible who is not, or lifts the cap of a missing must-have.
    pub unlocks: bool,
}

/// The changes that would raise the person's score for one job or unlock it: unlocking ones first,
/// then by points. At most `top`.
pub fn what_would_change(job: &Job, person: &Person, world: &World, top: usize) -> Vec<Change> {
    let mut changes = changes(&Scorer::new(job, world), person);
    changes.truncate(top);
    changes
}

fn changes(scorer: &Scorer<'_>, person: &Person) -> Vec<Change> {
    let before = scorer.score(person);
    let barred = standing(scorer.job(), person);
    let mut changes: Vec<Change> = actions(scorer, person)
        .into_iter()
        .filter_map(|action| {
            let changed = apply(&action, scorer.job(), person);
            let after = scorer.score(&changed);
            let admits =
                barred != Standing::Yes && standing(scorer.job(), &changed) == Standing::Yes;
            let change = Change {
                action,
                plus: after.kfn.0 - before.kfn.0,
                unlocks: admits || (before.capped && !after.capped),
            };
            (change.plus > 0
                || (change.unlocks && change.plus >= 0)
                || clears_document(&change.action))
            .then_some(change)
        })
        .collect();
    changes.sort_by(|a, b| (b.unlocks, b.plus, &a.action).cmp(&(a.unlocks, a.plus, &b.action)));
    changes
}

/// A document is worth naming even where another one is missing too.
fn clears_document(action: &Action) -> bool {
    matches!(
        action,
        Action::AddDocument { .. } | Action::RenewDocument { .. }
    )
}

fn standing(job: &Job, person: &Person) -> Standing {
    explain::eligibility(job, person)
        .iter()
        .map(explain::Check::standing)
        .min()
        .unwrap_or(Standing::Yes)
}

/// Everything worth trying.
fn actions(scorer: &Scorer<'_>, person: &Person) -> Vec<Action> {
    let fit = scorer.fit(person);
    let mut actions = Vec::new();
    for check in &fit.eligibility {
        if let explain::Check::Document {
            document, standing, ..
        } = check
        {
            match standing {
                Standing::Unknown => actions.push(Action::AddDocument {
                    document: document.clone(),
                }),
                Standing::No => actions.push(Action::RenewDocument {
                    document: document.clone(),
                }),
                Standing::Yes => {}
            }
        }
    }
    for evidence in fit.parts.iter().flat_map(|part| &part.evidence) {
        match evidence {
            Evidence::Skill {
                skill,
                level,
                met_by,
                ..
            } => match met_by
                .as_ref()
                .filter(|met| met.relation >= Relation::Narrower)
            {
                None => actions.push(Action::AddSkill {
                    skill: *skill,
                    level: *level,
                }),
                Some(met) => {
                    if met.relation != Relation::Same {
                        actions.push(Action::AddSkill {
                            skill: *skill,
                            level: *level,
                        });
                    }
                    improve(&mut actions, met, *level);
                }
            },
            Evidence::Experience {
                months_related,
                months_asked,
                ..
            } => {
                let short = u32::from(*months_asked).saturating_sub(*months_related);
                actions.extend(
                    u16::try_from(short)
                        .ok()
                        .filter(|&months| months > 0)
                        .map(|months| Action::GainExperience { months }),
                );
            }
            Evidence::Availability {
                half_hours,
                half_hours_asked,
                days_late,
            } => {
                if half_hours < half_hours_asked {
                    actions.push(Action::ExtendAvailability {
                        half_hours: half_hours_asked - half_hours,
                    });
                }
                if *days_late > 0 {
                    actions.push(Action::StartEarlier { days: *days_late });
                }
            }
            Evidence::Education { held, asked } if held < asked => {
                actions.push(Action::ReachEducation { level: *asked });
            }
            _ => {}
        }
    }
    actions.extend(widen(scorer.job(), person));
    let unknown = fit
        .parts
        .iter()
        .filter(|part| part.applies && part.confidence == 0);
    actions.extend(unknown.map(|part| Action::State {
        dimension: part.dimension,
    }));
    actions.sort();
    actions.dedup();
    actions
}

fn improve(actions: &mut Vec<Action>, met: &explain::MetBy, asked: Option<u8>) {
    if met.proof != Proof::Verified {
        actions.push(Action::VerifySkill { skill: met.skill });
    }
    if let Some(to) = asked.filter(|&asked| met.level.is_none_or(|held| held < asked)) {
        actions.push(Action::RaiseLevel {
            skill: met.skill,
            to: to.min(MAX_LEVEL),
        });
    }
    if met.months_since_used.is_some_and(|months| months > 24) {
        actions.push(Action::UseAgain { skill: met.skill });
    }
}

/// The radius that would bring the job near, if the person's own is what keeps it far.
fn widen(job: &Job, person: &Person) -> Option<Action> {
    let metres = distance::metres(job.place?, person.place?)?;
    let own = person.radius_km?;
    let km = u16::try_from(metres.div_ceil(1_000)).ok()?;
    let wider = job.radius_km.map_or(km, |limit| km.min(limit));
    (metres > radius_m(job.radius_km, Some(own)) && wider > own)
        .then_some(Action::WidenRadius { km: wider })
}

/// The person after the action.
fn apply(action: &Action, job: &Job, person: &Person) -> Person {
    let mut person = person.clone();
    let mut each = |skill: u32, change: &dyn Fn(&mut PersonSkill)| {
        person
            .skills
            .iter_mut()
            .filter(|held| held.skill == skill)
            .for_each(change);
    };
    match action {
        Action::AddSkill { skill, level } => person.skills.push(PersonSkill {
            level: *level,
            ..PersonSkill::stated(*skill)
        }),
        Action::VerifySkill { skill } => each(*skill, &|held| held.proof = Proof::Verified),
        Action::RaiseLevel { skill, to } => each(*skill, &|held| {
            held.level = Some(held.level.map_or(*to, |level| level.max(*to)));
        }),
        Action::UseAgain { skill } => each(*skill, &|held| held.months_since_used = Some(0)),
        Action::GainExperience { months } => {
            person.experience.get_or_insert_default().push(Spell {
                occupation: job.occupation,
                title: job.title.clone(),
                months: *months,
            });
        }
        Action::ExtendAvailability { .. } => {
            person.availability = Some(union(
                person.availability.unwrap_or_default(),
                job.pattern.unwrap_or_default(),
            ));
        }
        Action::State { dimension } => state(*dimension, job, &mut person),
        Action::StartEarlier { .. } => person.available_from = job.starts,
        Action::WidenRadius { km } => person.radius_km = Some(*km),
        Action::ReachEducation { level } => person.education = Some(*level),
        Action::AddDocument { document } | Action::RenewDocument { document } => {
            person.documents.push(Held {
                document: document.clone(),
                expires: Some(Date::MAX),
            });
        }
    }
    person
}

/// States what the job asks for.
fn state(dimension: Dimension, job: &Job, person: &mut Person) {
    match dimension {
        Dimension::Experience => {
            let months = job.experience_months.unwrap_or(0);
            person.experience = Some(vec![Spell {
                occupation: job.occupation,
                title: job.title.clone(),
                months,
            }]);
        }
        Dimension::Availability => {
            person.availability = person.availability.or(job.pattern);
            person.available_from = person.available_from.or(job.starts);
        }
        Dimension::Location => person.place = job.place,
        Dimension::Education => person.education = job.education,
        // Always known, and dropped where either side is silent.
        Dimension::Skills | Dimension::Culture => {}
    }
}

fn union(a: Week, b: Week) -> Week {
    let mut both = a;
    (0..kernel::week::SLOTS)
        .filter(|&slot| b.has(slot))
        .for_each(|slot| both.set(slot));
    both
}

/// One action over many open jobs: "verify Forklift: +9, unlocks 14 shifts".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opportunity {
    /// What to do.
    pub action: Action,
    /// Jobs whose score rises or that it unlocks.
    pub jobs: u32,
    /// Jobs it unlocks: it makes eligible, lifts the cap, or takes the score to the threshold.
    pub unlocks: u32,
    /// Most points gained for one job, in 1/10,000 of a point.
    pub best_plus: i32,
    /// Points gained over all jobs, in 1/10,000 of a point.
    pub total_plus: i64,
}

/// The actions that would help most over `jobs`, those that unlock most first. `threshold` is the KFN
/// from which a job counts as within reach. At most `top`.
pub fn opportunities(
    jobs: &[Scorer<'_>],
    person: &Person,
    threshold: Score,
    top: usize,
) -> Vec<Opportunity> {
    let mut by_action: BTreeMap<Action, Opportunity> = BTreeMap::new();
    for scorer in jobs {
        let before = scorer.score(person).kfn;
        for change in changes(scorer, person) {
            if change.plus == 0 && !change.unlocks {
                continue;
            }
            let within_reach = before < threshold && before.0 + change.plus >= threshold.0;
            let action = change.action.clone();
            let sum = by_action.entry(change.action).or_insert(Opportunity {
                action,
                jobs: 0,
                unlocks: 0,
                best_plus: 0,
                total_plus: 0,
            });
            sum.jobs += 1;
            sum.unlocks += u32::from(change.unlocks || within_reach);
            sum.best_plus = sum.best_plus.max(change.plus);
            sum.total_plus += i64::from(change.plus);
        }
    }
    let mut sums: Vec<Opportunity> = by_action.into_values().collect();
    // Stable: equals keep the order of actions.
    sums.sort_by_key(|sum| std::cmp::Reverse((sum.unlocks, sum.total_plus, sum.best_plus)));
    sums.truncate(top);
    sums
}
