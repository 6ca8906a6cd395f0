//! What a job does not say yet, and what it cannot be published without.

use super::content::Content;
use super::views::Step;
use super::words::PayKind;

/// Something a job does not say yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// What is missing.
    pub what: &'static str,
    /// What it is good for.
    pub why: &'static str,
    /// The step of the wizard where it is filled in.
    pub step: Step,
    /// The field there.
    pub field: &'static str,
    /// Cannot be published without it?
    pub needed: bool,
}

/// Everything missing, what is needed first.
pub fn gaps(job: &Content) -> Vec<Gap> {
    let gap = |needed, what, why, step, field| Gap {
        what,
        why,
        step,
        field,
        needed,
    };
    let unpaid = job.pay.kind == PayKind::Unpaid;
    let all = [
        (
            job.title.is_empty(),
            gap(
                true,
                "A title",
                "People search by it.",
                Step::Basics,
                "title",
            ),
        ),
        (
            job.description.is_empty(),
            gap(
                true,
                "A description",
                "Nobody applies for work they cannot picture.",
                Step::Basics,
                "description",
            ),
        ),
        (
            job.has_place() && job.place.point.is_none(),
            gap(
                true,
                "A place",
                "People are found by distance.",
                Step::Place,
                "place",
            ),
        ),
        (
            !unpaid && job.pay.range().is_none(),
            gap(
                true,
                "Pay",
                "Every job here says what it pays, or that it is unpaid.",
                Step::Place,
                "pay_min",
            ),
        ),
        (
            job.skills.is_empty(),
            gap(
                false,
                "Skills",
                "Without them nobody can be ranked by what they can do.",
                Step::Requirements,
                "skills",
            ),
        ),
        (
            job.occupation.is_none(),
            gap(
                false,
                "The occupation",
                "Experience is compared through it.",
                Step::Basics,
                "occupation",
            ),
        ),
        (
            job.pattern.is_none(),
            gap(
                false,
                "Weekly hours",
                "People see at once whether they can come.",
                Step::Time,
                "days[0]",
            ),
        ),
        (
            job.starts_on.is_none(),
            gap(
                false,
                "A first day",
                "Without one it reads as: start at once.",
                Step::Time,
                "starts_on",
            ),
        ),
    ];
    all.into_iter()
        .filter_map(|(missing, gap)| missing.then_some(gap))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use people::model::WorkMode;

    #[test]
    fn what_is_needed_holds_publication_back() {
        let mut job = Content::draft("Warehouse operative".into(), "Picks and packs.".into());
        assert_eq!(
            gaps(&job)
                .iter()
                .filter(|g| g.needed)
                .map(|g| g.what)
                .collect::<Vec<_>>(),
            ["A place", "Pay"]
        );
        job.mode = WorkMode::Remote;
        job.pay.kind = PayKind::Unpaid;
        assert!(gaps(&job).iter().all(|g| !g.needed));
    }
}
