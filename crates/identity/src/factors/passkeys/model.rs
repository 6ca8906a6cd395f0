//! Forms of passkeys.

use kernel::id::PasskeyId;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// Passkeys of one person.
pub const PASSKEYS_MAX: usize = 20;

/// A passkey as its person sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasskeyRow {
    /// Its id.
    pub id: PasskeyId,
    /// What they call it.
    pub name: String,
    /// When it was added.
    pub created_at: OffsetDateTime,
    /// When it was last used.
    pub last_used_at: Option<OffsetDateTime>,
}

/// What a browser is asked a passkey for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To make one.
    Register,
    /// To sign in.
    SignIn,
    /// To finish a sign-in.
    SecondStep,
    /// To prove that it is still the same person.
    Confirm,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 4] = [
        Self::Register,
        Self::SignIn,
        Self::SecondStep,
        Self::Confirm,
    ];

    /// The stored name; the browser's script is told it too.
    pub fn name(self) -> &'static str {
        match self {
            Self::Register => "REGISTER",
            Self::SignIn => "SIGN_IN",
            Self::SecondStep => "SECOND_STEP",
            Self::Confirm => "CONFIRM",
        }
    }

    /// Reads a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.name() == name)
    }
}

/// Asks for a challenge.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ChallengeForm {
    /// The name of a [`Purpose`].
    pub purpose: String,
}

/// The browser's answer to a challenge.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PasskeyForm {
    /// Which challenge; never kept in a draft.
    #[serde(skip_serializing)]
    pub token: String,
    /// What the passkey says, as JSON; never kept in a draft.
    #[serde(skip_serializing)]
    pub credential: String,
    /// What to call a new one.
    pub name: String,
    /// Where to go afterwards; the page has it in its address, and it may hold the token of an invitation.
    #[serde(skip_serializing)]
    pub next: String,
    /// `true` if a deactivated account shall be active again.
    pub come_back: String,
}

/// The form that renames or removes one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct EditForm {
    /// Its id.
    pub id: String,
    /// What to call it.
    pub name: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_never_holds_an_answer() {
        let form = PasskeyForm {
            token: "canary-one".to_owned(),
            credential: "canary-two".to_owned(),
            name: "Phone".to_owned(),
            next: "/invitation?token=canary-three".to_owned(),
            ..PasskeyForm::default()
        };
        let draft = serde_json::to_string(&form).unwrap();
        assert!(draft.contains("Phone") && !draft.contains("canary"));
    }
}
