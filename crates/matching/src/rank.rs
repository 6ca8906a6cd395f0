//! Lists: ordered by the harmonic mean of both sides' scores, then confidence, then id. The order is
//! total, so it does not depend on the order in which people or jobs are given.

use crate::fit::{Brief, Score, Scorer};
use crate::fixed::{div_round, narrow};
use crate::model::Person;
use crate::wishes::wish_score;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

/// One place of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ranked {
    /// Which of the people or jobs given.
    pub index: usize,
    /// From 1.
    pub rank: usize,
    /// The job's side.
    pub brief: Brief,
    /// The person's side.
    pub wish: Score,
    /// The harmonic mean of both: what orders the list.
    pub mutual: Score,
}

/// The harmonic mean of two scores: high only where both are.
pub fn mutual(kfn: Score, wish: Score) -> Score {
    let (a, b) = (i64::from(kfn.0), i64::from(wish.0));
    Score(if a + b <= 0 {
        0
    } else {
        narrow(div_round(2 * a * b, a + b))
    })
}

/// The `top` people for a job.
pub fn rank_people(scorer: &Scorer<'_>, people: &[Person], top: usize) -> Vec<Ranked> {
    best(
        people.len(),
        top,
        |index| people[index].id.as_str(),
        |index| place(scorer, &people[index], index),
    )
}

/// The `top` jobs for a person.
pub fn rank_jobs(jobs: &[Scorer<'_>], person: &Person, top: usize) -> Vec<Ranked> {
    best(
        jobs.len(),
        top,
        |index| jobs[index].job().id.as_str(),
        |index| place(&jobs[index], person, index),
    )
}

fn place(scorer: &Scorer<'_>, person: &Person, index: usize) -> Ranked {
    let brief = scorer.score(person);
    let wish = wish_score(scorer.job(), person);
    Ranked {
        index,
        rank: 0,
        brief,
        wish,
        mutual: mutual(brief.kfn, wish),
    }
}

/// Keeps no more than twice `top` at a time.
fn best<'a>(
    count: usize,
    top: usize,
    id: impl Fn(usize) -> &'a str,
    score: impl Fn(usize) -> Ranked,
) -> Vec<Ranked> {
    let key = |ranked: &Ranked| {
        (
            Reverse(ranked.mutual),
            Reverse(ranked.brief.confidence),
            id(ranked.index),
            ranked.index,
        )
    };
    let room = top.saturating_mul(2).max(64);
    let mut kept: Vec<Ranked> = Vec::with_capacity(room.min(count));
    for index in 0..count {
        if kept.len() == room && top < room {
            kept.select_nth_unstable_by(top, |a, b| key(a).cmp(&key(b)));
            kept.truncate(top);
        }
        kept.push(score(index));
    }
    kept.sort_unstable_by(|a, b| key(a).cmp(&key(b)));
    kept.truncate(top);
    for (i, ranked) in kept.iter_mut().enumerate() {
        ranked.rank = i + 1;
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_is_high_only_where_both_are() {
        // 2·90·60/150 = 72
        assert_eq!(mutual(Score(900_000), Score(600_000)), Score(720_000));
        assert_eq!(mutual(Score(900_000), Score(0)), Score(0));
        assert_eq!(mutual(Score(0), Score(0)), Score(0));
        assert_eq!(mutual(Score::FULL, Score::FULL), Score::FULL);
    }
}
