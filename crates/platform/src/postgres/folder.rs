//! The data folder of the embedded cluster.
//!
//! ```text
//! <data>/lock              one kinwork at a time
//! <data>/secrets           passwords of the roles
//! <data>/postgres/cluster  PGDATA
//! <data>/postgres/log      a week of logs
//! ```
//! `postgres/` belongs to the user PostgreSQL runs as, the rest to us.

use super::{Account, StartError};
use crate::folders;
use nix::errno::Errno;
use nix::fcntl::{Flock, FlockArg};
use sha2::{Digest, Sha256};
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// What a socket address can hold, without its closing zero.
const SOCKET_PATH_BYTES: usize = 107;

/// A locked data folder.
#[derive(Debug)]
pub struct Folder {
    /// Its absolute path.
    pub root: PathBuf,
    /// Whose `postgres/` is.
    pub account: Account,
    _lock: Flock<File>,
}

impl Folder {
    /// Makes what is missing and locks it until dropped.
    ///
    /// # Errors
    /// `InUse` if another process has it; `Unreachable`, `ForeignData`, `File`.
    pub fn open(path: &Path, account: Account) -> Result<Self, StartError> {
        folders::passable(path).map_err(StartError::file(path))?;
        let root = path.canonicalize().map_err(StartError::file(path))?;
        let lock = lock(&root)?;
        account.reach(&root)?;
        let folder = Self {
            root,
            account,
            _lock: lock,
        };
        for part in [folder.postgres(), folder.log()] {
            private(&part, account)?;
        }
        Ok(folder)
    }

    /// The passwords.
    pub fn secrets(&self) -> PathBuf {
        self.root.join("secrets")
    }

    /// What belongs to PostgreSQL.
    pub fn postgres(&self) -> PathBuf {
        self.root.join("postgres")
    }

    /// PGDATA.
    pub fn cluster(&self) -> PathBuf {
        self.postgres().join("cluster")
    }

    /// Where it writes its logs.
    pub fn log(&self) -> PathBuf {
        self.postgres().join("log")
    }

    /// The major version the data was made with, if there is data.
    pub fn version(&self) -> Option<u32> {
        let text = fs::read_to_string(self.cluster().join("PG_VERSION")).ok()?;
        text.trim().parse().ok()
    }

    /// A folder for the socket that only the account enters, with a name short enough and always the
    /// same for the same data.
    ///
    /// # Errors
    /// `File` if none could be made.
    pub fn socket(&self) -> Result<PathBuf, StartError> {
        let hash = hex::encode(&Sha256::digest(self.root.as_os_str().as_bytes())[..6]);
        let name = format!("kinwork-{}-{hash}", self.account.uid());
        let runtime = if self.account.is_other() {
            Some("/run".into())
        } else {
            std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from)
        };
        let mut refused = None;
        for parent in runtime.into_iter().chain(["/tmp".into()]) {
            let path: PathBuf = parent.join(&name);
            if !path.is_absolute()
                || path.join(".s.PGSQL.5432").as_os_str().len() > SOCKET_PATH_BYTES
            {
                continue;
            }
            match private(&path, self.account) {
                Ok(()) => return Ok(path),
                Err(error) => refused = Some(error),
            }
        }
        Err(refused.unwrap_or_else(|| StartError::file("/tmp")(io::ErrorKind::NotFound.into())))
    }
}

/// A lock that goes with the process, however it ends. Children do not inherit it.
fn lock(root: &Path) -> Result<Flock<File>, StartError> {
    let path = root.join("lock");
    let file = OpenOptions::new()
        .create(true)
        .append(true)
        .mode(0o600)
        .open(&path)
        .map_err(StartError::file(&path))?;
    Flock::lock(file, FlockArg::LockExclusiveNonblock).map_err(|(_, error)| match error {
        Errno::EWOULDBLOCK => StartError::InUse {
            path: root.to_owned(),
        },
        error => StartError::file(&path)(error.into()),
    })
}

/// A folder that only the account enters. One that is there already must be just that: in a folder
/// for everybody, somebody else may have been quicker.
fn private(path: &Path, account: Account) -> Result<(), StartError> {
    match DirBuilder::new().mode(0o700).create(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            return Err(StartError::file(path)(error));
        }
        _ => {}
    }
    let about = fs::symlink_metadata(path).map_err(StartError::file(path))?;
    if about.is_dir() && about.mode() & 0o077 == 0 {
        if about.uid() == account.uid() {
            return Ok(());
        }
        // Ours: we were interrupted before we could give it away.
        if about.uid() == nix::unistd::Uid::effective().as_raw() {
            return account.give(path).map_err(StartError::file(path));
        }
    }
    Err(StartError::ForeignData {
        path: path.to_owned(),
        uid: about.uid(),
        wanted: account.uid(),
    })
}
