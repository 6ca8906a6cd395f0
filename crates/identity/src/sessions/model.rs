//! What both sides know of sessions.

use kernel::id::SessionId;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// One of a person's sessions.
#[derive(Debug, Clone)]
pub struct SessionRow {
    /// Its id.
    pub id: SessionId,
    /// The browser's description of itself.
    pub user_agent: String,
    /// The address it was opened from.
    pub address: String,
    /// When it was opened.
    pub created_at: OffsetDateTime,
    /// When it was last used, to the minute.
    pub last_seen_at: OffsetDateTime,
}

/// The form that changes for whom one works.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SwitchForm {
    /// Its id; empty for oneself.
    pub organisation: String,
}
