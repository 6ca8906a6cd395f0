//! The person's side: how well a job answers what the person wants.
//!
//! A wish left open is not asked; with none at all nothing is left unmet and the score is 100. A wish
//! the job does not speak to counts a half.

use crate::distance;
use crate::fit::Score;
use crate::fixed::{ONE, div_round, mul, narrow, share};
use crate::model::{Job, Mode, Pay, Person, Wishes};
use kernel::money::Currency;
use kernel::week::Week;
use serde::{Deserialize, Serialize};

/// What a person may wish for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wish {
    /// Least pay.
    Pay,
    /// Farthest journey.
    Commute,
    /// Hours.
    Pattern,
    /// On site, hybrid, remote.
    Mode,
    /// Kind of work.
    Kind,
}

impl Wish {
    /// All, in the order of weights.
    pub const ALL: [Self; 5] = [
        Self::Pay,
        Self::Commute,
        Self::Pattern,
        Self::Mode,
        Self::Kind,
    ];

    /// Weight in 1/10,000.
    pub fn weight(self) -> i32 {
        match self {
            Self::Pay => 3_500,
            Self::Commute | Self::Pattern => 2_000,
            Self::Mode => 1_500,
            Self::Kind => 1_000,
        }
    }

    /// Its name on a page.
    pub fn label(self) -> &'static str {
        match self {
            Self::Pay => "Pay",
            Self::Commute => "Journey",
            Self::Pattern => "Hours",
            Self::Mode => "Place of work",
            Self::Kind => "Kind of work",
        }
    }
}

/// One wish and how far the job meets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WishPart {
    /// Which.
    pub wish: Wish,
    /// 0 to 1 in 1/10,000; `None` if the job does not say.
    pub score: Option<i32>,
    /// Points this wish costs, in 1/10,000 of a point; 0 or less. All together: the score less 100.
    pub contribution: i32,
}

/// The person's own score of a job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WishFit {
    /// 0 to 100.
    pub score: Score,
    /// The wishes stated.
    pub parts: Vec<WishPart>,
}

/// Scores a job by the person's wishes, wish by wish.
pub fn wish_fit(job: &Job, person: &Person) -> WishFit {
    let parts = parts(job, &Wants::of(&person.wishes), || metres(job, person));
    let weight: i64 = parts
        .iter()
        .flatten()
        .map(|(wish, _)| i64::from(wish.weight()))
        .sum();
    let (mut lost, mut before) = (0, Score::FULL.0);
    let parts = parts
        .into_iter()
        .flatten()
        .map(|(wish, score)| {
            lost += loss(wish, score);
            let after = points(lost, weight);
            let part = WishPart {
                wish,
                score,
                contribution: after - before,
            };
            before = after;
            part
        })
        .collect();
    WishFit {
        score: Score(before),
        parts,
    }
}

/// The score of [`wish_fit`] alone.
pub fn wish_score(job: &Job, person: &Person) -> Score {
    wanted_score(job, &Wants::of(&person.wishes), || metres(job, person))
}

/// What a person wants, wherever it is kept.
pub(crate) struct Wants<'a> {
    pub(crate) pay_minor: Option<u32>,
    pub(crate) currency: Option<Currency>,
    pub(crate) modes: &'a [Mode],
    pub(crate) kinds: &'a [String],
    pub(crate) commute_km: Option<u16>,
    pub(crate) pattern: Option<Week>,
}

impl<'a> Wants<'a> {
    fn of(wishes: &'a Wishes) -> Self {
        Self {
            pay_minor: wishes.pay_minor,
            currency: wishes.currency,
            modes: &wishes.modes,
            kinds: &wishes.kinds,
            commute_km: wishes.commute_km,
            pattern: wishes.pattern,
        }
    }
}

/// The score of what is wanted, so many metres away.
pub(crate) fn wanted_score(
    job: &Job,
    wants: &Wants<'_>,
    metres: impl FnOnce() -> Option<u32>,
) -> Score {
    let parts = parts(job, wants, metres);
    let (weight, lost) = parts
        .iter()
        .flatten()
        .fold((0, 0), |(weight, lost), &(wish, score)| {
            (weight + i64::from(wish.weight()), lost + loss(wish, score))
        });
    Score(points(lost, weight))
}

fn loss(wish: Wish, score: Option<i32>) -> i64 {
    i64::from(wish.weight()) * i64::from(ONE - score.unwrap_or(ONE / 2))
}

fn points(lost: i64, weight: i64) -> i32 {
    if weight == 0 {
        Score::FULL.0
    } else {
        Score::FULL.0 - narrow(div_round(lost * 100, weight))
    }
}

type Part = Option<(Wish, Option<i32>)>;

/// Outer `None`: not wished; inner `None`: the job does not say.
fn parts(job: &Job, wants: &Wants<'_>, metres: impl FnOnce() -> Option<u32>) -> [Part; 5] {
    let mut metres = Some(metres);
    Wish::ALL.map(|wish| {
        let score = match wish {
            Wish::Pay => wants
                .pay_minor
                .filter(|&want| want > 0)
                .map(|want| pay(job.pay, want, wants.currency)),
            Wish::Commute => wants
                .commute_km
                .map(|limit| commute(job.mode, || metres.take()?(), limit)),
            Wish::Pattern => wants.pattern.map(|wanted| {
                job.pattern.map(|pattern| {
                    share(
                        u64::from(pattern.and(&wanted).count()),
                        u64::from(pattern.count()),
                    )
                })
            }),
            Wish::Mode => (!wants.modes.is_empty()).then(|| Some(mode(job.mode, wants.modes))),
            Wish::Kind => (!wants.kinds.is_empty()).then(|| {
                job.kind
                    .as_ref()
                    .map(|kind| if wants.kinds.contains(kind) { ONE } else { 0 })
            }),
        };
        score.map(|score| (wish, score))
    })
}

/// Four fifths for the top of the range, one fifth for the bottom; each falls to nothing at three
/// quarters of what is wanted. Another currency says nothing.
fn pay(pay: Option<Pay>, want: u32, currency: Option<Currency>) -> Option<i32> {
    let pay = pay.filter(|pay| currency.is_none_or(|currency| currency == pay.currency))?;
    let reach =
        |offered: u32| (ONE - 4 * (ONE - share(u64::from(offered), u64::from(want)))).max(0);
    let top = pay.max_minor.unwrap_or(pay.min_minor).max(pay.min_minor);
    Some(mul(reach(top), 8_000) + mul(reach(pay.min_minor), 2_000))
}

fn metres(job: &Job, person: &Person) -> Option<u32> {
    distance::metres(job.place?, person.place?)
}

/// Within the limit 1, falling to 0 at twice the limit.
fn commute(job: Mode, metres: impl FnOnce() -> Option<u32>, limit_km: u16) -> Option<i32> {
    if job == Mode::Remote {
        return Some(ONE);
    }
    let metres = metres()?;
    let limit = u32::from(limit_km.max(1)) * 1_000;
    Some(ONE - share(u64::from(metres.saturating_sub(limit)), u64::from(limit)))
}

/// No more can be wished for by somebody at least so far away who travels so far at most, whatever else
/// they wish.
pub(crate) fn most_wished(job: &Job, limit_km: u16, metres: Option<u32>) -> Score {
    let all = Wish::ALL.iter().map(|wish| i64::from(wish.weight())).sum();
    let lost = loss(Wish::Commute, commute(job.mode, || metres, limit_km));
    Score(points(lost, all))
}

/// Hybrid is half of what either side wants.
fn mode(mode: Mode, wanted: &[Mode]) -> i32 {
    if wanted.contains(&mode) {
        ONE
    } else if mode == Mode::Hybrid || wanted.contains(&Mode::Hybrid) {
        ONE / 2
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    fn offer(min: u32, max: Option<u32>) -> Option<Pay> {
        Some(Pay {
            min_minor: min,
            max_minor: max,
            currency: Currency::Gbp,
        })
    }

    #[test]
    fn pay_is_weighed_at_both_ends_of_the_range() {
        let pounds = Some(Currency::Gbp);
        assert_eq!(pay(offer(1_200, None), 1_200, pounds), Some(ONE));
        assert_eq!(pay(offer(1_300, None), 1_200, pounds), Some(ONE));
        // Bottom 10% short: 1 − 4·.1 = .6 of a fifth.
        assert_eq!(pay(offer(1_080, Some(1_300)), 1_200, pounds), Some(9_200));
        assert_eq!(pay(offer(1_080, None), 1_200, pounds), Some(6_000));
        assert_eq!(pay(offer(800, None), 1_200, pounds), Some(0));
        assert_eq!(pay(None, 1_200, pounds), None);
        assert_eq!(pay(offer(2_000, None), 1_200, Some(Currency::Eur)), None);
    }

    #[test]
    fn wishes_are_weighed_together() {
        let mut job = Job::new("j");
        let mut person = Person::new("p");
        assert_eq!(wish_fit(&job, &person).score, Score::FULL);
        job.pay = offer(1_080, None);
        job.mode = Mode::Hybrid;
        person.wishes.pay_minor = Some(1_200);
        person.wishes.modes = vec![Mode::Remote];
        person.wishes.kinds = vec!["permanent".into()];
        // Lost: .35·.4 + .15·.5 + .10·.5 (kind not said) = .265 of .60: 100 − 44.1667
        let fit = wish_fit(&job, &person);
        assert_eq!(fit.score, Score(558_333));
        assert_eq!(
            fit.parts.iter().map(|part| part.score).collect::<Vec<_>>(),
            [Some(6_000), Some(5_000), None]
        );
        assert_eq!(fit.score, wish_score(&job, &person));
    }
}
