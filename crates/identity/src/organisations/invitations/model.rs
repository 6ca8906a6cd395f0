//! An invitation as the organisation sees it, as the invited see it, and its forms.

use super::super::permissions::Role;
use kernel::email::Email;
use kernel::id::{InvitationId, OrganisationId, PersonId};
use kernel::{AppError, FieldErrors, Result};
use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};

/// An invitation can be accepted this long after it was last sent.
pub const LASTS: Duration = Duration::days(7);
/// Open invitations of an organisation, those that ran out not counted.
pub const OPEN_MAX: i64 = 50;
/// Invitations an organisation may send to new addresses within a day.
pub const A_DAY_MAX: i64 = 100;
/// How often one is sent in all.
pub const SENDS_MAX: i16 = 5;
/// Before it may be sent again: the first one may still be under way.
pub const RESEND_AFTER: Duration = Duration::minutes(1);

/// An invitation nobody has accepted yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Its id.
    pub id: InvitationId,
    /// To whom.
    pub email: String,
    /// To be what.
    pub role: Role,
    /// By whom.
    pub invited_by: String,
    /// How often it was sent.
    pub sends: i16,
    /// When last.
    pub sent_at: OffsetDateTime,
    /// Until when it can be accepted.
    pub expires_at: OffsetDateTime,
}

/// An invitation as whoever holds its link sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// Its id.
    pub id: InvitationId,
    /// To join whom.
    pub organisation: OrganisationId,
    /// Their name.
    pub organisation_name: String,
    /// They may read and pay, nothing else.
    pub suspended: bool,
    /// To whom.
    pub email: String,
    /// To be what.
    pub role: Role,
    /// By whom.
    pub invited_by: String,
    /// Until when it can be accepted.
    pub expires_at: OffsetDateTime,
    /// Who accepted it.
    pub accepted_by: Option<PersonId>,
    /// It was taken back.
    pub revoked: bool,
}

impl Offer {
    /// Can it be accepted now?
    ///
    /// # Errors
    /// `Conflict`: `invitation_used`, `invitation_revoked`, `invitation_expired`, `organisation_suspended`.
    pub fn open(&self, now: OffsetDateTime) -> Result<()> {
        let code = if self.accepted_by.is_some() {
            "invitation_used"
        } else if self.revoked {
            "invitation_revoked"
        } else if self.expires_at <= now {
            "invitation_expired"
        } else if self.suspended {
            "organisation_suspended"
        } else {
            return Ok(());
        };
        Err(AppError::conflict(code))
    }

    /// Enough of the address to know it by, for whoever found the link: `a…@example.org`.
    pub fn hint(&self) -> String {
        let (local, domain) = self.email.split_once('@').unwrap_or_default();
        let first: String = local.chars().take(1).collect();
        format!("{first}…@{domain}")
    }
}

/// The form that invites somebody.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct InviteForm {
    /// Their address.
    pub email: String,
    /// The stored name of their role.
    pub role: String,
}

impl InviteForm {
    /// Checks the form; owners are made from members, not invited.
    ///
    /// # Errors
    /// `Invalid`.
    pub fn parse(&self) -> Result<(Email, Role)> {
        let mut errors = FieldErrors::default();
        let email = errors.take("email", Email::parse(&self.email));
        let role = Role::from_name(&self.role).filter(|role| *role != Role::Owner);
        if role.is_none() {
            errors.add("role", "Choose a role");
        }
        match (email, role) {
            (Some(email), Some(role)) => Ok((email, role)),
            _ => Err(AppError::Invalid(errors)),
        }
    }
}

/// The form that names one invitation.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct InvitationForm {
    /// Which.
    pub id: String,
}

impl InvitationForm {
    /// Reads the id.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn parse(&self) -> Result<InvitationId> {
        self.id.parse().map_err(|_| AppError::NotFound)
    }
}

/// The form that accepts one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct AcceptForm {
    /// The token of its link; never kept in a draft.
    #[serde(skip_serializing)]
    pub token: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    fn offer() -> Offer {
        let id = uuid::Uuid::from_u128(1);
        Offer {
            id: InvitationId(id),
            organisation: OrganisationId(id),
            organisation_name: "Hers".into(),
            suspended: false,
            email: "ben@example.org".into(),
            role: Role::Viewer,
            invited_by: "Ama".into(),
            expires_at: datetime!(2026-01-08 00:00 UTC),
            accepted_by: None,
            revoked: false,
        }
    }

    #[test]
    fn an_offer_is_open_until_it_is_used_taken_back_or_over() {
        let (last, over) = (
            datetime!(2026-01-07 23:59:59 UTC),
            datetime!(2026-01-08 00:00 UTC),
        );
        assert_eq!(offer().open(last), Ok(()));
        let refused = |offer: Offer, now| match offer.open(now) {
            Err(AppError::Conflict(code)) => code,
            other => format!("{other:?}"),
        };
        assert_eq!(refused(offer(), over), "invitation_expired");
        let used = Offer {
            accepted_by: Some(PersonId(uuid::Uuid::from_u128(2))),
            ..offer()
        };
        assert_eq!(refused(used, over), "invitation_used");
        let revoked = Offer {
            revoked: true,
            ..offer()
        };
        assert_eq!(refused(revoked, last), "invitation_revoked");
        let suspended = Offer {
            suspended: true,
            ..offer()
        };
        assert_eq!(refused(suspended, last), "organisation_suspended");
    }

    #[test]
    fn a_link_shows_only_enough_of_the_address() {
        assert_eq!(offer().hint(), "b…@example.org");
    }

    #[test]
    fn nobody_is_invited_as_owner() {
        let form = InviteForm {
            email: "ben@example.org".into(),
            role: "OWNER".into(),
        };
        assert!(matches!(form.parse(), Err(AppError::Invalid(e)) if e.get("role").is_some()));
    }
}
