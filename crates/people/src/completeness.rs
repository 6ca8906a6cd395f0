//! How complete a profile is, what is missing and what each missing thing would change.

use crate::model::{Profile, Section, Shown, Standing};
use matching::{Dimension, Weights};
use time::Date;

/// How complete a profile is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completeness {
    /// 0 to 100.
    pub percent: u8,
    /// What is missing, the most valuable first.
    pub missing: Vec<Missing>,
}

/// One thing that is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// Where to give it.
    pub section: Section,
    /// What to do, as a verb.
    pub what: String,
    /// What it would change.
    pub why: String,
    /// Points of completeness it would add; 0 for what counts elsewhere.
    pub gain: u8,
}

/// Points of everything that counts. They sum to 100.
const PLACE: u8 = 12;
const SKILLS: u8 = 20;
const LEVELS: u8 = 4;
const EXPERIENCE: u8 = 16;
const HOURS: u8 = 12;
const EDUCATION: u8 = 8;
const RIGHT_TO_WORK: u8 = 6;
const HEADLINE: u8 = 4;
const BIO: u8 = 4;
const TYPES: u8 = 4;
const PAY: u8 = 4;
const MODES: u8 = 3;
const COMMUTE: u8 = 3;
/// Skills that make the list complete.
const ENOUGH_SKILLS: usize = 5;

/// Works it out for a day.
pub fn completeness(profile: &Profile, today: Date) -> Completeness {
    let mut tally = Tally::default();
    fit(&mut tally, profile);
    wishes(&mut tally, profile);
    first_look(&mut tally, profile);
    papers(&mut tally, profile, today);
    hidden(&mut tally, profile);
    tally
        .missing
        .sort_by_key(|missing| std::cmp::Reverse(missing.gain));
    Completeness {
        percent: tally.percent,
        missing: tally.missing,
    }
}

#[derive(Default)]
struct Tally {
    percent: u8,
    missing: Vec<Missing>,
}

impl Tally {
    /// Counts `have` of `points`; what is left is missing.
    fn count(
        &mut self,
        section: Section,
        have: u8,
        points: u8,
        what: impl Into<String>,
        why: impl Into<String>,
    ) {
        self.percent += have.min(points);
        if have < points {
            self.note(section, points - have, what, why);
        }
    }

    fn whole(
        &mut self,
        section: Section,
        given: bool,
        points: u8,
        what: &str,
        why: impl Into<String>,
    ) {
        self.count(section, if given { points } else { 0 }, points, what, why);
    }

    fn note(
        &mut self,
        section: Section,
        gain: u8,
        what: impl Into<String>,
        why: impl Into<String>,
    ) {
        self.missing.push(Missing {
            section,
            what: what.into(),
            why: why.into(),
            gain,
        });
    }
}

/// How much of a fit score a part is worth by default, in percent.
fn share(dimension: Dimension) -> u16 {
    let at = Dimension::ALL
        .iter()
        .position(|one| *one == dimension)
        .unwrap_or_default();
    Weights::default().get()[at] / 100
}

/// What the fit score is made of.
fn fit(tally: &mut Tally, profile: &Profile) {
    let unknown = |dimension| {
        format!(
            "It is {}% of a fit score, and counts as unknown until then.",
            share(dimension)
        )
    };
    tally.whole(
        Section::About,
        profile.point.is_some(),
        PLACE,
        "Say where you start from",
        unknown(Dimension::Location),
    );
    let skills = profile.skills.len();
    let listed = skills.min(ENOUGH_SKILLS) as u8 * (SKILLS / ENOUGH_SKILLS as u8);
    let what = match ENOUGH_SKILLS.saturating_sub(skills) {
        1 => "Add one more skill".to_owned(),
        more => format!(
            "Add {more} {}skills",
            if skills == 0 { "" } else { "more " }
        ),
    };
    tally.count(
        Section::Skills,
        listed,
        SKILLS,
        what,
        format!(
            "Skills are {}% of a fit score, the largest part.",
            share(Dimension::Skills)
        ),
    );
    let levels = skills > 0
        && profile
            .skills
            .iter()
            .filter(|skill| skill.level.is_some())
            .count()
            * 2
            >= skills;
    tally.whole(
        Section::Skills,
        levels,
        LEVELS,
        "Say how well you know your skills",
        "A skill without a level counts four fifths where a job asks for one.",
    );
    let experience = !profile.experience.is_empty() || profile.no_experience;
    let why = format!(
        "It is {}% of a fit score. “None yet” is an answer too.",
        share(Dimension::Experience)
    );
    tally.whole(
        Section::Experience,
        experience,
        EXPERIENCE,
        "Add the jobs you have held",
        why,
    );
    tally.whole(
        Section::Availability,
        profile.availability.is_some(),
        HOURS,
        "Say when you can work",
        unknown(Dimension::Availability),
    );
    tally.whole(
        Section::Education,
        !profile.education.is_empty(),
        EDUCATION,
        "Add your highest qualification",
        unknown(Dimension::Education),
    );
}

/// What a job is measured by from the person's side.
fn wishes(tally: &mut Tally, profile: &Profile) {
    let wished = |given: bool| if given { u8::MAX } else { 0 };
    let mut wish = |given, points, what: &str, why: &str| {
        tally.count(Section::Work, wished(given), points, what, why);
    };
    wish(
        !profile.wish_types.is_empty(),
        TYPES,
        "Choose the kinds of work you want",
        "Jobs of other kinds sink in your list.",
    );
    wish(
        profile.wish_pay.is_some(),
        PAY,
        "Say the least you would work for",
        "Jobs that pay less sink in your list. Employers do not see it.",
    );
    wish(
        !profile.work_modes.is_empty(),
        MODES,
        "Choose on site, hybrid or remote",
        "Jobs of another mode sink in your list.",
    );
    wish(
        profile.wish_commute_km.is_some(),
        COMMUTE,
        "Say how far you would commute",
        "Jobs farther away sink in your list.",
    );
}

/// What an employer reads first.
fn first_look(tally: &mut Tally, profile: &Profile) {
    let why = "It stands under your name in every list of candidates.";
    tally.whole(
        Section::About,
        !profile.headline.is_empty(),
        HEADLINE,
        "Write a headline",
        why,
    );
    tally.whole(
        Section::About,
        !profile.bio.is_empty(),
        BIO,
        "Write a few lines about yourself",
        "People decide whom to talk to by it. It never changes a score.",
    );
}

/// Documents.
fn papers(tally: &mut Tally, profile: &Profile, today: Date) {
    let valid = |document| {
        profile
            .certifications
            .iter()
            .any(|one| one.document == Some(document) && one.standing(today) != Standing::Expired)
    };
    let why = "Jobs that ask for it list you as not yet shown to be eligible.";
    let section = Section::Certifications;
    tally.whole(
        section,
        valid(crate::model::Document::RightToWork),
        RIGHT_TO_WORK,
        "Add your right to work",
        why,
    );
    for one in &profile.certifications {
        // A newer one of the same document makes up for it.
        if one.document.is_some_and(valid) && one.standing(today) == Standing::Expired {
            continue;
        }
        match one.standing(today) {
            Standing::Expired => tally.note(
                section,
                0,
                format!("Renew “{}”", one.name),
                "It has expired and no longer counts.",
            ),
            Standing::Expiring(0) => tally.note(
                section,
                0,
                format!("Renew “{}”", one.name),
                "Today is its last day.",
            ),
            Standing::Expiring(days) => {
                let left = if days == 1 {
                    "a day".to_owned()
                } else {
                    format!("{days} days")
                };
                tally.note(
                    section,
                    0,
                    format!("Renew “{}”", one.name),
                    format!("It expires in {left} and then stops counting."),
                );
            }
            Standing::Valid => {}
        }
    }
}

/// What is there but hidden.
fn hidden(tally: &mut Tally, profile: &Profile) {
    let filled = [
        (Shown::Skills, !profile.skills.is_empty()),
        (Shown::Experience, !profile.experience.is_empty()),
        (Shown::Availability, profile.availability.is_some()),
        (Shown::Education, !profile.education.is_empty()),
        (Shown::Certifications, !profile.certifications.is_empty()),
        (Shown::Style, profile.styles.is_some()),
    ];
    for (part, _) in filled
        .into_iter()
        .filter(|(part, filled)| *filled && !profile.shows(*part))
    {
        tally.note(
            Section::Visibility,
            0,
            format!("Show “{}”", part.label()),
            "It is hidden, so it does not count towards fit.",
        );
    }
}

#[cfg(test)]
mod tests;
