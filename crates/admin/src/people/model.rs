//! A person as staff see them, and what can be done.

use crate::staff::model::{Permission, StaffRole};
use identity::accounts::model::{Appeal, Status};
use identity::security::model::TrailLine;
use identity::sessions::model::Device;
use kernel::id::{OrganisationId, PersonId};
use kernel::state::State as _;
use time::OffsetDateTime;

/// People on a page of a list.
pub const PAGE: usize = 50;

/// Which people a page shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words of name or address, or an id.
    pub words: String,
    /// Only those who stand like this.
    pub standing: Option<Status>,
    /// Where the page begins.
    pub after: String,
}

/// Somebody in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Who.
    pub id: PersonId,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// How their account stands.
    pub status: Status,
    /// Since when they have it.
    pub created_at: OffsetDateTime,
}

/// An appeal that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Its id.
    pub id: uuid::Uuid,
    /// Whose.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// What they wrote.
    pub reason: String,
    /// When.
    pub created_at: OffsetDateTime,
}

/// Somebody's seat in an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeatLine {
    /// Which.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// The stored name of the role there.
    pub role: String,
    /// Since when.
    pub since: OffsetDateTime,
    /// Is it suspended, or deleted?
    pub closed: bool,
}

/// What somebody shows besides the password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Factors {
    /// Since when they sign in with two steps.
    pub two_steps: Option<OffsetDateTime>,
    /// How many passkeys they have.
    pub passkeys: i64,
}

impl Factors {
    /// Is there any?
    pub fn any(self) -> bool {
        self.two_steps.is_some() || self.passkeys > 0
    }
}

/// Everything staff see of somebody.
#[derive(Debug, Clone)]
pub struct Record {
    /// The person.
    pub person: Found,
    /// What they are at the platform, if anything.
    pub staff: Option<StaffRole>,
    /// What they show besides the password.
    pub factors: Factors,
    /// Where they are signed in.
    pub devices: Vec<Device>,
    /// Where they belong.
    pub seats: Vec<SeatLine>,
    /// What happened to their account, the latest first.
    pub events: Vec<TrailLine>,
    /// What they appealed against, the latest first.
    pub appeals: Vec<Appeal>,
}

impl Record {
    /// Does an appeal wait?
    pub fn appeals(&self) -> bool {
        self.appeals.iter().any(|appeal| appeal.granted.is_none())
    }
}

/// What staff do to somebody's account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Sign them out everywhere.
    SignOut,
    /// They have lost what they show besides the password.
    ResetFactors,
    /// They read and change nothing.
    Suspend,
    /// They are out.
    Ban,
    /// Everything works again; grants an appeal that waits.
    Reinstate,
    /// The appeal is turned down.
    DenyAppeal,
}

impl Act {
    /// Every act, the mildest first.
    pub const ALL: [Self; 6] = [
        Self::SignOut,
        Self::ResetFactors,
        Self::Suspend,
        Self::Ban,
        Self::Reinstate,
        Self::DenyAppeal,
    ];

    /// The stored name, what it is called, what follows.
    pub fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::SignOut => (
                "SIGN_OUT",
                "Sign out everywhere",
                "Every browser and app has to sign in again. Keys of machines stay.",
            ),
            Self::ResetFactors => (
                "RESET_FACTORS",
                "Reset second factors",
                "Two-step sign-in is off and every passkey removed; they are signed out everywhere, and their keys of machines are revoked. Say below how you made sure that it is them who ask.",
            ),
            Self::Suspend => (
                "SUSPEND",
                "Suspend",
                "They read everything, change nothing and may appeal.",
            ),
            Self::Ban => (
                "BAN",
                "Block",
                "They are signed out everywhere and cannot sign in; their keys of machines are revoked.",
            ),
            Self::Reinstate => (
                "REINSTATE",
                "Reinstate",
                "Everything works again. An appeal that waits is granted.",
            ),
            Self::DenyAppeal => (
                "DENY_APPEAL",
                "Turn the appeal down",
                "The suspension stays. They read the reason and may appeal again.",
            ),
        }
    }

    /// Reads a stored name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.words().0 == name)
    }

    /// Who may.
    pub fn permission(self) -> Permission {
        match self {
            Self::SignOut => Permission::EndSessions,
            Self::ResetFactors => Permission::ResetFactors,
            Self::Suspend | Self::Ban | Self::Reinstate | Self::DenyAppeal => {
                Permission::DecideOverPeople
            }
        }
    }

    /// How the account stands afterwards, if this changes it.
    pub fn becomes(self) -> Option<Status> {
        match self {
            Self::Suspend => Some(Status::Suspended),
            Self::Ban => Some(Status::Banned),
            Self::Reinstate => Some(Status::Active),
            Self::SignOut | Self::ResetFactors | Self::DenyAppeal => None,
        }
    }

    /// Can it be done as things stand?
    pub fn fits(self, record: &Record) -> bool {
        let status = record.person.status;
        match self {
            Self::SignOut => !record.devices.is_empty(),
            Self::ResetFactors => record.factors.any(),
            Self::DenyAppeal => record.appeals(),
            Self::Reinstate => matches!(status, Status::Suspended | Status::Banned),
            Self::Suspend => status.may_become(Status::Suspended),
            Self::Ban => status.may_become(Status::Banned),
        }
    }
}

/// How staff made sure that it is the person who asks for their second factors to be taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Identified {
    /// By a document, on a call that we began.
    VideoCall,
    /// By a document, where we are.
    InPerson,
    /// By an owner of an organisation they belong to.
    Vouched,
}

impl Identified {
    /// Every way; there is no other.
    pub const ALL: [Self; 3] = [Self::VideoCall, Self::InPerson, Self::Vouched];

    /// The stored name, what staff choose, what it takes, and what the person is told.
    pub fn words(self) -> (&'static str, &'static str, &'static str, &'static str) {
        match self {
            Self::VideoCall => (
                "VIDEO_CALL",
                "Document seen on a video call",
                "A call to the number or address of the account, a document with a picture beside the face, and the name of the account on it.",
                "Somebody showed us an identity document in your name on a video call.",
            ),
            Self::InPerson => (
                "IN_PERSON",
                "Document seen in person",
                "A document with a picture, in the hand of whoever it shows, with the name of the account on it.",
                "Somebody came to us with an identity document in your name.",
            ),
            Self::Vouched => (
                "VOUCHED",
                "Another owner of their organisation vouches for them",
                "Asked by us at the address that owner has here, never at one the caller gives.",
                "An owner of an organisation you belong to told us that it was you who asked.",
            ),
        }
    }

    /// Reads a stored name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.words().0 == name)
    }
}

/// How an account stands, as staff say it.
pub fn standing(status: Status) -> &'static str {
    match status {
        Status::Active => "Active",
        Status::Inactive => "Deactivated",
        Status::Suspended => "Suspended",
        Status::Banned => "Blocked",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acts_read_back() {
        for act in Act::ALL {
            assert_eq!(Act::from_name(act.words().0), Some(act));
        }
        assert_eq!(Act::from_name("FORGIVE"), None);
        for way in Identified::ALL {
            assert_eq!(Identified::from_name(way.words().0), Some(way));
        }
        assert_eq!(Identified::from_name("TRUST_ME"), None);
    }

    #[test]
    fn support_signs_out_and_decides_nothing() {
        for act in Act::ALL {
            let may = StaffRole::Support.may(act.permission());
            assert_eq!(may, act == Act::SignOut, "{act:?}");
        }
    }
}
