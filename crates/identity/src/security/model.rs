//! What may happen to the security of an account, and what follows from it.

use time::OffsetDateTime;

/// Something that concerns the security of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecurityEvent {
    /// Signed in with a browser.
    SignedIn,
    /// Signed in with a native client.
    AppSignedIn,
    /// Ended a session of theirs, in a browser or a native client.
    DeviceEnded,
    /// Ended every session but the one they did it in.
    OtherDevicesEnded,
    /// A refresh token came back after its successor had been used: somebody else may have it.
    TokenReused,
    /// Made a key for machines.
    KeyMade,
    /// Revoked a key for machines.
    KeyRevoked,
    /// Changed the password, knowing the old one.
    PasswordChanged,
    /// Set a new password by a link sent by mail.
    PasswordReset,
    /// Showed that mail to their address reaches them.
    EmailConfirmed,
    /// Changed the address they sign in with.
    EmailChanged,
    /// Added a second factor, a passkey or another way in.
    FactorAdded,
    /// Removed one.
    FactorRemoved,
    /// Staff removed second factors and passkeys at their request.
    FactorReset,
    /// Used a backup code for the second step.
    BackupCodeUsed,
    /// Too many wrong guesses.
    LockedOut,
    /// Deactivated their account.
    Deactivated,
    /// Came back.
    CameBack,
    /// Was suspended.
    Suspended,
    /// Was banned.
    Banned,
    /// May do everything again.
    Reinstated,
    /// The appeal was turned down.
    AppealDenied,
    /// Staff signed all their devices out.
    SignedOutByStaff,
    /// Staff signed one of their devices out.
    DeviceEndedByStaff,
    /// Staff asked to look at the site as they see it.
    StaffAsked,
    /// They allowed it.
    StaffAllowed,
    /// Staff looked at a page as they see it.
    StaffLooked,
    /// Either side ended it.
    StaffLookEnded,
}

/// What an event ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ends {
    /// Nothing by itself.
    Nothing,
    /// Every session and token of the person, but not the session it was done in. Machines go on.
    OtherDevices,
    /// Every session, token and key of the person, but not the session it was done in.
    AllButThis,
    /// Every session, token and key of the person.
    Everything,
}

impl SecurityEvent {
    /// Every event.
    pub const ALL: [Self; 28] = [
        Self::SignedIn,
        Self::AppSignedIn,
        Self::DeviceEnded,
        Self::OtherDevicesEnded,
        Self::TokenReused,
        Self::KeyMade,
        Self::KeyRevoked,
        Self::PasswordChanged,
        Self::PasswordReset,
        Self::EmailConfirmed,
        Self::EmailChanged,
        Self::FactorAdded,
        Self::FactorRemoved,
        Self::FactorReset,
        Self::BackupCodeUsed,
        Self::LockedOut,
        Self::Deactivated,
        Self::CameBack,
        Self::Suspended,
        Self::Banned,
        Self::Reinstated,
        Self::AppealDenied,
        Self::SignedOutByStaff,
        Self::DeviceEndedByStaff,
        Self::StaffAsked,
        Self::StaffAllowed,
        Self::StaffLooked,
        Self::StaffLookEnded,
    ];

    /// The stored name, and how the person's own trail and the mail about it put it.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::SignedIn => ("SIGNED_IN", "You signed in"),
            Self::AppSignedIn => ("APP_SIGNED_IN", "You signed in with an app"),
            Self::DeviceEnded => ("DEVICE_ENDED", "You signed a device out"),
            Self::OtherDevicesEnded => ("OTHER_DEVICES_ENDED", "You signed all other devices out"),
            Self::TokenReused => (
                "TOKEN_REUSED",
                "An app was signed out because its key was used twice",
            ),
            Self::KeyMade => ("KEY_MADE", "You made an API key"),
            Self::KeyRevoked => ("KEY_REVOKED", "You revoked an API key"),
            Self::PasswordChanged => ("PASSWORD_CHANGED", "Your password was changed"),
            Self::PasswordReset => ("PASSWORD_RESET", "Your password was reset"),
            Self::EmailConfirmed => ("EMAIL_CONFIRMED", "You confirmed your e-mail address"),
            Self::EmailChanged => ("EMAIL_CHANGED", "Your e-mail address was changed"),
            Self::FactorAdded => ("FACTOR_ADDED", "A way to sign in was added"),
            Self::FactorRemoved => ("FACTOR_REMOVED", "A way to sign in was removed"),
            Self::FactorReset => (
                "FACTOR_RESET",
                "Your second factors were reset by our staff",
            ),
            Self::BackupCodeUsed => ("BACKUP_CODE_USED", "A backup code was used"),
            Self::LockedOut => ("LOCKED_OUT", "Somebody guessed wrongly too often"),
            Self::Deactivated => ("DEACTIVATED", "Your account was deactivated"),
            Self::CameBack => ("CAME_BACK", "Your account is active again"),
            Self::Suspended => ("SUSPENDED", "Your account was suspended"),
            Self::Banned => ("BANNED", "Your account was blocked"),
            Self::Reinstated => ("REINSTATED", "Your account is open again"),
            Self::AppealDenied => ("APPEAL_DENIED", "Your appeal was turned down"),
            Self::SignedOutByStaff => (
                "SIGNED_OUT_BY_STAFF",
                "Our staff signed all your devices out",
            ),
            Self::DeviceEndedByStaff => (
                "DEVICE_ENDED_BY_STAFF",
                "Our staff signed one of your devices out",
            ),
            Self::StaffAsked => ("STAFF_ASKED", "Our staff ask to see what you see"),
            Self::StaffAllowed => ("STAFF_ALLOWED", "You let our staff look"),
            Self::StaffLooked => ("STAFF_LOOKED", "Our staff looked at a page"),
            Self::StaffLookEnded => ("STAFF_LOOK_ENDED", "Our staff stopped looking"),
        }
    }

    /// The stored name.
    pub fn name(self) -> &'static str {
        self.words().0
    }

    /// As the person reads it.
    pub fn label(self) -> &'static str {
        self.words().1
    }

    /// Reads a stored name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.name() == name)
    }

    /// What it ends. Whoever proved who they are and changed something keeps the session they did it in.
    pub fn ends(self) -> Ends {
        match self {
            Self::PasswordReset | Self::FactorReset | Self::Deactivated | Self::Banned => {
                Ends::Everything
            }
            Self::PasswordChanged
            | Self::EmailChanged
            | Self::FactorAdded
            | Self::FactorRemoved => Ends::AllButThis,
            Self::OtherDevicesEnded | Self::SignedOutByStaff => Ends::OtherDevices,
            _ => Ends::Nothing,
        }
    }

    /// Is the person told by mail? Not of what they do every day.
    pub fn is_told(self) -> bool {
        !matches!(
            self,
            Self::SignedIn
                | Self::AppSignedIn
                | Self::DeviceEnded
                | Self::OtherDevicesEnded
                | Self::EmailConfirmed
                | Self::StaffAllowed
                | Self::StaffLooked
                | Self::StaffLookEnded
        )
    }
}

/// A line of one's own trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrailLine {
    /// Its id.
    pub id: uuid::Uuid,
    /// What happened.
    pub what: SecurityEvent,
    /// Which device or key, or for what reason; may be empty.
    pub detail: String,
    /// From which address; empty if it was not the person's doing.
    pub address: String,
    /// With which browser or app.
    pub user_agent: String,
    /// When.
    pub at: OffsetDateTime,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back_and_are_different() {
        for event in SecurityEvent::ALL {
            assert_eq!(SecurityEvent::from_name(event.name()), Some(event));
        }
        assert_eq!(SecurityEvent::from_name("NOTHING"), None);
    }

    #[test]
    fn what_takes_everything_away_is_told() {
        for event in SecurityEvent::ALL {
            assert!(
                event.is_told() || event.ends() != Ends::Everything,
                "{event:?}"
            );
        }
    }
}
