//! Words both sides share: the actor, and the forms of this area.

use crate::accounts::model::Status;
use crate::organisations::model::Seat;
use crate::organisations::permissions::{Effect, Permission};
use crate::tokens::KeyScope;
use kernel::id::{ApiKeyId, PersonId, SessionId, TokenFamilyId};
use kernel::{AppError, Result};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

/// Somebody who is signed in, or a machine that acts for an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Who; for a machine, who made its key.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// What let them in.
    pub way_in: WayIn,
    /// When they last proved who they are.
    pub proved_at: Option<OffsetDateTime>,
    /// How their account stands.
    pub status: Status,
    /// For which organisation, if for one.
    pub seat: Option<Seat>,
}

/// What lets somebody in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WayIn {
    /// A browser's session.
    Session(SessionId),
    /// A native client's tokens.
    Token(TokenFamilyId),
    /// A machine's key: it may do what its scopes permit, whatever the role of whoever made it.
    Key(ApiKeyId, Vec<KeyScope>),
    /// Staff who look as this person, whom they let: it shows, and does nothing.
    Visit(Uuid),
}

impl WayIn {
    /// The id of the session, the family, the key or the visit.
    pub fn id(&self) -> Uuid {
        match self {
            Self::Session(id) => id.0,
            Self::Token(id) => id.0,
            Self::Key(id, _) => id.0,
            Self::Visit(id) => *id,
        }
    }
}

impl Actor {
    /// Somebody in a browser who has just signed in.
    pub fn in_browser(
        person: PersonId,
        name: &str,
        email: &str,
        session: SessionId,
        seat: Option<Seat>,
        now: OffsetDateTime,
    ) -> Self {
        Self {
            person,
            name: name.to_owned(),
            email: email.to_owned(),
            way_in: WayIn::Session(session),
            proved_at: Some(now),
            status: Status::Active,
            seat,
        }
    }

    /// The organisation acted for, if the role there permits it, or, for a machine, a scope of its key. This is
    /// the one place where a suspended organisation is held to reading and paying.
    ///
    /// # Errors
    /// `Forbidden` without an organisation or without the right, and to whoever only looks; `Conflict("organisation_suspended")`.
    pub fn seat_with(&self, permission: Permission) -> Result<&Seat> {
        let seat = self.seat_seeing(permission)?;
        if matches!(self.way_in, WayIn::Visit(_)) && permission.effect() != Effect::Read {
            return Err(AppError::Forbidden);
        }
        if seat.suspended && permission.effect() == Effect::Write {
            return Err(AppError::conflict("organisation_suspended"));
        }
        Ok(seat)
    }

    /// The organisation acted for, if the role there permits it, to show what could be done: suspended or not.
    ///
    /// # Errors
    /// `Forbidden` without an organisation or without the right.
    pub fn seat_seeing(&self, permission: Permission) -> Result<&Seat> {
        let may = |seat: &&Seat| match &self.way_in {
            WayIn::Session(_) | WayIn::Token(_) | WayIn::Visit(_) => seat.role.may(permission),
            WayIn::Key(_, scopes) => scopes.iter().any(|scope| scope.permits(permission)),
        };
        self.seat.as_ref().filter(may).ok_or(AppError::Forbidden)
    }
}

/// Longest password, in characters; argon2 would take more, a request should not.
pub const PASSWORD_MAX: usize = 128;
/// Shortest password, in characters (NIST SP 800-63B).
pub const PASSWORD_MIN: usize = 8;

/// The sign-in form.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SignInForm {
    /// Address.
    pub email: String,
    /// Password; never kept in a draft.
    #[serde(skip_serializing)]
    pub password: String,
    /// Where to go afterwards; the page has it in its address, and it may hold the token of an invitation.
    #[serde(skip_serializing)]
    pub next: String,
    /// `true` if a deactivated account shall be active again.
    pub come_back: String,
}

/// The form that changes the theme.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ThemeForm {
    /// `light`, `dark` or `system`.
    pub theme: String,
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
}
