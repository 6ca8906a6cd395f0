//! Why a command did not succeed.

use std::fmt;

/// A sentence for the person at the terminal, and the exit code (of sysexits where it has one).
#[derive(Debug)]
pub struct Failure {
    pub code: u8,
    pub message: String,
}

/// Result of a command.
pub type Result<T, E = Failure> = std::result::Result<T, E>;

/// An ordinary failure: exit code 1.
pub fn fail(message: impl Into<String>) -> Failure {
    Failure {
        code: 1,
        message: message.into(),
    }
}

/// The command line cannot be understood: exit code 64.
pub fn usage(message: impl Into<String>) -> Failure {
    Failure {
        code: 64,
        message: message.into(),
    }
}

/// Something is missing that a person must install: exit code 78.
pub fn missing(message: impl Into<String>) -> Failure {
    Failure {
        code: 78,
        message: message.into(),
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        fail(error.to_string())
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        fail(error.to_string())
    }
}

/// Says what was being done to a file when it failed.
pub trait At<T> {
    fn at(self, path: &std::path::Path) -> Result<T>;
}

impl<T> At<T> for std::io::Result<T> {
    fn at(self, path: &std::path::Path) -> Result<T> {
        self.map_err(|error| fail(format!("{}: {error}", path.display())))
    }
}
