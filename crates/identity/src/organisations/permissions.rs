//! Roles and what each permits: the one table.

use serde::{Deserialize, Serialize};

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
}
