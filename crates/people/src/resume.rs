//! A résumé that was read, as it waits to be looked through.

use crate::forms::{CertificateRow, JobRow, StudyRow};
use crate::model::Document;
use bytes::Bytes;
use kernel::AppError;
use kernel::id::EntryId;
use platform::Services;
use serde::{Deserialize, Serialize};
use std::pin::Pin;
use text::resume::dates::{Day, Month};
use text::resume::{Certificate, Job, Paper, Resume, SectionKind, Seen, Study, Unreadable};

/// Longest text of a job, in characters: what the profile takes.
const DESCRIPTION: usize = 3000;

/// Turns files into lines. What strangers made is not read in this process: the server installs one that
/// has a child do it.
pub trait Reader: Send + Sync + std::fmt::Debug {
    /// Reads a file.
    fn read(&self, bytes: Bytes) -> Reading<'_>;
}

/// A file being read.
pub type Reading<'a> = Pin<Box<dyn Future<Output = Result<Paper, Unread>> + Send + 'a>>;

/// Why a file was not read.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Unread {
    /// It is not what we read.
    #[error("{0}")]
    File(Unreadable),
    /// It took too long, or too much memory, or broke what reads it.
    #[error(
        "This file is too complicated to read. Save it again as a plain PDF, or paste its text instead."
    )]
    Overrun,
    /// Too many files are being read at this moment.
    #[error("Too many files are being read at this moment. Try again in a few seconds.")]
    Busy,
    /// Something of ours failed.
    #[error("{0}")]
    Failed(#[from] AppError),
}

impl From<Unread> for AppError {
    fn from(unread: Unread) -> Self {
        match unread {
            Unread::Failed(error) => error,
            Unread::Busy => Self::RateLimited { retry_after_s: 5 },
            other => Self::invalid("file", other.to_string()),
        }
    }
}

/// What the services keep of it.
pub(crate) struct Installed(pub Box<dyn Reader>);

/// Adds what reads files.
pub fn install(services: Services, reader: impl Reader + 'static) -> Services {
    services.with(Installed(Box::new(reader)))
}

/// What was read, row by row, as far as nothing is decided yet.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Review {
    /// What the file is called; empty for pasted text.
    pub file: String,
    /// Jobs held.
    pub jobs: Vec<JobRow>,
    /// Qualifications.
    pub education: Vec<StudyRow>,
    /// Certificates and licences; reviews of before have none.
    #[serde(default)]
    pub certificates: Vec<CertificateRow>,
    /// Skills, the best shown first.
    pub skills: Vec<SkillRow>,
    /// How many skills it tells of that the profile has already.
    pub held: usize,
    /// Text that people do not see and that was not read: why, and how it begins.
    pub hidden: Vec<(String, String)>,
    /// How many characters of it there are.
    pub hidden_chars: usize,
    /// Something in the file is a picture.
    pub pictures: bool,
    /// There was more than is read.
    pub cut: bool,
}

/// A skill as it was read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SkillRow {
    /// Taxonomy id.
    pub id: i32,
    /// Its name.
    pub label: String,
    /// Months of the jobs it was seen in.
    pub months: Option<i16>,
    /// The year in which the last of those ended.
    pub last_used_year: Option<i16>,
    /// Where it was seen, and the words.
    pub spots: Vec<(String, String)>,
}

impl Review {
    /// Rows of what was read; skills that are held already are left out.
    pub fn of(services: &Services, file: &str, resume: Resume, held: &[i32]) -> Self {
        let (known, new): (Vec<Seen>, Vec<Seen>) = resume
            .skills
            .into_iter()
            .partition(|seen| held.contains(&seen.id));
        let skills = new.iter().map(|seen| skill(seen, &resume.jobs)).collect();
        let hidden = resume
            .hidden
            .iter()
            .map(|hidden| (hidden.why.words().to_owned(), hidden.text.clone()));
        Self {
            file: file.to_owned(),
            skills,
            held: known.len(),
            jobs: resume.jobs.iter().map(|one| job(services, one)).collect(),
            education: resume
                .education
                .iter()
                .map(|one| study(services, one))
                .collect(),
            certificates: resume
                .certificates
                .iter()
                .map(|one| certificate(services, one))
                .collect(),
            hidden: hidden.collect(),
            hidden_chars: resume.hidden_chars,
            pictures: resume.pictures,
            cut: resume.cut,
        }
    }

    /// Is every row decided?
    pub fn is_done(&self) -> bool {
        self.jobs.is_empty()
            && self.education.is_empty()
            && self.certificates.is_empty()
            && self.skills.is_empty()
    }
}

fn job(services: &Services, job: &Job) -> JobRow {
    JobRow {
        id: services.new_id::<EntryId>().to_string(),
        choice: String::new(),
        title: job.title.clone(),
        organisation: job.employer.clone(),
        started: month(job.from),
        ended: if job.current {
            String::new()
        } else {
            month(job.to)
        },
        description: job.text.chars().take(DESCRIPTION).collect(),
    }
}

fn study(services: &Services, study: &Study) -> StudyRow {
    StudyRow {
        id: services.new_id::<EntryId>().to_string(),
        choice: String::new(),
        qualification: study.qualification.clone(),
        institution: study.institution.clone(),
        level: study
            .level
            .map(|level| level.to_string())
            .unwrap_or_default(),
        started: month(study.from),
        ended: month(study.to),
    }
}

fn certificate(services: &Services, certificate: &Certificate) -> CertificateRow {
    CertificateRow {
        id: services.new_id::<EntryId>().to_string(),
        choice: String::new(),
        document: document(&certificate.name).map_or_else(String::new, |one| one.name().to_owned()),
        name: certificate.name.chars().take(NAME).collect(),
        issuer: certificate.issuer.chars().take(NAME).collect(),
        issued_on: day(certificate.issued),
        expires_on: day(certificate.expires),
    }
}

/// Longest name of a certificate, and of who gave it.
const NAME: usize = 160;

/// The document that a name speaks of, for the person to confirm.
fn document(name: &str) -> Option<Document> {
    let plain = text::plain::plain(name);
    let has = |word: &str| format!(" {plain} ").contains(&format!(" {word} "));
    let licensed = [
        "licence",
        "license",
        "ticket",
        "certificate",
        "card",
        "rtitb",
        "itssar",
    ]
    .into_iter()
    .any(has);
    let of = [
        (has("dbs"), Document::Dbs),
        (
            ["forklift", "fork lift", "reach truck"]
                .into_iter()
                .any(has)
                && licensed,
            Document::ForkliftLicence,
        ),
        (
            ["driving", "drivers"].into_iter().any(has) && licensed,
            Document::DrivingLicence,
        ),
        (
            has("food hygiene") || has("food safety"),
            Document::FoodHygiene,
        ),
        (has("first aid"), Document::FirstAid),
        (has("sia") || has("door supervisor"), Document::SiaLicence),
        (has("cscs"), Document::CscsCard),
        (has("nmc pin") || has("nursing pin"), Document::NursingPin),
    ];
    let found = of.into_iter().find(|(is, _)| *is);
    found.map(|(_, document)| document)
}

/// As the fields of the profile take it; of a month it is the first day, and so of a year: at the end as well, which
/// never claims more than was said.
fn day(day: Option<Day>) -> String {
    day.map_or_else(String::new, |day| {
        let Month { year, month } = day.month;
        format!(
            "{year:04}-{:02}-{:02}",
            month.unwrap_or(1),
            day.day.unwrap_or(1)
        )
    })
}

/// As the fields of the profile take it. Of a bare year it is January, at the end as well: that never claims more than was said.
fn month(month: Option<Month>) -> String {
    month.map_or_else(String::new, |month| {
        format!("{:02}/{:04}", month.month.unwrap_or(1), month.year)
    })
}

fn skill(seen: &Seen, jobs: &[Job]) -> SkillRow {
    let place =
        |section: SectionKind, at: Option<usize>| match (at.and_then(|at| jobs.get(at)), section) {
            (Some(job), _) if job.employer.is_empty() => job.title.clone(),
            (Some(job), _) if job.title.is_empty() => job.employer.clone(),
            (Some(job), _) => format!("{}, {}", job.title, job.employer),
            (None, SectionKind::Skills) => "List of skills".to_owned(),
            (None, SectionKind::Education) => "Education".to_owned(),
            (None, SectionKind::Certificates) => "Certificates".to_owned(),
            (None, SectionKind::Languages) => "Languages".to_owned(),
            (None, SectionKind::Projects) => "Projects".to_owned(),
            (None, _) => "About you".to_owned(),
        };
    SkillRow {
        id: seen.id,
        label: seen.label.clone(),
        months: seen.months.and_then(|months| months.try_into().ok()),
        last_used_year: seen.last_used.and_then(|year| year.try_into().ok()),
        spots: seen
            .spots
            .iter()
            .map(|spot| (place(spot.section, spot.job), spot.quote.clone()))
            .collect(),
    }
}
