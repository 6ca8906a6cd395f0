//! What the public API sends of people.

use crate::dates::iso_day;
use crate::model::{self, Document, Evidence, Shown, Step, WorkMode, WorkType};
use kernel::money::{Currency, Money};
use kernel::week::{DAYS, Week};
use serde::Serialize;
use time::Date;
use utoipa::ToSchema;
use uuid::Uuid;

/// One's own profile.
#[derive(Debug, Serialize, ToSchema)]
pub struct Profile {
    id: Uuid,
    name: String,
    /// One line under the name.
    headline: String,
    bio: String,
    /// A British postcode or a city, as it was found.
    place: String,
    travel_radius_km: Option<u16>,
    /// Kinds of work wanted; empty means any.
    work_types: Vec<WorkType>,
    /// Modes wanted; empty means any.
    work_modes: Vec<WorkMode>,
    /// Hours of each day one can work, Monday first, such as `07:00-15:00, 18:00-22:00`; `null` if not said.
    hours: Option<Vec<String>>,
    /// First day one can work.
    #[schema(value_type = Option<String>, format = Date)]
    available_from: Option<String>,
    /// Pay asked for an hour, in minor units.
    rate_minor: Option<i64>,
    /// Least pay a job must offer an hour, in minor units. Never shown to others.
    least_pay_minor: Option<i64>,
    /// Currency of both.
    currency: Currency,
    /// Farthest daily journey, one way. Never shown to others.
    commute_km: Option<u16>,
    /// Highest qualification finished, 1 to 8 of the European Qualifications Framework.
    education_level: Option<u8>,
    /// Eight answers to the work-style questions, -2 to 2.
    styles: Option<Vec<i8>>,
    /// They said that there is no experience to list.
    no_experience: bool,
    /// Parts shown to others.
    visible: Vec<Shown>,
    /// Do organisations find one?
    discoverable: bool,
    /// May everybody open the page?
    public_page: bool,
    /// Has the profile been finished once? Only then can one apply.
    onboarded: bool,
    /// Where finishing it goes on.
    onboarding_step: Step,
    /// Counts every change.
    version: i32,
    skills: Vec<HeldSkill>,
    experience: Vec<Experience>,
    education: Vec<Education>,
    certifications: Vec<Certification>,
}

impl From<model::Profile> for Profile {
    fn from(of: model::Profile) -> Self {
        Self {
            id: of.id.0,
            name: of.name,
            headline: of.headline,
            bio: of.bio,
            place: of.place,
            travel_radius_km: of.travel_radius_km,
            work_types: of.wish_types,
            work_modes: of.work_modes,
            hours: of.availability.as_ref().map(hours),
            available_from: of.available_from.map(iso_day),
            rate_minor: of.rate.map(|rate| rate.minor),
            least_pay_minor: of.wish_pay.map(|pay| pay.minor),
            currency: of.currency,
            commute_km: of.wish_commute_km,
            education_level: of.education_level,
            styles: of.styles.map(Vec::from),
            no_experience: of.no_experience,
            visible: of.visible,
            discoverable: of.discoverable,
            public_page: of.public_page,
            onboarded: of.onboarded_at.is_some(),
            onboarding_step: of.onboarding_step,
            version: of.version,
            skills: all(of.skills),
            experience: all(of.experience),
            education: all(of.education),
            certifications: all(of.certifications),
        }
    }
}

/// Another person, as far as they show themselves.
#[derive(Debug, Serialize, ToSchema)]
pub struct Person {
    id: Uuid,
    name: String,
    /// Empty if hidden.
    headline: String,
    /// Empty if hidden.
    bio: String,
    /// No closer than the district of a postcode.
    place: String,
    /// Kinds of work wanted; empty means any.
    work_types: Vec<WorkType>,
    /// Modes wanted; empty means any.
    work_modes: Vec<WorkMode>,
    /// Hours of each day they can work, Monday first; `null` if hidden or not said.
    hours: Option<Vec<String>>,
    #[schema(value_type = Option<String>, format = Date)]
    available_from: Option<String>,
    /// Pay asked for an hour; `null` if hidden or not said.
    rate: Option<Amount>,
    education_level: Option<u8>,
    skills: Vec<HeldSkill>,
    experience: Vec<Experience>,
    education: Vec<Education>,
    certifications: Vec<Certification>,
}

impl From<model::Profile> for Person {
    fn from(of: model::Profile) -> Self {
        Self {
            id: of.id.0,
            name: of.name,
            headline: of.headline,
            bio: of.bio,
            place: of.place,
            work_types: of.wish_types,
            work_modes: of.work_modes,
            hours: of.availability.as_ref().map(hours),
            available_from: of.available_from.map(iso_day),
            rate: of.rate.map(Amount::from),
            education_level: of.education_level,
            skills: all(of.skills),
            experience: all(of.experience),
            education: all(of.education),
            certifications: all(of.certifications),
        }
    }
}

/// An amount of money.
#[derive(Debug, Serialize, ToSchema)]
pub struct Amount {
    /// In minor units: pence, cents.
    minor: i64,
    currency: Currency,
}

impl From<Money> for Amount {
    fn from(money: Money) -> Self {
        Self {
            minor: money.minor,
            currency: money.currency,
        }
    }
}

/// A skill a person has.
#[derive(Debug, Serialize, ToSchema)]
pub struct HeldSkill {
    /// Number of the skill.
    id: i32,
    label: String,
    /// 0 (aware) to 4 (expert); `null` if not said.
    level: Option<u8>,
    /// Months of practice.
    months: Option<u16>,
    last_used_year: Option<u16>,
    /// How it is known.
    evidence: Evidence,
}

impl From<model::Skill> for HeldSkill {
    fn from(of: model::Skill) -> Self {
        Self {
            id: of.id,
            label: of.label,
            level: of.level,
            months: of.months,
            last_used_year: of.last_used_year,
            evidence: of.evidence,
        }
    }
}

/// A job held.
#[derive(Debug, Serialize, ToSchema)]
pub struct Experience {
    id: Uuid,
    title: String,
    organisation: String,
    /// Number of the occupation it counts towards.
    occupation_id: Option<i32>,
    /// First month, `2021-03`.
    started: String,
    /// Last month; `null` while it is the present job.
    ended: Option<String>,
    description: String,
}

impl From<model::Experience> for Experience {
    fn from(of: model::Experience) -> Self {
        Self {
            id: of.id.0,
            title: of.title,
            organisation: of.organisation,
            occupation_id: of.occupation.map(|(id, _)| id),
            started: month(of.started_on),
            ended: of.ended_on.map(month),
            description: of.description,
        }
    }
}

/// A qualification.
#[derive(Debug, Serialize, ToSchema)]
pub struct Education {
    id: Uuid,
    institution: String,
    qualification: String,
    /// 1 to 8 of the European Qualifications Framework.
    level: u8,
    /// First month, `2021-03`.
    started: Option<String>,
    /// Last month; it may lie ahead.
    ended: Option<String>,
}

impl From<model::Education> for Education {
    fn from(of: model::Education) -> Self {
        Self {
            id: of.id.0,
            institution: of.institution,
            qualification: of.qualification,
            level: of.level,
            started: of.started_on.map(month),
            ended: of.ended_on.map(month),
        }
    }
}

/// A certificate or licence.
#[derive(Debug, Serialize, ToSchema)]
pub struct Certification {
    id: Uuid,
    name: String,
    /// The document it is, if a job may ask for it.
    document: Option<Document>,
    issuer: String,
    #[schema(value_type = Option<String>, format = Date)]
    issued_on: Option<String>,
    /// Last day; `null` never ends.
    #[schema(value_type = Option<String>, format = Date)]
    expires_on: Option<String>,
    /// Where it can be checked; may be empty.
    credential_url: String,
}

impl From<model::Certification> for Certification {
    fn from(of: model::Certification) -> Self {
        Self {
            id: of.id.0,
            name: of.name,
            document: of.document,
            issuer: of.issuer,
            issued_on: of.issued_on.map(iso_day),
            expires_on: of.expires_on.map(iso_day),
            credential_url: of.credential_url,
        }
    }
}

fn all<A, B: From<A>>(of: Vec<A>) -> Vec<B> {
    of.into_iter().map(B::from).collect()
}

fn hours(week: &Week) -> Vec<String> {
    (0..DAYS.len()).map(|day| week.day_text(day)).collect()
}

/// `2021-03`.
fn month(day: Date) -> String {
    iso_day(day).chars().take(7).collect()
}
