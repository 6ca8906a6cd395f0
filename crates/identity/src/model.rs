//! Words both sides share: the actor, roles and what they permit, and the forms of this area.

use kernel::email::Email;
use kernel::id::{OrganisationId, PersonId, SessionId};
use kernel::{AppError, FieldErrors, Result};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// Somebody who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Through which session.
    pub session: SessionId,
    /// For which organisation, if for one.
    pub seat: Option<Seat>,
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
    /// What one is there.
    pub role: Role,
}

impl Actor {
    /// The organisation acted for, if the role there permits it.
    ///
    /// # Errors
    /// `Forbidden` without an organisation or without the right.
    pub fn seat_with(&self, permission: Permission) -> Result<&Seat> {
        self.seat
            .as_ref()
            .filter(|seat| seat.role.may(permission))
            .ok_or(AppError::Forbidden)
    }
}

/// A role in an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Role {
    /// Everything, including giving the organisation away.
    Owner,
    /// Everything but that.
    Admin,
    /// Jobs and applications.
    Recruiter,
    /// Rotas.
    Scheduler,
    /// Money.
    Finance,
    /// Reads.
    Viewer,
}

/// What a role may permit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    /// See jobs, candidates and applications.
    ReadHiring,
    /// Post and edit jobs, decide on applications.
    WriteHiring,
    /// Change the organisation itself.
    ManageOrganisation,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 6] = [
        Self::Owner,
        Self::Admin,
        Self::Recruiter,
        Self::Scheduler,
        Self::Finance,
        Self::Viewer,
    ];

    /// The permission table.
    pub fn may(self, permission: Permission) -> bool {
        match permission {
            Permission::ReadHiring => !matches!(self, Self::Finance),
            Permission::WriteHiring => matches!(self, Self::Owner | Self::Admin | Self::Recruiter),
            Permission::ManageOrganisation => matches!(self, Self::Owner | Self::Admin),
        }
    }

    /// The stored name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Owner => "OWNER",
            Self::Admin => "ADMIN",
            Self::Recruiter => "RECRUITER",
            Self::Scheduler => "SCHEDULER",
            Self::Finance => "FINANCE",
            Self::Viewer => "VIEWER",
        }
    }

    /// Reads a stored name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    /// As people say it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Owner => "Owner",
            Self::Admin => "Admin",
            Self::Recruiter => "Recruiter",
            Self::Scheduler => "Scheduler",
            Self::Finance => "Finance",
            Self::Viewer => "Viewer",
        }
    }
}

/// One of a person's sessions.
#[derive(Debug, Clone)]
pub struct SessionRow {
    /// Its id.
    pub id: SessionId,
    /// The browser's description of itself.
    pub user_agent: String,
    /// The address it was opened from.
    pub address: String,
    /// When it was opened.
    pub created_at: OffsetDateTime,
    /// When it was last used, to the minute.
    pub last_seen_at: OffsetDateTime,
}

/// Longest password, in characters; argon2 would take more, a request should not.
pub const PASSWORD_MAX: usize = 128;
/// Shortest password, in characters (NIST SP 800-63B).
pub const PASSWORD_MIN: usize = 8;

/// The sign-up form.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SignUpForm {
    /// Name.
    pub name: String,
    /// Address.
    pub email: String,
    /// Password; never kept in a draft.
    #[serde(skip_serializing)]
    pub password: String,
    /// Where to go afterwards.
    pub next: String,
}

/// A sign-up that can be tried.
#[derive(Debug)]
pub struct SignUp {
    /// Name.
    pub name: String,
    /// Address.
    pub email: Email,
    /// Password.
    pub password: String,
}

impl SignUpForm {
    /// Checks everything that can be checked without the database and the list of weak passwords.
    ///
    /// # Errors
    /// `Invalid`.
    pub fn parse(&self) -> Result<SignUp> {
        let mut errors = FieldErrors::default();
        let name = errors.take("name", parse_name(&self.name, 1, 100));
        let email = errors.take("email", Email::parse(&self.email));
        let length = self.password.chars().count();
        if length < PASSWORD_MIN {
            errors.add(
                "password",
                format!("Use at least {PASSWORD_MIN} characters"),
            );
        } else if length > PASSWORD_MAX {
            errors.add("password", format!("Use at most {PASSWORD_MAX} characters"));
        }
        match (name, email) {
            (Some(name), Some(email)) if errors.is_empty() => Ok(SignUp {
                name,
                email,
                password: self.password.clone(),
            }),
            _ => Err(AppError::Invalid(errors)),
        }
    }
}

/// The sign-in form.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SignInForm {
    /// Address.
    pub email: String,
    /// Password; never kept in a draft.
    #[serde(skip_serializing)]
    pub password: String,
    /// Where to go afterwards.
    pub next: String,
}

/// The form that changes for whom one works.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SwitchForm {
    /// Its id; empty for oneself.
    pub organisation: String,
}

/// The form that changes the theme.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ThemeForm {
    /// `light`, `dark` or `system`.
    pub theme: String,
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

/// Slugs that would look like Kinwork itself.
const RESERVED: [&str; 20] = [
    "about", "account", "admin", "api", "app", "billing", "dev", "help", "jobs", "kinwork", "me",
    "new", "people", "pkg", "root", "security", "settings", "sign-in", "status", "support",
];

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
        let slug = slugify(wanted);
        if name.is_some() && slug.len() < 2 {
            errors.add(
                "slug",
                "Use at least two letters or digits from a to z and 0 to 9",
            );
        } else if RESERVED.contains(&slug.as_str()) {
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

/// Small letters, digits and single hyphens; at most 40.
pub fn slugify(text: &str) -> String {
    let mut slug = String::new();
    for c in text.to_lowercase().chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let mut slug: String = slug.chars().take(40).collect();
    while slug.ends_with('-') {
        slug.pop();
    }
    slug
}

/// A name of people or things: trimmed, any script, no control characters, length in characters.
///
/// # Errors
/// A message fit for the field.
pub fn parse_name(text: &str, min: usize, max: usize) -> Result<String, String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let length = text.chars().count();
    if length < min {
        return Err(if min > 1 && length > 0 {
            format!("Use at least {min} characters")
        } else {
            "Fill this in".to_owned()
        });
    }
    if length > max {
        return Err(format!("Use at most {max} characters"));
    }
    if text.chars().any(char::is_control) {
        return Err("Leave out the control characters".to_owned());
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_any_script_are_names() {
        for name in ["Ama Owusu", "🦊 Fox", "محمد علي", "李", "O’Brien-Smith"] {
            assert_eq!(parse_name(name, 1, 100).as_deref(), Ok(name));
        }
        assert_eq!(parse_name("  a   b ", 1, 100).as_deref(), Ok("a b"));
        assert!(parse_name(" ", 1, 100).is_err());
        assert!(parse_name(&"x".repeat(101), 1, 100).is_err());
    }

    #[test]
    fn slugs_come_from_names() {
        assert_eq!(
            slugify("Riverside Logistics & Co."),
            "riverside-logistics-co"
        );
        assert_eq!(slugify("--A--"), "a");
        let form = OrganisationForm {
            name: "Admin".into(),
            ..Default::default()
        };
        assert!(matches!(form.parse(), Err(AppError::Invalid(e)) if e.get("slug").is_some()));
    }

    #[test]
    fn a_draft_never_holds_the_password() {
        let form = SignUpForm {
            password: "correct horse".into(),
            ..Default::default()
        };
        assert!(form.parse().is_err());
        assert!(!serde_json::to_string(&form).unwrap().contains("horse"));
    }

    #[test]
    fn the_permission_table() {
        assert!(Role::Viewer.may(Permission::ReadHiring));
        assert!(!Role::Viewer.may(Permission::WriteHiring));
        assert!(!Role::Finance.may(Permission::ReadHiring));
        assert!(Role::Recruiter.may(Permission::WriteHiring));
        assert!(!Role::Recruiter.may(Permission::ManageOrganisation));
    }
}
