//! The key ring: what is kept encrypted in single columns (second factors, tokens of other services,
//! the keys of files), and how its keys are changed.
//!
//! A key is 256 bits with a number; the highest number seals, all open. A sealed value names its key,
//! so keys can be changed while the server runs: `kinwork keys rotate` adds one, `kinwork keys reseal`
//! seals again what older ones sealed, `kinwork keys retire` takes an old one away once nothing needs
//! it. A value is bound to its purpose and its row: moved elsewhere it does not open.
//!
//! Keys come from `KINWORK_KEYS`, from a file, or from `keys.json` in the data folder; never from the
//! database. What the database does have is a fingerprint of each key, so that a server with other keys
//! is refused at its start ([`check()`]) instead of sealing what nobody else can open.

mod check;
mod cipher;
mod column;
mod ring;
mod source;

pub use check::{KeyCheckError, check};
pub(crate) use cipher::{open_with, seal_with};
pub use column::{Resealed, RotationError, SealedColumn, Use, reseal, retire, uses};
pub use ring::{KeyRing, Sealed};
pub use source::{listed, rotate, rotated_text};

use std::io;
use std::path::PathBuf;

/// Why something could not be sealed or opened, or keys could not be read. Never tells of a key more than its number.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The ring has no keys.
    #[error("there are no keys: give KINWORK_KEYS or --keys-file")]
    Empty,
    /// The value was sealed with a key that is not in the ring.
    #[error("it was sealed with key {0}, which this server does not have")]
    Unknown(u32),
    /// Another key, purpose or row, or the value was changed.
    #[error("it was not sealed with this key for this place, or has been changed since")]
    Refused,
    /// These bytes were never a sealed value.
    #[error("it is not a sealed value")]
    Malformed,
    /// The text of the keys is not in form.
    #[error("{place}: {problem}")]
    Syntax {
        /// Where it was read.
        place: String,
        /// What is wrong, without what was read.
        problem: String,
    },
    /// Others may read the keys.
    #[error("everybody may read {}: chmod 600 it, and change the keys if anybody has", path.display())]
    Exposed {
        /// The file.
        path: PathBuf,
    },
    /// A key that is not there, or must not go.
    #[error("key {number} {problem}")]
    Number {
        /// Its number.
        number: u32,
        /// Why not.
        problem: &'static str,
    },
    /// The file could not be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl KeyError {
    fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }

    fn syntax(place: impl Into<String>, problem: impl Into<String>) -> Self {
        Self::Syntax {
            place: place.into(),
            problem: problem.into(),
        }
    }
}
