//! A member, and the forms that change one.

use super::super::model::parse_person;
use super::super::permissions::Role;
use kernel::id::PersonId;
use kernel::{AppError, Result};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// Members on a page of the list.
pub const PAGE: usize = 50;

/// Somebody who belongs to an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// What they are there.
    pub role: Role,
    /// Since when.
    pub since: OffsetDateTime,
}

/// Which members a page shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words in name or address.
    pub q: String,
    /// Where the page begins.
    pub after: String,
}

/// The form that changes a role.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RoleForm {
    /// Whose.
    pub person: String,
    /// The stored name of the role.
    pub role: String,
}

impl RoleForm {
    /// Whose role, and which.
    ///
    /// # Errors
    /// `NotFound`; `Invalid` at `role`.
    pub fn parse(&self) -> Result<(PersonId, Role)> {
        let person = parse_person(&self.person)?;
        let role = Role::from_name(&self.role)
            .ok_or_else(|| AppError::invalid("role", "Choose a role"))?;
        Ok((person, role))
    }
}

/// The form that names one member.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct MemberForm {
    /// Who.
    pub person: String,
}

impl MemberForm {
    /// Reads the id.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn parse(&self) -> Result<PersonId> {
        parse_person(&self.person)
    }
}

/// The form that makes somebody an owner.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct OwnerForm {
    /// Who.
    pub person: String,
    /// The organisation's name, typed.
    pub confirm: String,
    /// `true` if the giver steps back to admin.
    pub hand_over: String,
}
