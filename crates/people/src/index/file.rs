//! The index as a file: which database and which form it is of, then what the index writes of itself.

use matching::index::{LocalEngine, SnapshotError};
use platform::snapshots::Snapshots;
use std::io::{Read, Write};

const NAME: &str = "people.index";
/// Grows when something else of a person comes into the index, or the same thing otherwise.
const FORM: u32 = 1;

/// What the file begins with. The same formula, form and line, or it is not ours.
fn head(line: &str) -> String {
    format!("kinwork people {FORM} {} {line}\n", matching::VERSION)
}

/// Why there is no index to be had from the file.
#[derive(Debug)]
pub(super) enum Unusable {
    /// There is none.
    None,
    /// It is of another database, formula or form.
    Foreign,
    /// It cannot be read.
    Unread(SnapshotError),
}

impl std::fmt::Display for Unusable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::None => f.write_str("there is no file yet"),
            Self::Foreign => f.write_str("the file is of another database or version"),
            Self::Unread(error) => error.fmt(f),
        }
    }
}

impl From<std::io::Error> for Unusable {
    fn from(error: std::io::Error) -> Self {
        Self::Unread(SnapshotError::Io(error))
    }
}

/// The index as it was written last.
pub(super) fn read(snapshots: &Snapshots, line: &str) -> Result<LocalEngine, Unusable> {
    let mut file = snapshots.open(NAME)?.ok_or(Unusable::None)?;
    let head = head(line);
    let mut there = vec![0; head.len()];
    file.read_exact(&mut there)?;
    if there != head.as_bytes() {
        return Err(Unusable::Foreign);
    }
    LocalEngine::load(file).map_err(Unusable::Unread)
}

/// Writes the index as it is at this moment.
pub(super) fn write(
    snapshots: &Snapshots,
    line: &str,
    engine: &LocalEngine,
) -> std::io::Result<()> {
    snapshots.write(NAME, |file| {
        file.write_all(head(line).as_bytes())?;
        engine.save(file)
    })
}
