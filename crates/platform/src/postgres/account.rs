//! The user PostgreSQL runs as: our own, or `postgres` if we are root, which it refuses to be.

use super::StartError;
use nix::unistd::{Uid, User};
use std::ffi::OsStr;
use std::io;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

/// Whom PostgreSQL runs as.
#[derive(Debug, Clone, Copy)]
pub struct Account {
    uid: u32,
    gid: u32,
    /// Do we have to change to it?
    other: bool,
}

impl Account {
    /// # Errors
    /// `NoAccount` if we are root and there is no user `postgres`.
    pub fn choose() -> Result<Self, StartError> {
        if !Uid::effective().is_root() {
            return Ok(Self {
                uid: Uid::effective().as_raw(),
                gid: nix::unistd::Gid::effective().as_raw(),
                other: false,
            });
        }
        let user = User::from_name("postgres")
            .ok()
            .flatten()
            .ok_or(StartError::NoAccount)?;
        Ok(Self {
            uid: user.uid.as_raw(),
            gid: user.gid.as_raw(),
            other: true,
        })
    }

    /// Its number.
    pub fn uid(self) -> u32 {
        self.uid
    }

    /// Is it not our own?
    pub fn is_other(self) -> bool {
        self.other
    }

    /// A program, to be run as it, in a folder it can be in, without the settings of our shell and
    /// without our secrets: the database must not be able to read the keys of what it holds.
    pub fn command(self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy();
            if ["PG", "KINWORK_", "AWS_"]
                .iter()
                .any(|start| text.starts_with(start))
            {
                command.env_remove(name);
            }
        }
        command.current_dir("/").env("LC_ALL", "C.UTF-8");
        if self.other {
            command.uid(self.uid).gid(self.gid);
        }
        command
    }

    /// Gives a folder or file to it.
    pub fn give(self, path: &Path) -> io::Result<()> {
        if self.other {
            chown(path, Some(self.uid), Some(self.gid))
        } else {
            Ok(())
        }
    }

    /// May it enter all folders down to `path`? Otherwise the first that is closed.
    ///
    /// # Errors
    /// `Unreachable`, or `File` if there is no such path.
    pub fn reach(self, path: &Path) -> Result<(), StartError> {
        let path = path.canonicalize().map_err(StartError::file(path))?;
        let mut folders: Vec<&Path> = path.ancestors().filter(|folder| folder.is_dir()).collect();
        folders.reverse();
        for folder in folders {
            let about = folder.metadata().map_err(StartError::file(folder))?;
            let bit = match () {
                () if about.uid() == self.uid => 0o100,
                () if about.gid() == self.gid => 0o010,
                () => 0o001,
            };
            if self.other && about.mode() & bit == 0 {
                return Err(StartError::Unreachable {
                    path: folder.to_owned(),
                });
            }
        }
        Ok(())
    }
}
