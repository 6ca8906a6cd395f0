//! An organisation as staff see it, and what can be done.

use identity::organisations::model::RESTORABLE;
use kernel::id::{OrganisationId, PersonId};
use time::OffsetDateTime;

/// Organisations on a page of the list.
pub const PAGE: usize = 50;
/// Members that staff see at once.
pub const MEMBERS: i64 = 200;

/// How an organisation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Everything works.
    Active,
    /// It may be read and may pay, nothing else.
    Suspended,
    /// Out of sight, and may be restored.
    Deleted,
    /// What was not to be kept is gone.
    Purged,
}

impl Standing {
    /// Every standing.
    pub const ALL: [Self; 4] = [Self::Active, Self::Suspended, Self::Deleted, Self::Purged];

    /// The stored name and what people call it.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Active => ("ACTIVE", "Active"),
            Self::Suspended => ("SUSPENDED", "Suspended"),
            Self::Deleted => ("DELETED", "Deleted"),
            Self::Purged => ("PURGED", "Emptied"),
        }
    }

    /// In addresses and in the trail.
    pub fn name(self) -> &'static str {
        self.words().0
    }

    /// As people say it.
    pub fn label(self) -> &'static str {
        self.words().1
    }

    /// Reads a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// Which organisations a page shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words of name or address, or an id.
    pub words: String,
    /// Only those that stand like this.
    pub standing: Option<Standing>,
    /// Where the page begins.
    pub after: String,
}

/// An organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Which.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
    /// Its place in addresses.
    pub slug: String,
    /// The stored name of its kind.
    pub kind: String,
    /// Who founded it.
    pub founder: String,
    /// When.
    pub created_at: OffsetDateTime,
    /// Since when it is suspended.
    pub suspended_at: Option<OffsetDateTime>,
    /// Since when it is deleted.
    pub deleted_at: Option<OffsetDateTime>,
    /// Since when it is emptied.
    pub purged_at: Option<OffsetDateTime>,
}

impl Found {
    /// How it stands; deleted goes before suspended.
    pub fn standing(&self) -> Standing {
        match (self.purged_at, self.deleted_at, self.suspended_at) {
            (Some(_), ..) => Standing::Purged,
            (_, Some(_), _) => Standing::Deleted,
            (.., Some(_)) => Standing::Suspended,
            _ => Standing::Active,
        }
    }
}

/// Somebody who belongs to an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberLine {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// The stored name of their role.
    pub role: String,
    /// Since when.
    pub since: OffsetDateTime,
}

/// Everything staff see of an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The organisation.
    pub organisation: Found,
    /// Who belongs to it, owners first.
    pub members: Vec<MemberLine>,
}

/// What staff do to an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// It may be read and may pay, nothing else.
    Suspend,
    /// Everything works again.
    Reinstate,
    /// It comes back as it was.
    Restore,
}

impl Act {
    /// Every act.
    pub const ALL: [Self; 3] = [Self::Suspend, Self::Reinstate, Self::Restore];

    /// The stored name, what it is called, what follows.
    pub fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Suspend => (
                "SUSPEND",
                "Suspend",
                "Its members read everything and can pay, nothing else; it takes no applications.",
            ),
            Self::Reinstate => ("REINSTATE", "Reinstate", "Everything works again."),
            Self::Restore => (
                "RESTORE",
                "Restore",
                "It was deleted, and comes back as it was, with its members.",
            ),
        }
    }

    /// Reads a stored name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.words().0 == name)
    }

    /// Can it be done as things stand?
    pub fn fits(self, organisation: &Found, now: OffsetDateTime) -> bool {
        match self {
            Self::Suspend => organisation.standing() == Standing::Active,
            Self::Reinstate => organisation.standing() == Standing::Suspended,
            Self::Restore => {
                organisation.standing() == Standing::Deleted
                    && organisation
                        .deleted_at
                        .is_some_and(|at| now - at < RESTORABLE)
            }
        }
    }

    /// How it stands afterwards.
    pub fn becomes(self, organisation: &Found) -> Standing {
        match self {
            Self::Suspend => Standing::Suspended,
            Self::Reinstate => Standing::Active,
            Self::Restore if organisation.suspended_at.is_some() => Standing::Suspended,
            Self::Restore => Standing::Active,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    fn organisation() -> Found {
        Found {
            id: OrganisationId(uuid::Uuid::nil()),
            name: "Works".into(),
            slug: "works".into(),
            kind: "FULL".into(),
            founder: "Ama".into(),
            created_at: datetime!(2026-01-01 00:00 UTC),
            suspended_at: None,
            deleted_at: None,
            purged_at: None,
        }
    }

    #[test]
    fn names_read_back() {
        for act in Act::ALL {
            assert_eq!(Act::from_name(act.words().0), Some(act));
        }
        for standing in Standing::ALL {
            assert_eq!(Standing::from_name(standing.name()), Some(standing));
        }
    }

    #[test]
    fn what_was_suspended_before_it_was_deleted_comes_back_suspended() {
        let now = datetime!(2026-06-01 00:00 UTC);
        let gone = Found {
            suspended_at: Some(now),
            deleted_at: Some(now),
            ..organisation()
        };
        assert_eq!(gone.standing(), Standing::Deleted);
        assert!(Act::Restore.fits(&gone, now));
        assert!(!Act::Restore.fits(&gone, now + RESTORABLE));
        assert_eq!(Act::Restore.becomes(&gone), Standing::Suspended);
        let purged = Found {
            purged_at: Some(now),
            ..gone
        };
        assert!(Act::ALL.into_iter().all(|act| !act.fits(&purged, now)));
    }
}
