//! A session as staff see it.

use identity::sessions::agent;
use identity::sessions::model::Device;
use kernel::id::PersonId;

/// Sessions on a page.
pub const PAGE: usize = 50;

/// Which sessions a page shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// The beginning of an address of the network, the address of a person, or their id.
    pub words: String,
    /// Where the page begins.
    pub after: String,
}

/// Somebody's browser or app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Whose.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// What they are signed in with.
    pub device: Device,
}

impl Line {
    /// The device in words: its name, or what its browser says of itself.
    pub fn with(&self) -> String {
        let browser = || agent::describe(&self.device.user_agent);
        self.device.name.clone().unwrap_or_else(browser)
    }
}

/// What staff do to a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// It has to sign in again.
    End,
}

impl Act {
    /// The stored name, what it is called, what follows.
    pub fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::End => (
                "END_DEVICE",
                "Sign this device out",
                "It has to sign in again. Their other devices and keys of machines stay.",
            ),
        }
    }

    /// Reads a stored name.
    pub fn from_name(name: &str) -> Option<Self> {
        (name == Self::End.words().0).then_some(Self::End)
    }
}
