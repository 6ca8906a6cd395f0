//! A scanner for malware, asked about everything that was checked and before it is kept or read.

use super::refusal::Refusal;
use futures::future::BoxFuture;
use std::fmt::Debug;

/// What a scanner says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It knows nothing against it.
    Clean,
    /// It knows it by this name.
    Found(String),
}

/// Why it says nothing. Whatever was not looked at is not taken.
#[derive(Debug, thiserror::Error)]
pub enum ScanError {
    /// It cannot be reached, or hangs up.
    #[error("it cannot be reached: {0}")]
    Unreachable(#[from] std::io::Error),
    /// It says nothing in time.
    #[error("it does not answer in time")]
    Silent,
    /// It takes only smaller files: its limit must be above ours.
    #[error("it refuses files of this size: raise its StreamMaxLength above 10 MiB")]
    TooLarge,
    /// Nothing that can be understood.
    #[error("it says what nobody understands: {0:?}")]
    Garbage(String),
}

/// Looks through files for malware.
pub trait Scanner: Debug + Send + Sync {
    /// What it says of these bytes.
    fn scan<'a>(&'a self, bytes: &'a [u8]) -> BoxFuture<'a, Result<Verdict, ScanError>>;
}

/// Refuses what a scanner knows, and what it could not look at.
pub(super) async fn scanned(scanner: &dyn Scanner, bytes: &[u8]) -> Result<(), Refusal> {
    match scanner.scan(bytes).await {
        Ok(Verdict::Clean) => Ok(()),
        Ok(Verdict::Found(name)) => {
            tracing::warn!(%name, "refused: malware in an upload");
            Err(Refusal::Malware)
        }
        Err(error) => {
            tracing::error!(%error, "the scanner for malware: an upload was not taken");
            Err(Refusal::Unscanned)
        }
    }
}
