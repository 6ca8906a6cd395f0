//! Roles and what each permits: the one table, as [`Role::may`] asks it and as the help page shows it.

use serde::{Deserialize, Serialize};

/// A role in an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
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
    /// Plan shifts.
    WriteRota,
    /// Pay, and see what was paid.
    Pay,
    /// See who belongs to the organisation.
    ReadMembers,
    /// Invite, change roles, remove.
    ManageMembers,
    /// Change name, look and fields of one's own.
    ManageOrganisation,
    /// Read who changed what.
    ReadTrail,
    /// Hand the organisation over, delete it, restore it.
    GiveAway,
}

/// What using a permission does. While an organisation is suspended, it may be read and may pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Looks.
    Read,
    /// Changes something.
    Write,
    /// Settles what is owed.
    Pay,
}

impl Permission {
    /// Every permission, in the order of the table.
    pub const ALL: [Self; 9] = [
        Self::ReadHiring,
        Self::WriteHiring,
        Self::WriteRota,
        Self::Pay,
        Self::ReadMembers,
        Self::ManageMembers,
        Self::ManageOrganisation,
        Self::ReadTrail,
        Self::GiveAway,
    ];

    /// The table: a permission in words, what using it does, and who may.
    fn line(self) -> (&'static str, Effect, &'static [Role]) {
        use Effect::{Read, Write};
        use Role::{Admin, Finance, Owner, Recruiter, Scheduler, Viewer};
        match self {
            Self::ReadHiring => (
                "See jobs, candidates and applications",
                Read,
                &[Owner, Admin, Recruiter, Scheduler, Viewer],
            ),
            Self::WriteHiring => (
                "Post and edit jobs, decide on applications",
                Write,
                &[Owner, Admin, Recruiter],
            ),
            Self::WriteRota => ("Plan shifts", Write, &[Owner, Admin, Scheduler]),
            Self::Pay => (
                "Pay, and see what was paid",
                Effect::Pay,
                &[Owner, Admin, Finance],
            ),
            Self::ReadMembers => ("See who belongs to the organisation", Read, &Role::ALL),
            Self::ManageMembers => (
                "Invite people, change roles, remove people",
                Write,
                &[Owner, Admin],
            ),
            Self::ManageOrganisation => {
                ("Change name, look and own fields", Write, &[Owner, Admin])
            }
            Self::ReadTrail => ("Read who changed what", Read, &[Owner, Admin]),
            Self::GiveAway => (
                "Hand the organisation over, delete and restore it",
                Write,
                &[Owner],
            ),
        }
    }

    /// What it lets people do, in words.
    pub fn label(self) -> &'static str {
        self.line().0
    }

    /// What using it does.
    pub fn effect(self) -> Effect {
        self.line().1
    }
}

impl Role {
    /// Every role, the one that may most first.
    pub const ALL: [Self; 6] = [
        Self::Owner,
        Self::Admin,
        Self::Recruiter,
        Self::Scheduler,
        Self::Finance,
        Self::Viewer,
    ];

    /// Asks the table.
    pub fn may(self, permission: Permission) -> bool {
        permission.line().2.contains(&self)
    }

    /// May somebody of this role give that role, or take it away? Nobody grants more than they hold.
    pub fn may_grant(self, other: Self) -> bool {
        self.may(Permission::ManageMembers)
            && Permission::ALL
                .into_iter()
                .all(|one| !other.may(one) || self.may(one))
    }

    /// The roles somebody of this role may give.
    pub fn grants(self) -> impl Iterator<Item = Self> {
        Self::ALL
            .into_iter()
            .filter(move |other| self.may_grant(*other))
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

    /// What it is for, in a few words.
    pub fn hint(self) -> &'static str {
        match self {
            Self::Owner => "Everything, including handing the organisation over",
            Self::Admin => "Everything but that",
            Self::Recruiter => "Jobs and applications",
            Self::Scheduler => "Shifts",
            Self::Finance => "Payments",
            Self::Viewer => "Reads jobs and applications",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_permission_table() {
        assert!(Role::Viewer.may(Permission::ReadHiring));
        assert!(!Role::Viewer.may(Permission::WriteHiring));
        assert!(!Role::Finance.may(Permission::ReadHiring));
        assert!(Role::Recruiter.may(Permission::WriteHiring));
        assert!(!Role::Recruiter.may(Permission::ManageOrganisation));
    }

    #[test]
    fn every_permission_is_in_the_table_once_and_an_owners() {
        for (at, permission) in Permission::ALL.into_iter().enumerate() {
            assert_eq!(permission as usize, at, "{permission:?}");
            assert!(Role::Owner.may(permission), "{permission:?}");
        }
    }

    #[test]
    fn nobody_grants_more_than_they_hold() {
        for giver in Role::ALL {
            for given in giver.grants() {
                for permission in Permission::ALL {
                    assert!(
                        giver.may(permission) || !given.may(permission),
                        "{giver:?} gives {given:?}, and with it {permission:?}"
                    );
                }
            }
        }
        assert!(Role::Owner.may_grant(Role::Owner));
        assert!(!Role::Admin.may_grant(Role::Owner));
        assert!(Role::Admin.may_grant(Role::Admin));
        for role in [
            Role::Recruiter,
            Role::Scheduler,
            Role::Finance,
            Role::Viewer,
        ] {
            assert_eq!(role.grants().count(), 0, "{role:?}");
        }
    }
}
