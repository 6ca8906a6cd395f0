//! What a machine's key may be allowed: the one table.

use crate::organisations::permissions::Permission;
use serde::{Deserialize, Serialize};

/// Something a key may be allowed to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum KeyScope {
    /// Read the organisation itself.
    #[serde(rename = "organisation:read")]
    OrganisationRead,
    /// Read its jobs.
    #[serde(rename = "jobs:read")]
    JobsRead,
    /// Write, publish and close its jobs.
    #[serde(rename = "jobs:write")]
    JobsWrite,
    /// Read who fits a job, and why.
    #[serde(rename = "matches:read")]
    MatchesRead,
    /// Read the applications to its jobs.
    #[serde(rename = "applications:read")]
    ApplicationsRead,
    /// Answer them.
    #[serde(rename = "applications:write")]
    ApplicationsWrite,
    /// Read its trail.
    #[serde(rename = "audit:read")]
    AuditRead,
}

impl KeyScope {
    /// Every scope.
    pub const ALL: [Self; 7] = [
        Self::OrganisationRead,
        Self::JobsRead,
        Self::JobsWrite,
        Self::MatchesRead,
        Self::ApplicationsRead,
        Self::ApplicationsWrite,
        Self::AuditRead,
    ];

    /// The name on the wire and in the database, and what people read.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::OrganisationRead => ("organisation:read", "Read the organisation’s own page"),
            Self::JobsRead => ("jobs:read", "Read jobs, drafts included"),
            Self::JobsWrite => ("jobs:write", "Write, publish and close jobs"),
            Self::MatchesRead => ("matches:read", "Read who fits a job, and why"),
            Self::ApplicationsRead => ("applications:read", "Read applications"),
            Self::ApplicationsWrite => ("applications:write", "Answer applications"),
            Self::AuditRead => (
                "audit:read",
                "Read the trail: who did what, from which address",
            ),
        }
    }

    /// The name on the wire and in the database.
    pub fn name(self) -> &'static str {
        self.words().0
    }

    /// As people read it.
    pub fn label(self) -> &'static str {
        self.words().1
    }

    /// Reads a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.name() == name)
    }

    /// What it lets its key do in the organisation. Which of the things that a permission covers
    /// (jobs, applications) an endpoint is about, the endpoint says itself by asking for its scope.
    pub fn permits(self, permission: Permission) -> bool {
        match self {
            Self::OrganisationRead => false,
            Self::JobsRead | Self::MatchesRead | Self::ApplicationsRead => {
                permission == Permission::ReadHiring
            }
            Self::JobsWrite | Self::ApplicationsWrite => {
                matches!(permission, Permission::ReadHiring | Permission::WriteHiring)
            }
            Self::AuditRead => permission == Permission::ReadTrail,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back_as_they_are_written() {
        for scope in KeyScope::ALL {
            assert_eq!(KeyScope::from_name(scope.name()), Some(scope));
            let wire = serde_json::to_string(&scope).unwrap();
            assert_eq!(wire, format!("\"{}\"", scope.name()));
        }
        assert_eq!(KeyScope::from_name("everything"), None);
    }

    #[test]
    fn no_scope_goes_beyond_its_subject_and_reading_never_writes() {
        for scope in KeyScope::ALL {
            for permission in Permission::ALL {
                let within = match scope {
                    KeyScope::AuditRead => permission == Permission::ReadTrail,
                    _ => matches!(permission, Permission::ReadHiring | Permission::WriteHiring),
                };
                assert!(
                    within || !scope.permits(permission),
                    "{scope:?} {permission:?}"
                );
            }
            if scope.name().ends_with(":read") {
                assert!(!scope.permits(Permission::WriteHiring), "{scope:?}");
            }
        }
    }
}
