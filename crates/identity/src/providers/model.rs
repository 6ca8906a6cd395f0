//! What both sides know of providers.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// A service whose accounts let people in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Provider {
    /// Google.
    Google,
    /// GitHub.
    GitHub,
    /// LinkedIn.
    LinkedIn,
}

impl Provider {
    /// Every one, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::Google, Self::GitHub, Self::LinkedIn];

    /// The stored name, which also stands in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Google => "google",
            Self::GitHub => "github",
            Self::LinkedIn => "linkedin",
        }
    }

    /// As people read it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Google => "Google",
            Self::GitHub => "GitHub",
            Self::LinkedIn => "LinkedIn",
        }
    }

    /// Reads a stored name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// What somebody is sent to a provider for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To sign in, or up.
    SignIn,
    /// To link their account there to the one they are signed in to here.
    Link,
    /// To show again that they are who they say.
    Prove,
}

impl Purpose {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::SignIn, Self::Link, Self::Prove];

    /// The stored name.
    pub fn name(self) -> &'static str {
        match self {
            Self::SignIn => "SIGN_IN",
            Self::Link => "LINK",
            Self::Prove => "PROVE",
        }
    }

    /// Reads a stored name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// The form that sends somebody to a provider.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct StartForm {
    /// Which.
    pub provider: String,
    /// What for; empty to sign in.
    pub purpose: String,
    /// Where to go afterwards; it may hold the token of an invitation.
    #[serde(skip_serializing)]
    pub next: String,
    /// They agree to the terms, in case they are new here: `true`.
    pub terms: String,
    /// And let themselves be found: `true`.
    pub matching: String,
}

impl StartForm {
    /// What they agree to.
    pub fn agreed(&self) -> Agreed {
        Agreed {
            terms: self.terms == "true",
            matching: self.matching == "true",
        }
    }
}

/// What somebody agreed to before they were sent to a provider: without the terms no account is made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Agreed {
    /// The terms of use and the privacy notice.
    pub terms: bool,
    /// To be found by employers.
    pub matching: bool,
}

/// The form that unlinks one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct UnlinkForm {
    /// Which.
    pub provider: String,
}

/// An account elsewhere that lets somebody in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Linked {
    /// Where.
    pub provider: Provider,
    /// Its address there.
    pub email: String,
    /// Since when.
    pub created_at: OffsetDateTime,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        for one in Provider::ALL {
            assert_eq!(Provider::from_name(one.name()), Some(one));
        }
        for one in Purpose::ALL {
            assert_eq!(Purpose::from_name(one.name()), Some(one));
        }
    }
}
