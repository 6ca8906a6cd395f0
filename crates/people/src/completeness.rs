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
mod tests {
    use super::*;
    use crate::model::{
        Certification, Document, Education, Experience, Skill, Step, WorkMode, WorkType,
    };
    use kernel::geo::Point;
    use kernel::id::{EntryId, PersonId};
    use kernel::money::{Currency, Money};
    use kernel::week::Week;
    use proptest::prelude::*;
    use time::macros::date;

    const TODAY: Date = date!(2026 - 11 - 21);
    const NIL: uuid::Uuid = uuid::Uuid::nil();

    fn empty() -> Profile {
        Profile {
            id: PersonId(NIL),
            name: "Ama".into(),
            headline: String::new(),
            bio: String::new(),
            place: String::new(),
            point: None,
            travel_radius_km: None,
            work_modes: vec![],
            availability: None,
            available_from: None,
            rate: None,
            currency: Currency::Gbp,
            wish_pay: None,
            wish_types: vec![],
            wish_commute_km: None,
            education_level: None,
            styles: None,
            no_experience: false,
            visible: Shown::ALL.to_vec(),
            discoverable: true,
            public_page: false,
            onboarding_step: Step::About,
            onboarded_at: None,
            version: 1,
            exceptions: vec![],
            skills: vec![],
            experience: vec![],
            education: vec![],
            certifications: vec![],
        }
    }

    fn skill(id: i32) -> Skill {
        Skill {
            id,
            label: format!("skill {id}"),
            level: Some(2),
            months: None,
            last_used_year: None,
            evidence: crate::model::Evidence::Stated,
        }
    }

    fn certificate(document: Option<Document>, expires_on: Option<Date>) -> Certification {
        let name = document.map_or("Barista", Document::label).to_owned();
        Certification {
            id: EntryId(NIL),
            name,
            document,
            issuer: String::new(),
            issued_on: None,
            expires_on,
            credential_url: String::new(),
        }
    }

    fn full() -> Profile {
        Profile {
            headline: "Picker".into(),
            bio: "Hello".into(),
            point: Some(Point {
                lat: 51.5,
                lon: 0.0,
            }),
            work_modes: vec![WorkMode::OnSite],
            availability: Some(Week::full()),
            wish_pay: Some(Money::new(1200, Currency::Gbp)),
            wish_types: vec![WorkType::Shift],
            wish_commute_km: Some(20),
            skills: (1..=5).map(skill).collect(),
            experience: vec![Experience {
                id: EntryId(NIL),
                title: "Picker".into(),
                organisation: String::new(),
                occupation: None,
                started_on: TODAY,
                ended_on: None,
                description: String::new(),
            }],
            education: vec![Education {
                id: EntryId(NIL),
                institution: "Leeds".into(),
                qualification: "GCSE".into(),
                level: 3,
                started_on: None,
                ended_on: None,
            }],
            certifications: vec![certificate(Some(Document::RightToWork), None)],
            ..empty()
        }
    }

    #[test]
    fn nothing_is_nothing_and_all_is_all() {
        let none = completeness(&empty(), TODAY);
        assert_eq!(none.percent, 0);
        assert_eq!(
            none.missing
                .iter()
                .map(|missing| u32::from(missing.gain))
                .sum::<u32>(),
            100
        );
        assert_eq!(none.missing[0].what, "Add 5 skills");
        assert!(none.missing[0].why.contains("40%"));
        assert_eq!(
            completeness(&full(), TODAY),
            Completeness {
                percent: 100,
                missing: vec![]
            }
        );
    }

    #[test]
    fn none_yet_is_an_answer() {
        let profile = Profile {
            experience: vec![],
            no_experience: true,
            ..full()
        };
        assert_eq!(completeness(&profile, TODAY).percent, 100);
    }

    #[test]
    fn an_expired_certificate_is_missing_and_a_newer_one_makes_up_for_it() {
        let old = certificate(Some(Document::RightToWork), Some(date!(2026 - 11 - 20)));
        let profile = Profile {
            certifications: vec![old.clone()],
            ..full()
        };
        let found = completeness(&profile, TODAY);
        assert_eq!(found.percent, 94);
        assert!(
            found
                .missing
                .iter()
                .any(|missing| missing.why.contains("expired"))
        );
        let profile = Profile {
            certifications: vec![old, certificate(Some(Document::RightToWork), None)],
            ..full()
        };
        assert_eq!(
            completeness(&profile, TODAY),
            Completeness {
                percent: 100,
                missing: vec![]
            }
        );
    }

    #[test]
    fn what_is_hidden_is_pointed_out() {
        let profile = Profile {
            visible: vec![],
            ..full()
        };
        let missing = completeness(&profile, TODAY).missing;
        assert_eq!(missing.len(), 5);
        assert!(
            missing
                .iter()
                .all(|missing| missing.section == Section::Visibility && missing.gain == 0)
        );
    }

    proptest! {
        #[test]
        fn what_is_there_and_what_is_missing_make_a_hundred(
            skills in 0usize..9, levels in any::<bool>(), parts in prop::collection::vec(any::<bool>(), 10)
        ) {
            let (full, none) = (full(), empty());
            let pick = |at: usize| if parts[at] { &full } else { &none };
            let profile = Profile {
                skills: (0..skills).map(|id| Skill { level: levels.then_some(1), ..skill(id as i32) }).collect(),
                headline: pick(0).headline.clone(),
                bio: pick(1).bio.clone(),
                point: pick(2).point,
                work_modes: pick(3).work_modes.clone(),
                availability: pick(4).availability,
                wish_pay: pick(5).wish_pay,
                wish_types: pick(6).wish_types.clone(),
                experience: pick(7).experience.clone(),
                education: pick(8).education.clone(),
                certifications: pick(9).certifications.clone(),
                ..empty()
            };
            let found = completeness(&profile, TODAY);
            let gain: u32 = found.missing.iter().map(|missing| u32::from(missing.gain)).sum();
            prop_assert_eq!(u32::from(found.percent) + gain, 100);
            let more = Profile { skills: (0..=skills).map(|id| skill(id as i32)).collect(), ..profile };
            prop_assert!(completeness(&more, TODAY).percent >= found.percent);
        }
    }
}
