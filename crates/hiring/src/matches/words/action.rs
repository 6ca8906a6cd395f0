//! What would raise a score, in words, and where in the profile it is done.

use super::{document_name, span};
use matching::{Action, Dimension, World};
use people::model::{LEVELS, Section, qualification};

/// What to do, in words.
pub fn action(action: &Action, world: &World) -> String {
    match action {
        Action::AddDocument { document } => {
            format!("Add your {}", lower(&document_name(document)))
        }
        Action::RenewDocument { document } => {
            format!("Renew your {}", lower(&document_name(document)))
        }
        Action::RaiseLevel { skill, to } => {
            let level = LEVELS
                .get(usize::from(*to))
                .map_or_else(|| to.to_string(), |name| name.to_lowercase());
            format!("Raise {} to {level}", world.skill_label(*skill))
        }
        Action::ReachEducation { level } => {
            format!(
                "Reach {}",
                qualification(*level).map_or_else(|| format!("level {level}"), str::to_lowercase)
            )
        }
        Action::GainExperience { months } => format!(
            "Gain {} more of related experience",
            span(u32::from(*months))
        ),
        other => matching::phrase_action(other, world),
    }
}

/// The first letter small, unless the word is an abbreviation.
fn lower(text: &str) -> String {
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().chain([second]).chain(chars).collect()
        }
        _ => text.to_owned(),
    }
}

/// Where in the profile something is done about it.
pub fn action_href(action: &Action) -> String {
    let section = match action {
        Action::AddDocument { .. } | Action::RenewDocument { .. } => Section::Certifications,
        Action::AddSkill { .. }
        | Action::VerifySkill { .. }
        | Action::RaiseLevel { .. }
        | Action::UseAgain { .. } => Section::Skills,
        Action::GainExperience { .. } => Section::Experience,
        Action::ExtendAvailability { .. } | Action::StartEarlier { .. } => Section::Availability,
        Action::WidenRadius { .. } => Section::About,
        Action::ReachEducation { .. } => Section::Education,
        Action::State { dimension } => match dimension {
            Dimension::Skills => Section::Skills,
            Dimension::Experience => Section::Experience,
            Dimension::Availability => Section::Availability,
            Dimension::Location => Section::About,
            Dimension::Education => Section::Education,
            Dimension::Culture => Section::Style,
        },
    };
    section.path()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn abbreviations_keep_their_capitals() {
        assert_eq!(lower("DBS check"), "DBS check");
        assert_eq!(lower("Right to work"), "right to work");
    }
}
