//! What a person can show for a skill, in eleven bits: its level, how it is known, since when it rests.
//! Everything the gain of a skill depends on is kept, so nothing is lost by it.

use crate::fit::skills::gain;
use crate::model::{MAX_LEVEL, PersonSkill, Proof};
use crate::world::Relation;
use std::sync::LazyLock;

/// Bits of a credit within a packed skill.
const BITS: u32 = 11;
/// Skills are numbered below this.
pub(super) const MOST_SKILLS: u32 = 1 << (32 - BITS);
/// A skill at rest loses nothing before.
const FRESH: u16 = 24;
/// It loses no more after.
const STALE: u16 = 96;
const RESTS: u16 = STALE - FRESH + 1;
const LEVELS: u16 = MAX_LEVEL as u16 + 2;
const CREDITS: usize = (LEVELS * 3 * RESTS) as usize;
const RELATIONS: [Relation; 4] = [
    Relation::Sibling,
    Relation::Broader,
    Relation::Narrower,
    Relation::Same,
];

/// The number of a skill with its credit.
pub(super) fn pack(rank: u32, held: &PersonSkill) -> u32 {
    let level = held
        .level
        .map_or(LEVELS - 1, |level| u16::from(level.min(MAX_LEVEL)));
    let proof = match held.proof {
        Proof::Inferred => 0,
        Proof::Stated => 1,
        Proof::Verified => 2,
    };
    let rest = held.months_since_used.unwrap_or(0).clamp(FRESH, STALE) - FRESH;
    rank << BITS | u32::from((level * 3 + proof) * RESTS + rest)
}

/// The number of the skill.
pub(super) fn rank(packed: u32) -> u32 {
    packed >> BITS
}

/// Its credit.
pub(super) fn credit(packed: u32) -> u16 {
    (packed & ((1 << BITS) - 1)) as u16
}

/// Could [`pack`] have made this?
pub(super) fn is_one(packed: u32) -> bool {
    usize::from(credit(packed)) < CREDITS
}

/// A skill with this credit, as good as the one that was packed.
pub(super) fn unpack(skill: u32, credit: u16) -> PersonSkill {
    let (level, rest) = (credit / RESTS / 3, credit % RESTS);
    PersonSkill {
        skill,
        level: u8::try_from(level).ok().filter(|level| *level <= MAX_LEVEL),
        months: None,
        months_since_used: (rest > 0).then_some(rest + FRESH),
        proof: [Proof::Inferred, Proof::Stated, Proof::Verified][usize::from(credit / RESTS % 3)],
    }
}

/// The gain of every credit, by the level asked and the relation.
static GAINS: LazyLock<Vec<u16>> = LazyLock::new(|| {
    let asked = (0..=MAX_LEVEL).map(Some).chain([None]);
    let kinds = asked.flat_map(|asked| RELATIONS.map(|relation| (asked, relation)));
    kinds
        .flat_map(|(asked, relation)| {
            (0..CREDITS as u16).map(move |credit| {
                u16::try_from(gain(&unpack(0, credit), relation, asked)).unwrap_or(u16::MAX)
            })
        })
        .collect()
});

/// The gain of every credit for one way of asking.
#[derive(Clone, Copy)]
pub(super) struct Gains(&'static [u16]);

impl Gains {
    pub(super) fn new(asked: Option<u8>, relation: Relation) -> Self {
        let asked = usize::from(asked.map_or(MAX_LEVEL + 1, |level| level.min(MAX_LEVEL)));
        let relation = RELATIONS
            .iter()
            .position(|one| *one == relation)
            .unwrap_or(0);
        let from = (asked * RELATIONS.len() + relation) * CREDITS;
        Self(&GAINS[from..from + CREDITS])
    }

    pub(super) fn of(self, credit: u16) -> u16 {
        self.0[usize::from(credit)]
    }

    /// The most any credit gains.
    pub(super) fn most(self) -> u16 {
        self.0.iter().copied().max().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packed_skill_gains_what_the_skill_does() {
        let levels = (0..=6).map(Some).chain([None]);
        let rests = (0..=100).step_by(3).map(Some).chain([Some(1_000), None]);
        let helds = levels.flat_map(|level| {
            rests.clone().flat_map(move |months_since_used| {
                [Proof::Inferred, Proof::Stated, Proof::Verified].map(|proof| PersonSkill {
                    skill: 7,
                    level,
                    months: None,
                    months_since_used,
                    proof,
                })
            })
        });
        for held in helds {
            let packed = pack(MOST_SKILLS - 1, &held);
            assert_eq!(rank(packed), MOST_SKILLS - 1);
            for relation in RELATIONS {
                for asked in [None, Some(0), Some(2), Some(4)] {
                    let exact = gain(&held, relation, asked);
                    let ours = Gains::new(asked, relation).of(credit(packed));
                    assert_eq!(i32::from(ours), exact, "{held:?}");
                    assert_eq!(
                        gain(&unpack(7, credit(packed)), relation, asked),
                        exact,
                        "{held:?}"
                    );
                }
            }
        }
    }
}
