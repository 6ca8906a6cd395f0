//! Steps 4 and 5: what people should bring, and how they are judged.

use super::super::content::{Content, SkillAsked, WEIGHT_LIMITS};
use super::super::words::Importance;
use super::{choose, whole};
use kernel::{AppError, FieldErrors, Result};
use people::model::Document;
use serde::{Deserialize, Serialize};

/// Most skills a job may ask.
pub const MAX_SKILLS: usize = 60;

/// One skill of step 4.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SkillField {
    /// Taxonomy id.
    pub id: String,
    /// Must, should or nice.
    pub importance: String,
    /// 0 to 4 or empty.
    pub level: String,
    /// Anything here takes the skill out.
    pub remove: String,
}

/// Step 4.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RequirementsForm {
    /// Which job.
    pub job: String,
    /// Which version of it was shown.
    pub version: String,
    /// Skills asked.
    pub skills: Vec<SkillField>,
    /// More by id: a suggestion pressed, or chosen while typing.
    pub picked: Vec<String>,
    /// More by name, separated by commas or lines.
    pub add: String,
    /// European Qualifications Framework level or empty.
    pub education: String,
    /// Months of related experience or empty.
    pub experience_months: String,
    /// Documents.
    pub documents: Vec<String>,
    /// The team's style: eight answers from -2 to 2, or all empty.
    pub styles: Vec<String>,
    /// Where to go when it is saved.
    pub then: String,
}

/// Step 4, parsed; names of skills are still to be found.
#[derive(Debug, Clone)]
pub struct Requirements {
    /// Skills asked: id, importance, level.
    pub skills: Vec<(i32, Importance, Option<u8>)>,
    /// More by name.
    pub add: String,
    /// Education level.
    pub education: Option<u8>,
    /// Months of experience.
    pub experience_months: Option<u16>,
    /// Documents.
    pub documents: Vec<Document>,
    /// Team style.
    pub styles: Option<[i8; 8]>,
}

impl RequirementsForm {
    /// Checks the form.
    ///
    /// # Errors
    /// `Invalid`.
    pub fn parse(&self) -> Result<Requirements> {
        let mut errors = FieldErrors::default();
        let skills = errors.take("skills", self.parse_skills());
        let education = errors.take("education", whole(&self.education, 1, 8));
        let experience_months =
            errors.take("experience_months", whole(&self.experience_months, 0, 600));
        let documents: Result<Vec<_>, String> = self
            .documents
            .iter()
            .map(|name| Document::from_name(name).ok_or_else(choose))
            .collect();
        let documents = errors.take("documents", documents);
        let styles = errors.take("styles", parse_styles(&self.styles));
        errors.into_result()?;
        match (skills, education, experience_months, documents, styles) {
            (
                Some(skills),
                Some(education),
                Some(experience_months),
                Some(mut documents),
                Some(styles),
            ) => {
                documents.sort_unstable();
                documents.dedup();
                let education = education.and_then(|level| u8::try_from(level).ok());
                let add = self.add.trim().chars().take(40_000).collect();
                Ok(Requirements {
                    skills,
                    add,
                    education,
                    experience_months,
                    documents,
                    styles,
                })
            }
            _ => Err(AppError::Transport),
        }
    }

    fn parse_skills(&self) -> Result<Vec<(i32, Importance, Option<u8>)>, String> {
        let odd = || "A skill could not be read: reload the page".to_owned();
        let mut skills: Vec<(i32, Importance, Option<u8>)> = Vec::new();
        for field in self
            .skills
            .iter()
            .filter(|field| field.remove.is_empty() && !field.id.is_empty())
        {
            let id = field.id.parse().map_err(|_| odd())?;
            let importance = Importance::from_name(&field.importance).ok_or_else(odd)?;
            let level = whole(&field.level, 0, 4)
                .map_err(|_| odd())?
                .and_then(|level| u8::try_from(level).ok());
            if skills.iter().all(|(known, ..)| *known != id) {
                skills.push((id, importance, level));
            }
        }
        for id in self.picked.iter().filter(|id| !id.is_empty()) {
            let id = id.parse().map_err(|_| odd())?;
            if skills.iter().all(|(known, ..)| *known != id) {
                skills.push((id, Importance::Should, None));
            }
        }
        if skills.len() > MAX_SKILLS {
            return Err(too_many_skills(skills.len()));
        }
        Ok(skills)
    }
}

/// What to say to somebody who asks for everything.
pub(crate) fn too_many_skills(count: usize) -> String {
    format!(
        "{count} skills are more than anyone has; ask for at most {MAX_SKILLS} and take the least important out"
    )
}

impl Requirements {
    /// Puts it into a job; `skills` are those of the form with their names.
    pub fn apply(self, job: &mut Content, mut skills: Vec<SkillAsked>) {
        skills.sort_by(|a, b| {
            a.importance
                .cmp(&b.importance)
                .then_with(|| a.label.cmp(&b.label))
        });
        job.skills = skills;
        job.education = self.education;
        job.experience_months = self.experience_months;
        job.documents = self.documents;
        job.styles = self.styles;
    }
}

/// Step 5.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReviewForm {
    /// Which job.
    pub job: String,
    /// Which version of it was shown.
    pub version: String,
    /// Whole points or empty.
    pub fit_threshold: String,
    /// Six weights in per cent, in the order of the formula; all empty for the usual ones.
    pub weights: Vec<String>,
    /// `publish`, or save and stay.
    pub then: String,
}

/// Step 5, parsed.
#[derive(Debug, Clone)]
pub struct Review {
    /// The employer's bar.
    pub fit_threshold: Option<u8>,
    /// Weights in ten-thousandths; `None` for the usual ones.
    pub weights: Option<[u16; 6]>,
}

impl ReviewForm {
    /// Checks the form.
    ///
    /// # Errors
    /// `Invalid`.
    pub fn parse(&self) -> Result<Review> {
        let mut errors = FieldErrors::default();
        let fit_threshold = errors.take("fit_threshold", whole(&self.fit_threshold, 0, 100));
        let weights = errors.take("weights", parse_weights(&self.weights));
        errors.into_result()?;
        match (fit_threshold, weights) {
            (Some(threshold), Some(weights)) => Ok(Review {
                fit_threshold: threshold.and_then(|t| u8::try_from(t).ok()),
                weights,
            }),
            _ => Err(AppError::Transport),
        }
    }
}

impl Review {
    /// Puts it into a job.
    pub fn apply(self, job: &mut Content) {
        job.fit_threshold = self.fit_threshold;
        job.weights = self.weights;
    }
}

fn parse_weights(texts: &[String]) -> Result<Option<[u16; 6]>, String> {
    if texts.iter().all(|text| text.trim().is_empty()) {
        return Ok(None);
    }
    let mut weights = [0u16; 6];
    for (i, (name, least, most, _)) in WEIGHT_LIMITS.into_iter().enumerate() {
        let text = texts.get(i).map_or("", String::as_str);
        let weight = whole(text, least, most).ok().flatten();
        weights[i] =
            weight.ok_or_else(|| format!("{name} must weigh between {least}% and {most}%"))?;
    }
    let sum: u16 = weights.iter().sum();
    if sum != 100 {
        return Err(format!("The weights add up to {sum}%; they must make 100%"));
    }
    let usual = WEIGHT_LIMITS.map(|(_, _, _, usual)| usual);
    Ok((weights != usual).then(|| weights.map(|weight| weight * 100)))
}

fn parse_styles(texts: &[String]) -> Result<Option<[i8; 8]>, String> {
    if texts.iter().all(|text| text.trim().is_empty()) {
        return Ok(None);
    }
    let mut styles = [0i8; 8];
    for (style, text) in styles.iter_mut().zip(texts) {
        if !text.trim().is_empty() {
            *style = text
                .trim()
                .parse()
                .ok()
                .filter(|v| (-2..=2).contains(v))
                .ok_or_else(choose)?;
        }
    }
    Ok(Some(styles))
}
