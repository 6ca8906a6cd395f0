//! The forms of a résumé that was read: each row is taken over as it stands or corrected, or left out.

use super::{CertificationForm, EducationForm, ExperienceForm};
use serde::{Deserialize, Serialize};

/// Takes a row over.
pub const ADD: &str = "add";
/// Leaves a row out.
pub const LEAVE: &str = "leave";

/// A profile or résumé as text.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PasteForm {
    /// The text.
    pub text: String,
    /// A file that was sent instead has no words; this one only says what went wrong with it.
    pub file: String,
}

/// Throws a review away.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DiscardForm {
    /// Says what the form is for; always sent.
    pub discard: String,
}

/// What was decided of each row; what is open stays for later.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReviewForm {
    /// Which review.
    pub id: String,
    /// Jobs held.
    pub jobs: Vec<JobRow>,
    /// Qualifications.
    pub education: Vec<StudyRow>,
    /// Certificates and licences.
    pub certificates: Vec<CertificateRow>,
    /// Skills.
    pub skills: Vec<SkillDecision>,
    /// `skills`: adds those of which nothing was decided.
    pub rest: String,
}

/// A job held, as read and corrected.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct JobRow {
    /// Its id, and that of the line it becomes: sent twice it is one line.
    pub id: String,
    /// [`ADD`], [`LEAVE`] or empty.
    pub choice: String,
    /// Title.
    pub title: String,
    /// For whom.
    pub organisation: String,
    /// First month.
    pub started: String,
    /// Last month; empty while it is the present job.
    pub ended: String,
    /// What was done.
    pub description: String,
}

/// A qualification, as read and corrected.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct StudyRow {
    /// Its id, and that of the line it becomes.
    pub id: String,
    /// [`ADD`], [`LEAVE`] or empty.
    pub choice: String,
    /// What.
    pub qualification: String,
    /// Where.
    pub institution: String,
    /// 1 to 8.
    pub level: String,
    /// First month.
    pub started: String,
    /// Last month.
    pub ended: String,
}

/// A certificate or licence, as read and corrected.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CertificateRow {
    /// Its id, and that of the line it becomes.
    pub id: String,
    /// [`ADD`], [`LEAVE`] or empty.
    pub choice: String,
    /// Name of a [`Document`](crate::model::Document), or empty.
    pub document: String,
    /// What it is called.
    pub name: String,
    /// Who gave it.
    pub issuer: String,
    /// First day.
    pub issued_on: String,
    /// Last day.
    pub expires_on: String,
}

/// What was decided of a skill.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SkillDecision {
    /// Taxonomy id.
    pub id: String,
    /// [`ADD`], [`LEAVE`] or empty.
    pub choice: String,
}

impl From<&JobRow> for ExperienceForm {
    fn from(row: &JobRow) -> Self {
        Self {
            id: row.id.clone(),
            title: row.title.clone(),
            organisation: row.organisation.clone(),
            started: row.started.clone(),
            ended: row.ended.clone(),
            description: row.description.clone(),
            ..Self::default()
        }
    }
}

impl From<&StudyRow> for EducationForm {
    fn from(row: &StudyRow) -> Self {
        Self {
            id: row.id.clone(),
            institution: row.institution.clone(),
            qualification: row.qualification.clone(),
            level: row.level.clone(),
            started: row.started.clone(),
            ended: row.ended.clone(),
        }
    }
}

impl From<&CertificateRow> for CertificationForm {
    fn from(row: &CertificateRow) -> Self {
        Self {
            id: row.id.clone(),
            name: row.name.clone(),
            document: row.document.clone(),
            issuer: row.issuer.clone(),
            issued_on: row.issued_on.clone(),
            expires_on: row.expires_on.clone(),
            ..Self::default()
        }
    }
}
