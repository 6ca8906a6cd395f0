//! A seat in an organisation, what an organisation is, and the forms that found and change one.

use super::brand::Colour;
use super::permissions::{Permission, Role};
use super::slug;
use crate::model::parse_name;
use kernel::id::{FileId, OrganisationId, PersonId};
use kernel::{AppError, FieldErrors, Result};
use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};

/// A deleted organisation can be restored this long; then it is purged.
pub const RESTORABLE: Duration = Duration::days(30);
/// Organisations somebody may found in all, deleted ones included.
pub const FOUNDED_MAX: i64 = 20;

/// One person under their own name, or several under a common one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "ssr", schema(as = OrganisationKind))]
#[serde(rename_all = "UPPERCASE")]
pub enum Kind {
    /// Has members.
    Full,
    /// One person hiring as themselves.
    Personal,
}

impl Kind {
    /// The stored name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Full => "FULL",
            Self::Personal => "PERSONAL",
        }
    }

    /// Reads a stored name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Full, Self::Personal]
            .into_iter()
            .find(|kind| kind.name() == name)
    }
}

/// A place in an organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    /// The organisation.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// Its name in addresses.
    pub slug: String,
    /// Of one person, or of several.
    pub kind: Kind,
    /// Its logo, where seats are listed to be shown; who merely acts for it does not look it up.
    pub logo: Option<FileId>,
    /// It may read and pay, nothing else.
    pub suspended: bool,
    /// What one is there.
    pub role: Role,
}

impl Seat {
    /// A seat in an organisation with members that is in order.
    pub fn new(organisation: OrganisationId, name: &str, slug: &str, role: Role) -> Self {
        Self {
            organisation,
            name: name.to_owned(),
            slug: slug.to_owned(),
            kind: Kind::Full,
            logo: None,
            suspended: false,
            role,
        }
    }

    /// May one see the page that does this? Doing it asks [`Actor::seat_with`].
    pub fn may(&self, permission: Permission) -> bool {
        self.role.may(permission)
    }
}

/// An organisation as its members see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// Its id.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
    /// Its name in addresses.
    pub slug: String,
    /// What it does.
    pub about: String,
    /// Its own site, or empty.
    pub website: String,
    /// Its colour, if it chose one.
    pub colour: Option<Colour>,
    /// Its logo, if it has one.
    pub logo: Option<FileId>,
    /// Of one person, or of several.
    pub kind: Kind,
    /// Grows with each change.
    pub version: i32,
}

/// A deleted organisation that can still be restored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deleted {
    /// Its id.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
    /// When it was deleted.
    pub deleted_at: OffsetDateTime,
}

impl Deleted {
    /// When it is purged.
    pub fn until(&self) -> OffsetDateTime {
        self.deleted_at + RESTORABLE
    }
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOrganisation {
    /// Name.
    pub name: String,
    /// Name in addresses.
    pub slug: String,
    /// What it does.
    pub about: String,
    /// Its own site, or empty.
    pub website: String,
    /// Of one person, or of several.
    pub kind: Kind,
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
        let about = errors.take("about", parse_about(&self.about));
        let website = errors.take("website", parse_website(&self.website));
        match (name, about, website) {
            (Some(name), Some(about), Some(website)) if errors.is_empty() => Ok(NewOrganisation {
                name,
                slug,
                about,
                website,
                kind: Kind::Full,
            }),
            _ => Err(AppError::Invalid(errors)),
        }
    }
}

impl NewOrganisation {
    /// The organisation of somebody who hires as themselves.
    pub fn personal(name: &str) -> Self {
        let slug = slug::slugify(name);
        Self {
            name: name.to_owned(),
            slug: if slug.len() < 2 || slug::is_reserved(&slug) {
                format!("hires-{slug}").trim_end_matches('-').to_owned()
            } else {
                slug
            },
            about: String::new(),
            website: String::new(),
            kind: Kind::Personal,
        }
    }
}

/// The form of the settings.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SettingsForm {
    /// The version that was shown.
    pub version: String,
    /// Name.
    pub name: String,
    /// What it does.
    pub about: String,
    /// Its own site.
    pub website: String,
    /// `#rrggbb`.
    pub colour: String,
    /// `true` if it wants a colour of its own.
    pub own_colour: String,
}

/// Settings that can be saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The version that was shown.
    pub version: i32,
    /// Name.
    pub name: String,
    /// What it does.
    pub about: String,
    /// Its own site, or empty.
    pub website: String,
    /// Its colour, if it wants one.
    pub colour: Option<Colour>,
}

impl SettingsForm {
    /// The form as an organisation stands.
    pub fn of(organisation: &Organisation) -> Self {
        let colour = organisation.colour;
        Self {
            version: organisation.version.to_string(),
            name: organisation.name.clone(),
            about: organisation.about.clone(),
            website: organisation.website.clone(),
            colour: colour.unwrap_or(Colour::DEFAULT).to_string(),
            own_colour: colour.map(|_| "true".to_owned()).unwrap_or_default(),
        }
    }

    /// Checks the form.
    ///
    /// # Errors
    /// `Invalid`; `Conflict("stale")` without a version.
    pub fn parse(&self) -> Result<Settings> {
        let version = parse_version(&self.version)?;
        let mut errors = FieldErrors::default();
        let name = errors.take("name", parse_name(&self.name, 2, 100));
        let about = errors.take("about", parse_about(&self.about));
        let website = errors.take("website", parse_website(&self.website));
        let colour = if self.own_colour == "true" {
            errors.take("colour", Colour::parse(&self.colour))
        } else {
            None
        };
        match (name, about, website) {
            (Some(name), Some(about), Some(website)) if errors.is_empty() => Ok(Settings {
                version,
                name,
                about,
                website,
                colour,
            }),
            _ => Err(AppError::Invalid(errors)),
        }
    }
}

/// The form that makes a personal organisation a full one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct GrowForm {
    /// The name from now on.
    pub name: String,
}

/// A form that names the organisation to confirm what cannot be undone with a click.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ConfirmForm {
    /// Its name, typed.
    pub confirm: String,
}

/// The form that restores a deleted organisation, or leaves one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct OneForm {
    /// Its id.
    pub organisation: String,
}

impl OneForm {
    /// Reads the id.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn parse(&self) -> Result<OrganisationId> {
        self.organisation.parse().map_err(|_| AppError::NotFound)
    }
}

/// The version a form was filled in on.
pub(super) fn parse_version(text: &str) -> Result<i32> {
    text.parse().map_err(|_| AppError::conflict("stale"))
}

/// Somebody's id out of a form.
pub(super) fn parse_person(text: &str) -> Result<PersonId> {
    text.parse().map_err(|_| AppError::NotFound)
}

fn parse_about(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.chars().count() > 2000 {
        return Err("Use at most 2,000 characters".to_owned());
    }
    Ok(text.to_owned())
}

fn parse_website(text: &str) -> Result<String, String> {
    let text = text.trim();
    let plausible = text.strip_prefix("https://").is_some_and(|rest| {
        !rest.is_empty()
            && text.chars().count() <= 200
            && !text.contains(|c: char| c.is_whitespace() || c.is_control())
    });
    if text.is_empty() || plausible {
        Ok(text.to_owned())
    } else {
        Err("Write an address that begins with https://".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Actor;
    use crate::organisations::permissions::Effect;

    fn seat(role: Role, suspended: bool) -> Actor {
        let id = uuid::Uuid::from_u128(1);
        let seat = Seat {
            suspended,
            ..Seat::new(OrganisationId(id), "Hers", "hers", role)
        };
        let session = kernel::id::SessionId(id);
        let now = OffsetDateTime::UNIX_EPOCH;
        Actor::in_browser(
            PersonId(id),
            "Ama",
            "ama@example.org",
            session,
            Some(seat),
            now,
        )
    }

    #[test]
    fn a_suspended_organisation_reads_and_pays_and_nothing_else() {
        let owner = seat(Role::Owner, true);
        for permission in Permission::ALL {
            let done = owner.seat_with(permission).map(|_| ());
            match permission.effect() {
                Effect::Read | Effect::Pay => assert_eq!(done, Ok(()), "{permission:?}"),
                Effect::Write => assert_eq!(
                    done,
                    Err(AppError::conflict("organisation_suspended")),
                    "{permission:?}"
                ),
            }
            assert!(owner.seat_seeing(permission).is_ok());
        }
        // Whoever may not do it anyway learns nothing about the state.
        assert_eq!(
            seat(Role::Viewer, true).seat_with(Permission::WriteHiring),
            Err(AppError::Forbidden)
        );
    }

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

    #[test]
    fn whoever_hires_as_themselves_gets_a_name_that_fits() {
        for (name, slug) in [
            ("Ama Owusu", "ama-owusu"),
            ("X", "hires-x"),
            ("Admin", "hires-admin"),
            ("🦀", "crab"),
        ] {
            let new = NewOrganisation::personal(name);
            assert_eq!(new.slug, slug, "{name}");
            assert_eq!(new.name, name);
        }
    }

    #[test]
    fn a_website_is_an_address() {
        for bad in [
            "http://a.example",
            "https://",
            "https://a b",
            "javascript:1",
        ] {
            assert!(parse_website(bad).is_err(), "{bad}");
        }
        assert_eq!(
            parse_website(" https://a.example/x "),
            Ok("https://a.example/x".to_owned())
        );
    }
}
