//! Files of what can be made anew out of the database, so that a start need not wait for it. A file is whole or
//! not there, and for nobody else to read.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// A folder of such files.
#[derive(Debug, Clone)]
pub struct Snapshots {
    folder: PathBuf,
}

impl Snapshots {
    /// In a folder, made if it is not there.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn in_folder(folder: &Path) -> io::Result<Self> {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)?;
        Ok(Self {
            folder: folder.to_owned(),
        })
    }

    /// The file of this name, if there is one.
    ///
    /// # Errors
    /// If it cannot be opened.
    pub fn open(&self, name: &str) -> io::Result<Option<BufReader<File>>> {
        match File::open(self.folder.join(name)) {
            Ok(file) => Ok(Some(BufReader::new(file))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Writes a file anew. It takes the place of the one before when it is on the disk to its end.
    ///
    /// # Errors
    /// Of `fill`, or if it cannot be written.
    pub fn write(
        &self,
        name: &str,
        fill: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
    ) -> io::Result<()> {
        let unfinished = self.folder.join(format!("{name}.unfinished"));
        let mut options = OpenOptions::new();
        let options = options.write(true).create(true).truncate(true).mode(0o600);
        let mut file = BufWriter::new(options.open(&unfinished)?);
        fill(&mut file)?;
        file.flush()?;
        file.get_ref().sync_all()?;
        fs::rename(&unfinished, self.folder.join(name))?;
        File::open(&self.folder)?.sync_all()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;
    use std::os::unix::fs::PermissionsExt;

    fn read(snapshots: &Snapshots) -> Option<String> {
        let mut text = String::new();
        let mut file = snapshots.open("x").unwrap()?;
        file.read_to_string(&mut text).unwrap();
        Some(text)
    }

    #[test]
    fn a_file_is_whole_or_the_one_before() {
        let folder = tempfile::tempdir().unwrap();
        let snapshots = Snapshots::in_folder(&folder.path().join("made")).unwrap();
        assert_eq!(read(&snapshots), None);
        snapshots.write("x", |file| file.write_all(b"one")).unwrap();
        let broken = snapshots.write("x", |file| {
            file.write_all(b"half of two")?;
            Err(io::Error::other("the disk is full"))
        });
        assert!(broken.is_err());
        assert_eq!(read(&snapshots).as_deref(), Some("one"));
        snapshots.write("x", |file| file.write_all(b"2")).unwrap();
        assert_eq!(read(&snapshots).as_deref(), Some("2"));
        let mode = |path: PathBuf| path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(folder.path().join("made/x")), 0o600);
        assert_eq!(mode(folder.path().join("made")), 0o700);
    }
}
