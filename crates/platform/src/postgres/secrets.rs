//! The passwords of the cluster: made once, kept in a file that only its owner reads.

use super::StartError;
use super::roles::{ROLES, SUPERUSER};
use kernel::Entropy;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// One password a role.
pub struct Secrets(Vec<(String, String)>);

impl Secrets {
    /// Reads the file; makes it, or what is missing in it, first.
    ///
    /// # Errors
    /// `File`.
    pub fn open(path: &Path, entropy: &dyn Entropy) -> Result<Self, StartError> {
        let mut found = match fs::read_to_string(path) {
            Ok(text) => Self::parse(&text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Self(Vec::new()),
            Err(error) => return Err(StartError::file(path)(error)),
        };
        let names = ROLES.iter().map(|(name, _)| *name).chain([SUPERUSER]);
        let missing: Vec<_> = names
            .filter(|name| found.0.iter().all(|(known, _)| known != name))
            .collect();
        for name in &missing {
            let mut bytes = [0u8; 32];
            entropy.fill(&mut bytes);
            found.0.push(((*name).to_owned(), hex::encode(bytes)));
        }
        if !missing.is_empty() {
            found.write(path).map_err(StartError::file(path))?;
        }
        Ok(found)
    }

    /// The password of a role.
    pub fn of(&self, role: &str) -> &str {
        self.0
            .iter()
            .find(|(name, _)| name == role)
            .map_or("", |(_, password)| password)
    }

    fn parse(text: &str) -> Self {
        Self(
            text.lines()
                .filter_map(|line| line.split_once('='))
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
        )
    }

    /// Written beside and moved into place: a lost password file would lock everybody out.
    fn write(&self, path: &Path) -> io::Result<()> {
        let beside = path.with_extension("new");
        let _ = fs::remove_file(&beside);
        let mut file = private_file(&beside)?;
        for (name, password) in &self.0 {
            writeln!(file, "{name}={password}")?;
        }
        file.sync_all()?;
        fs::rename(&beside, path)?;
        path.parent()
            .map_or(Ok(()), |folder| File::open(folder)?.sync_all())
    }
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets(..)")
    }
}

/// A new file that only its owner reads.
pub(super) fn private_file(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
}
