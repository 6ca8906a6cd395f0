//! The cosine of stated work styles, only where both sides answered. Never inferred from anything.

use super::Mark;
use crate::explain::Evidence;
use crate::fixed::{ONE, div_round, narrow};
use crate::model::{Job, Person, Styles};

pub(crate) fn mark(job: &Job, styles: Option<Styles>) -> Mark {
    let cosine = job.styles.zip(styles).and_then(|(a, b)| cosine(&a, &b));
    // Opposite styles are no worse than unrelated ones.
    cosine.map_or(Mark::NotAsked, |cosine| Mark::Known(cosine.max(0)))
}

pub(super) fn evidence(job: &Job, person: &Person) -> Option<Evidence> {
    cosine(&job.styles?, &person.styles?).map(|cosine| Evidence::Culture { cosine })
}

/// In 1/10,000; `None` if either side leans nowhere.
fn cosine(a: &Styles, b: &Styles) -> Option<i32> {
    let dot = |a: &Styles, b: &Styles| {
        a.iter()
            .zip(b)
            .map(|(x, y)| i64::from(*x) * i64::from(*y))
            .sum::<i64>()
    };
    let squares = dot(a, a) * dot(b, b);
    // Four more digits under the root, so that rounding it down shows nowhere.
    let length = (squares.checked_mul(100_000_000)?).isqrt();
    (length > 0).then(|| narrow(div_round(dot(a, b) * 10_000 * 10_000, length)).clamp(-ONE, ONE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn like_minds_score_high() {
        let a = [2, 1, 0, 0, 0, 0, 0, 0];
        assert_eq!(cosine(&a, &a), Some(ONE));
        assert_eq!(cosine(&a, &a.map(|x: i8| -x)), Some(-ONE));
        // 2·1 + 1·2 = 4 over √5·√5 = 5
        assert_eq!(cosine(&a, &[1, 2, 0, 0, 0, 0, 0, 0]), Some(8_000));
        assert_eq!(cosine(&a, &[0; 8]), None);
    }
}
