//! What a person's profile is made of, as both sides see it.

mod words;

pub use words::{Document, Evidence, Section, Shown, Step, WorkMode, WorkType};

use kernel::geo::Point;
use kernel::id::{EntryId, PersonId};
use kernel::money::{Currency, Money};
use kernel::postcode::Postcode;
use kernel::week::Week;
use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime};

/// Most skills one may list.
pub const SKILLS_MAX: usize = 100;
/// Most lines of experience, of education and of certifications.
pub const ENTRIES_MAX: usize = 50;
/// Most dated exceptions.
pub const EXCEPTIONS_MAX: usize = 200;
/// Work-style questions.
pub const STYLE_COUNT: usize = 8;
/// Answers to the work-style questions, each -2 (first pole) to 2 (second pole), 0 for no preference.
pub type Styles = [i8; STYLE_COUNT];
/// The two poles of each work-style question, in the order of the formula.
pub const STYLES: [(&str, &str); STYLE_COUNT] = [
    ("A steady pace", "A fast pace"),
    ("Clear instructions", "Room to decide"),
    ("On my own", "In a team"),
    ("One thing for long", "Many things in turn"),
    ("Behind the scenes", "With customers"),
    ("Tactful feedback", "Blunt feedback"),
    ("Proven ways", "New ways"),
    ("Fixed hours", "Flexible hours"),
];
/// Skill levels 0 to 4.
pub const LEVELS: [&str; 5] = ["Aware", "Beginner", "Competent", "Proficient", "Expert"];

/// Levels of the European Qualifications Framework 1 to 8, in words and British examples.
pub const QUALIFICATIONS: [(&str, &str); 8] = [
    ("Basic schooling", "entry level"),
    ("School leaver", "GCSE grades 1–3, National 4"),
    ("Secondary school", "GCSE grades 4–9, National 5"),
    ("Upper secondary", "A-level, Higher, NVQ 3"),
    ("Short higher education", "HNC, HND, foundation degree"),
    ("Bachelor’s degree", "BA, BSc, degree apprenticeship"),
    ("Master’s degree", "MA, MSc, PGCE"),
    ("Doctorate", "PhD"),
];

/// A qualification level in words; `None` outside 1 to 8.
pub fn qualification(level: u8) -> Option<&'static str> {
    QUALIFICATIONS
        .get(usize::from(level).checked_sub(1)?)
        .map(|(name, _)| *name)
}

/// Everything a person has said about themselves.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    /// Whose.
    pub id: PersonId,
    /// Name.
    pub name: String,
    /// One line under it.
    pub headline: String,
    /// About them.
    pub bio: String,
    /// Where they start from, as typed. Others are shown [`public_place`].
    pub place: String,
    /// The point it was found at.
    pub point: Option<Point>,
    /// How far they travel.
    pub travel_radius_km: Option<u16>,
    /// Modes wanted; empty means any.
    pub work_modes: Vec<WorkMode>,
    /// Hours of the week they can work; `None` if not said.
    pub availability: Option<Week>,
    /// First day they can work.
    pub available_from: Option<Date>,
    /// Pay asked for, an hour.
    pub rate: Option<Money>,
    /// Currency of rate and wish.
    pub currency: Currency,
    /// Least pay a job must offer, an hour.
    pub wish_pay: Option<Money>,
    /// Kinds of work wanted; empty means any.
    pub wish_types: Vec<WorkType>,
    /// Farthest daily journey, one way.
    pub wish_commute_km: Option<u16>,
    /// Highest qualification finished by the day of reading, 1 to 8.
    pub education_level: Option<u8>,
    /// Work-style answers.
    pub styles: Option<Styles>,
    /// They said that there is no experience to list.
    pub no_experience: bool,
    /// Parts shown to others.
    pub visible: Vec<Shown>,
    /// May organisations find them?
    pub discoverable: bool,
    /// May everybody open their page?
    pub public_page: bool,
    /// Where onboarding goes on.
    pub onboarding_step: Step,
    /// When onboarding was finished.
    pub onboarded_at: Option<OffsetDateTime>,
    /// Counts every change.
    pub version: i32,
    /// Days that differ from the week, the next first.
    pub exceptions: Vec<Exception>,
    /// Skills, the best first.
    pub skills: Vec<Skill>,
    /// Jobs held, the present first.
    pub experience: Vec<Experience>,
    /// Qualifications, the highest first.
    pub education: Vec<Education>,
    /// Certificates.
    pub certifications: Vec<Certification>,
}

impl Profile {
    /// Is a part shown to others?
    pub fn shows(&self, part: Shown) -> bool {
        self.visible.contains(&part)
    }

    /// The profile as others see it: what is hidden is gone, and the place is no closer than a district.
    #[must_use]
    pub fn for_others(mut self) -> Self {
        self.place = public_place(&self.place);
        self.point = None;
        self.wish_pay = None;
        self.wish_commute_km = None;
        for part in Shown::ALL {
            if !self.shows(*part) {
                self.hide(*part);
            }
        }
        self
    }

    fn hide(&mut self, part: Shown) {
        match part {
            Shown::Headline => self.headline.clear(),
            Shown::Bio => self.bio.clear(),
            Shown::Skills => self.skills.clear(),
            Shown::Experience => {
                self.experience.clear();
                self.no_experience = false;
            }
            Shown::Education => {
                self.education.clear();
                self.education_level = None;
            }
            Shown::Certifications => self.certifications.clear(),
            Shown::Availability => {
                self.availability = None;
                self.available_from = None;
                self.exceptions.clear();
            }
            Shown::Rate => self.rate = None,
            Shown::Style => self.styles = None,
        }
    }
}

/// A day that differs from the week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    /// Which.
    pub day: Date,
    /// Hours of that day, as the Monday of a week; empty for a day off.
    pub hours: Week,
    /// Why, for the person's own memory.
    pub note: String,
}

/// A skill a person has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skill {
    /// Taxonomy id.
    pub id: i32,
    /// Its name.
    pub label: String,
    /// 0 to 4; `None` if not said.
    pub level: Option<u8>,
    /// Months of practice.
    pub months: Option<u16>,
    /// Year of last use.
    pub last_used_year: Option<u16>,
    /// How it is known.
    pub evidence: Evidence,
}

/// A job held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Experience {
    /// Its id.
    pub id: EntryId,
    /// Title.
    pub title: String,
    /// For whom.
    pub organisation: String,
    /// Taxonomy id and name of the occupation it counts towards.
    pub occupation: Option<(i32, String)>,
    /// First day of the first month.
    pub started_on: Date,
    /// Last day of the last month; `None` while it is the present job.
    pub ended_on: Option<Date>,
    /// What was done.
    pub description: String,
}

/// A qualification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Education {
    /// Its id.
    pub id: EntryId,
    /// Where.
    pub institution: String,
    /// What.
    pub qualification: String,
    /// 1 to 8.
    pub level: u8,
    /// First month.
    pub started_on: Option<Date>,
    /// Last day of the last month; `None` if not said.
    pub ended_on: Option<Date>,
}

/// Is a qualification finished by a day? One without an end is taken to be.
pub fn is_finished(ended_on: Option<Date>, day: Date) -> bool {
    ended_on.is_none_or(|last| last <= day)
}

/// The highest level of the qualifications finished by a day.
pub fn highest_finished(education: &[Education], day: Date) -> Option<u8> {
    let finished = education
        .iter()
        .filter(|one| is_finished(one.ended_on, day));
    finished.map(|one| one.level).max()
}

/// A certificate or licence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certification {
    /// Its id.
    pub id: EntryId,
    /// What it is called.
    pub name: String,
    /// The document it is, if a job may ask for it.
    pub document: Option<Document>,
    /// Who gave it.
    pub issuer: String,
    /// First day.
    pub issued_on: Option<Date>,
    /// Last day; `None` never ends.
    pub expires_on: Option<Date>,
    /// Where it can be checked.
    pub credential_url: String,
}

/// How a certificate stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Good for more than 60 days.
    Valid,
    /// Ends within 60 days; days left.
    Expiring(u16),
    /// Over. It no longer counts.
    Expired,
}

impl Certification {
    /// How it stands today. The last day still counts.
    pub fn standing(&self, today: Date) -> Standing {
        let Some(last) = self.expires_on else {
            return Standing::Valid;
        };
        match (last - today).whole_days() {
            ..=-1 => Standing::Expired,
            days @ 0..=60 => Standing::Expiring(days as u16),
            _ => Standing::Valid,
        }
    }
}

/// What lists show of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// Who.
    pub id: PersonId,
    /// Name.
    pub name: String,
    /// One line; empty if hidden.
    pub headline: String,
    /// District or city.
    pub place: String,
    /// Pay asked for, an hour; `None` if not said or hidden.
    pub rate: Option<Money>,
    /// Counts every change.
    pub version: i32,
}

/// A place as others may see it: the district of a postcode, any other place as it is.
pub fn public_place(place: &str) -> String {
    Postcode::parse(place).map_or_else(
        || place.trim().to_owned(),
        |postcode| postcode.district().to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    fn certificate(expires_on: Option<Date>) -> Certification {
        Certification {
            id: "00000000-0000-0000-0000-000000000000".parse().unwrap(),
            name: "First aid".into(),
            document: Some(Document::FirstAid),
            issuer: String::new(),
            issued_on: None,
            expires_on,
            credential_url: String::new(),
        }
    }

    #[test]
    fn names_read_back() {
        assert!(
            WorkType::ALL
                .iter()
                .all(|one| WorkType::from_name(one.name()) == Some(*one))
        );
        assert!(
            Document::ALL
                .iter()
                .all(|one| Document::from_name(one.name()) == Some(*one))
        );
        assert!(
            Shown::ALL
                .iter()
                .all(|one| Shown::from_name(one.name()) == Some(*one))
        );
        assert_eq!(WorkMode::from_name("MOON"), None);
        assert_eq!(Document::RightToWork.code(), "right_to_work");
    }

    #[test]
    fn steps_follow_each_other() {
        assert_eq!(Step::About.next(), Some(Step::Work));
        assert_eq!(Step::Finish.next(), None);
        assert_eq!(Step::from_number(0), None);
        assert!(
            Step::ALL
                .iter()
                .all(|step| Step::from_number(step.number()) == Some(*step))
        );
    }

    #[test]
    fn a_certificate_counts_on_its_last_day_and_not_after() {
        let today = date!(2026 - 11 - 21);
        assert_eq!(
            certificate(Some(today)).standing(today),
            Standing::Expiring(0)
        );
        assert_eq!(
            certificate(Some(date!(2026 - 11 - 20))).standing(today),
            Standing::Expired
        );
        assert_eq!(
            certificate(Some(date!(2027 - 01 - 21))).standing(today),
            Standing::Valid
        );
        assert_eq!(certificate(None).standing(today), Standing::Valid);
    }

    #[test]
    fn others_see_the_district_only() {
        assert_eq!(public_place("e1 6an"), "E1");
        assert_eq!(public_place(" Leeds "), "Leeds");
    }
}
