//! A seat in an organisation, and the form that founds one.

use super::slug;
use crate::model::parse_name;
use crate::organisations::permissions::Role;
use kernel::id::OrganisationId;
use kernel::{AppError, FieldErrors, Result};
use serde::{Deserialize, Serialize};

/// A place in an organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    /// The organisation.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// Its name in addresses.
    pub slug: String,
    /// What one is there.
    pub role: Role,
}

/// The form that founds an organisation.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct OrganisationForm {
    /// Name.
    pub name: String,
    /// Name in addresses; made from the name if empty.
    pub slug: String,
    /// What it does, in a few words.
    pub about: String,
    /// Its own site.
    pub website: String,
}

/// An organisation that can be founded.
#[derive(Debug, PartialEq, Eq)]
pub struct NewOrganisation {
    /// Name.
    pub name: String,
    /// Name in addresses.
    pub slug: String,
    /// What it does.
    pub about: String,
    /// Its own site, or empty.
    pub website: String,
}

impl OrganisationForm {
    /// Checks the form.
    ///
    /// # Errors
    /// `Invalid`.
    pub fn parse(&self) -> Result<NewOrganisation> {
        let mut errors = FieldErrors::default();
        let name = errors.take("name", parse_name(&self.name, 2, 100));
        let wanted = if self.slug.trim().is_empty() {
            &self.name
        } else {
            &self.slug
        };
        let slug = slug::slugify(wanted);
        if name.is_some() && slug.len() < 2 {
            errors.add(
                "slug",
                "Use at least two letters or digits from a to z and 0 to 9",
            );
        } else if slug::is_reserved(&slug) {
            errors.add("slug", "This name is reserved; choose another");
        }
        let about = self.about.trim();
        if about.chars().count() > 2000 {
            errors.add("about", "Use at most 2,000 characters");
        }
        let website = self.website.trim();
        if !website.is_empty()
            && (!website.starts_with("https://")
                || website.len() > 200
                || website.contains(char::is_whitespace))
        {
            errors.add("website", "Write an address that begins with https://");
        }
        match name {
            Some(name) if errors.is_empty() => Ok(NewOrganisation {
                name,
                slug,
                about: about.to_owned(),
                website: website.to_owned(),
            }),
            _ => Err(AppError::Invalid(errors)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reserved_and_empty_names_are_refused_at_the_field() {
        for name in ["Admin", "…!", "Deleted stuff"] {
            let form = OrganisationForm {
                name: name.into(),
                ..Default::default()
            };
            assert!(
                matches!(form.parse(), Err(AppError::Invalid(e)) if e.get("slug").is_some()),
                "{name}"
            );
        }
    }
}
