//! `Σ ω·g / Σ ω`; `g` is the best of similarity × level × recency × evidence over the person's skills.
//! An unlisted skill is not held, so this dimension is always known and one more skill never costs.

use super::Mark;
use crate::explain::{Evidence, MetBy};
use crate::fixed::{ONE, div_round, halved, narrow, share};
use crate::model::{Importance, Job, MAX_LEVEL, Person, PersonSkill, Proof};
use crate::world::{Relation, World};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::LazyLock;

/// A must-have met by less than this is missing.
pub(crate) const MUST_GAIN: i32 = 3_000;

/// Recency by months since last used: whole for two years, then halving every six, never below a half.
static RECENCY: LazyLock<[i32; 97]> = LazyLock::new(|| {
    std::array::from_fn(|months| {
        halved(u128::try_from(months.saturating_sub(24)).unwrap_or(0), 72).max(ONE / 2)
    })
});

pub(crate) struct Ask {
    skill: u32,
    importance: Importance,
    pub(crate) level: Option<u8>,
    /// `ω`: importance × rarity, in 1/10,000.
    pub(crate) weight: i64,
}

/// What a job asks, and every skill of the taxonomy that answers any of it.
pub(crate) struct Skills {
    asks: Vec<Ask>,
    total: i64,
    /// Person's skill → range in `answers`.
    index: HashMap<u32, (usize, usize)>,
    /// Which ask, and how the skill stands to it.
    answers: Vec<(usize, Relation)>,
}

/// The best a person has for one ask.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Best {
    pub(super) gain: i32,
    relation: Option<Relation>,
    /// Index into the person's skills.
    by: usize,
}

impl Skills {
    pub(super) fn new(job: &Job, world: &World) -> Self {
        let asks: Vec<Ask> = job
            .requirements
            .iter()
            .map(|asked| Ask {
                skill: asked.skill,
                importance: asked.importance,
                level: asked.level.map(|level| level.min(MAX_LEVEL)),
                weight: i64::from(world.idf(asked.skill)) * points(asked.importance),
            })
            .collect();
        let mut links: Vec<(u32, usize, Relation)> = asks
            .iter()
            .enumerate()
            .flat_map(|(i, ask)| {
                world
                    .neighbours(ask.skill)
                    .into_iter()
                    .map(move |(skill, relation)| (skill, i, relation))
            })
            .collect();
        links.sort_unstable();
        let mut index: HashMap<u32, (usize, usize)> = HashMap::new();
        for (at, (skill, _, _)) in links.iter().enumerate() {
            index.entry(*skill).or_insert((at, at)).1 = at + 1;
        }
        let answers = links
            .into_iter()
            .map(|(_, ask, relation)| (ask, relation))
            .collect();
        Self {
            total: asks.iter().map(|ask| ask.weight).sum(),
            asks,
            index,
            answers,
        }
    }

    /// The best answer to every ask. Equal answers: the nearer skill, then the lower id, then the better
    /// known, so that the order in which skills are listed shows nowhere.
    pub(super) fn best(&self, person: &Person) -> Vec<Best> {
        let mut best = vec![Best::default(); self.asks.len()];
        for (i, held) in person.skills.iter().enumerate() {
            let Some(&(from, to)) = self.index.get(&held.skill) else {
                continue;
            };
            for &(ask, relation) in &self.answers[from..to] {
                let new = Best {
                    gain: gain(held, relation, self.asks[ask].level),
                    relation: Some(relation),
                    by: i,
                };
                let known = &mut best[ask];
                if (new.gain, new.relation) > (known.gain, known.relation)
                    || ((new.gain, new.relation) == (known.gain, known.relation)
                        && before(held, &person.skills[known.by]))
                {
                    *known = new;
                }
            }
        }
        best
    }

    /// What is asked, in the order of the job.
    pub(crate) fn asks(&self) -> &[Ask] {
        &self.asks
    }

    /// Every skill that answers anything, with what it answers and how it stands to that.
    pub(crate) fn answers(&self) -> impl Iterator<Item = (u32, &[(usize, Relation)])> {
        let found = self.index.iter();
        found.map(|(skill, &(from, to))| (*skill, &self.answers[from..to]))
    }

    /// Of the best gain for every ask.
    pub(crate) fn mark(&self, gains: impl Iterator<Item = i32>) -> Mark {
        let asks = self.asks.iter().zip(gains);
        self.mark_of(asks.map(|(ask, gain)| ask.weight * i64::from(gain)).sum())
    }

    /// Of `Σ ω·g`.
    pub(crate) fn mark_of(&self, sum: i64) -> Mark {
        if self.total == 0 {
            return Mark::NotAsked;
        }
        Mark::Known(narrow(div_round(sum, self.total)))
    }

    pub(crate) fn misses_must(&self, gains: impl Iterator<Item = i32>) -> bool {
        let mut asks = self.asks.iter().zip(gains);
        asks.any(|(ask, gain)| ask.importance == Importance::Must && gain < MUST_GAIN)
    }

    pub(super) fn missing(&self, best: &[Best]) -> Vec<u32> {
        let asks = self.asks.iter().zip(best);
        asks.filter(|(ask, best)| ask.importance == Importance::Must && best.gain < MUST_GAIN)
            .map(|(ask, _)| ask.skill)
            .collect()
    }

    pub(super) fn evidence(&self, person: &Person, best: &[Best]) -> Vec<Evidence> {
        let asks = self.asks.iter().zip(best);
        asks.map(|(ask, best)| {
            let met_by = best.relation.map(|relation| {
                let held = &person.skills[best.by];
                MetBy {
                    skill: held.skill,
                    relation,
                    level: held.level,
                    months: held.months,
                    months_since_used: held.months_since_used,
                    proof: held.proof,
                }
            });
            Evidence::Skill {
                skill: ask.skill,
                importance: ask.importance,
                level: ask.level,
                gain: best.gain,
                met_by,
            }
        })
        .collect()
    }

    /// Every ask with its answer; what it brings and contributes is for the caller, who knows the weights of the parts.
    pub(super) fn trace(&self, person: &Person, best: &[Best]) -> Vec<AskTrace> {
        let asks = self.asks.iter().zip(best);
        asks.map(|(ask, best)| {
            let times = points(ask.importance);
            AskTrace {
                skill: ask.skill,
                importance: ask.importance,
                times,
                idf: narrow(ask.weight / times),
                weight: ask.weight,
                level: ask.level,
                answer: best.relation.map(|relation| {
                    let held = &person.skills[best.by];
                    AnswerTrace {
                        held: held.clone(),
                        relation,
                        factors: Factors::of(held, relation, ask.level),
                    }
                }),
                gain: best.gain,
                brings: 0,
                contribution: 0,
            }
        })
        .collect()
    }

    /// Each ask's share of `rise` = `w·(s − μ)`: `w·ω·(g − μ)/Σω`, as differences of one rounded running
    /// sum that ends at `rise`.
    pub(super) fn rises(&self, best: &[Best], weight: i64, prior: i32, rise: i64) -> Vec<i64> {
        let (mut exact, mut before) = (0, 0);
        let last = self.asks.len().saturating_sub(1);
        let asks = self.asks.iter().zip(best).enumerate();
        asks.map(|(i, (ask, best))| {
            exact += i128::from(ask.weight) * i128::from(best.gain - prior) * i128::from(weight);
            let sum = if i == last {
                rise
            } else {
                i64::try_from(exact.div_euclid(i128::from(self.total))).unwrap_or(rise)
            };
            let part = sum - before;
            before = sum;
            part
        })
        .collect()
    }
}

/// A skill asked, and how it was met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskTrace {
    /// The skill asked.
    pub skill: u32,
    /// How much it matters.
    pub importance: Importance,
    /// What that counts: 1, 2 or 3.
    pub times: i64,
    /// How rare it is, in 1/10,000.
    pub idf: i32,
    /// `ω`: the product of the two, in 1/10,000.
    pub weight: i64,
    /// The level asked.
    pub level: Option<u8>,
    /// The best answer among the person's skills.
    pub answer: Option<AnswerTrace>,
    /// How far it is met, in 1/10,000.
    pub gain: i32,
    /// What it brings of the points of its part, in 1/10,000 of a point; all together what the part brings.
    pub brings: i32,
    /// The same against somebody usual; all together the contribution of the part.
    pub contribution: i32,
}

/// The skill of the person that answers, and what its answer is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerTrace {
    /// It, as the person has it.
    pub held: PersonSkill,
    /// How it stands to the one asked.
    pub relation: Relation,
    /// What the gain is the product of.
    pub factors: Factors,
}

/// Does `a` come before `b` where both answer equally well?
fn before(a: &PersonSkill, b: &PersonSkill) -> bool {
    (b.skill, a.proof, a.level, a.months, b.months_since_used)
        > (a.skill, b.proof, b.level, b.months, a.months_since_used)
}

fn points(importance: Importance) -> i64 {
    match importance {
        Importance::Must => 3,
        Importance::Should => 2,
        Importance::Nice => 1,
    }
}

/// The four that a gain is the product of, each in 1/10,000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Factors {
    /// How near the skill is to the one asked.
    pub similarity: i32,
    /// How much of the level asked is there.
    pub level: i32,
    /// How lately it was used.
    pub recency: i32,
    /// How it is known.
    pub proof: i32,
}

impl Factors {
    /// A job that asks for no level is met by any.
    fn of(held: &PersonSkill, relation: Relation, asked: Option<u8>) -> Self {
        let level = match (held.level, asked) {
            (_, None) => ONE,
            (None, Some(_)) => 8_000,
            (Some(held), Some(asked)) => {
                share(u64::from(held.min(MAX_LEVEL)) + 1, u64::from(asked) + 1)
            }
        };
        let recency = held.months_since_used.map_or(ONE, |months| {
            RECENCY[usize::from(months).min(RECENCY.len() - 1)]
        });
        let proof = match held.proof {
            Proof::Verified => ONE,
            Proof::Stated => 9_000,
            Proof::Inferred => 8_000,
        };
        Self {
            similarity: relation.similarity(),
            level,
            recency,
            proof,
        }
    }

    /// Their product in 1/10,000, rounded once.
    pub fn gain(self) -> i32 {
        let product = [self.level, self.recency, self.proof]
            .iter()
            .fold(i64::from(self.similarity), |product, &f| {
                product * i64::from(f)
            });
        narrow(div_round(product, 1_000_000_000_000))
    }
}

/// How far a skill of a person's meets one asked, in 1/10,000.
pub(crate) fn gain(held: &PersonSkill, relation: Relation, asked: Option<u8>) -> i32 {
    Factors::of(held, relation, asked).gain()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(level: Option<u8>, months_since_used: Option<u16>, proof: Proof) -> PersonSkill {
        PersonSkill {
            skill: 1,
            level,
            months: None,
            months_since_used,
            proof,
        }
    }

    #[test]
    fn a_gain_is_the_product_of_four() {
        let case = |level, since, proof, relation, asked| {
            gain(&held(level, since, proof), relation, asked)
        };
        assert_eq!(
            case(Some(3), None, Proof::Verified, Relation::Same, Some(3)),
            10_000
        );
        // 1 × .8 × 1 × .9
        assert_eq!(
            case(None, Some(24), Proof::Stated, Relation::Same, Some(2)),
            7_200
        );
        // .9 × 2/4 × 1 × .8
        assert_eq!(
            case(Some(1), None, Proof::Inferred, Relation::Narrower, Some(3)),
            3_600
        );
        // Eight years since: 0.5^((8-2)/6) = .5. .4 × 1 × .5 × 1
        assert_eq!(
            case(
                Some(4),
                Some(96),
                Proof::Verified,
                Relation::Broader,
                Some(0)
            ),
            2_000
        );
        // Never below a half: .3 × 1 × .5 × .9 = .135
        assert_eq!(
            case(None, Some(600), Proof::Stated, Relation::Sibling, None),
            1_350
        );
        // Five years since: 0.5^(3/6) = .7071
        assert_eq!(
            case(None, Some(60), Proof::Verified, Relation::Same, None),
            7_071
        );
    }
}
