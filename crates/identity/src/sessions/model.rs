//! What both sides know of sessions.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

/// A browser, or an app on a device, that is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// The id of its session, or of its family of tokens.
    pub id: Uuid,
    /// What an app calls its device; `None` for a browser.
    pub name: Option<String>,
    /// The browser's or the app's description of itself.
    pub user_agent: String,
    /// The address it was last used from.
    pub address: String,
    /// When it signed in.
    pub created_at: OffsetDateTime,
    /// When it was last used, to the minute.
    pub last_seen_at: OffsetDateTime,
}

/// The form that asks again who one is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ConfirmForm {
    /// Password; never kept in a draft.
    #[serde(skip_serializing)]
    pub password: String,
    /// Where to go afterwards; the page has it in its address, and it may hold the token of an invitation.
    #[serde(skip_serializing)]
    pub next: String,
}

/// The form that ends the session of one device.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct EndForm {
    /// The device's id.
    pub id: String,
}

/// The form that changes for whom one works.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SwitchForm {
    /// Its id; empty for oneself.
    pub organisation: String,
}
