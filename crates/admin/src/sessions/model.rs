//! A session as staff see it.

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
