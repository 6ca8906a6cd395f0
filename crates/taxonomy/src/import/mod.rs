//! Importing an official release: ESCO's CSV files, or O*NET's text files. They become the rows that
//! shipped files have and go into place by the same statements ([`crate::load`]), so a concept that is
//! there already is recognised by its key (the tail of its ESCO address, O*NET's code or name) and
//! keeps its number.
//!
//! Invariants: a file that breaks a rule names itself, its line and its column, and leaves nothing;
//! the same release again changes nothing.

mod esco;
mod onet;
mod release;
mod table;

pub use release::{Known, Release, Source};
pub use table::Broken;

use crate::load::{self, Fate, Imported};
use sqlx::PgPool;
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

/// Why a release was not imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// Its files are not what they should be.
    #[error(transparent)]
    Broken(#[from] Broken),
    /// The database refused.
    #[error("the database refused the release")]
    Database(#[from] sqlx::Error),
}

/// What an import did, for whoever asked for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Whose release.
    pub source: Source,
    /// What became of its rows.
    pub done: Imported,
    /// How many lines were left out, by the reason.
    pub skipped: BTreeMap<String, u64>,
    /// Nothing was written.
    pub trial: bool,
}

/// Imports a release from a folder. `owner` is a pool of `app_owner`; a `trial` says what would happen.
///
/// # Errors
/// If a file is broken or the database refuses; then nothing is changed.
pub async fn import(
    owner: &PgPool,
    source: Source,
    folder: &Path,
    trial: bool,
) -> Result<Summary, ImportError> {
    let known = load::known_here(owner).await?;
    let release = read(source, folder, &known)?;
    let done = load::import(owner, &release, trial).await?;
    Ok(Summary {
        source,
        done,
        skipped: release.skipped,
        trial,
    })
}

/// Reads a release. Nothing but its files is looked at, and what is `known`.
///
/// # Errors
/// If a file is missing or broken.
pub fn read(source: Source, folder: &Path, known: &Known) -> Result<Release, Broken> {
    let mut release = match source {
        Source::Esco => esco::read(folder, known),
        Source::Onet => onet::read(folder, known),
    }?;
    release.tidy();
    Ok(release)
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut line = |what: &str, fate: Fate| {
            let Fate {
                added,
                changed,
                unchanged,
                retired,
            } = fate;
            writeln!(
                f,
                "{what}: {added} added, {changed} changed, {unchanged} unchanged, {retired} retired"
            )
        };
        line("Skills", self.done.skills)?;
        line("Occupations", self.done.occupations)?;
        for (reason, count) in &self.skipped {
            writeln!(f, "Skipped {count}: {reason}")?;
        }
        if self.trial {
            return f.write_str("Nothing was written: this was a dry run.");
        }
        let source = self.source.title();
        writeln!(f, "{source} is imported. {}", self.source.attribution())?;
        f.write_str("Servers read the taxonomy when they start: restart those that run.")
    }
}
