//! PostgreSQL: the embedded cluster, its roles, and the check that row-level security is in force.

mod account;
mod error;
mod find;
pub(crate) mod roles;
mod secrets;

pub(crate) use account::Account;
pub use error::StartError;
pub(crate) use find::find;
pub use find::{Binaries, wheel_dir};

use std::path::{Path, PathBuf};

/// Where the embedded database lives unless told otherwise: `KINWORK_DATA`, else `kinwork` in the
/// XDG state folder; for root `/var/lib/kinwork`, because the user `postgres` must be able to enter.
pub fn default_data_dir() -> PathBuf {
    if let Some(folder) = std::env::var_os("KINWORK_DATA") {
        return folder.into();
    }
    match home_dir() {
        Some(home) => xdg("XDG_STATE_HOME", &home, ".local/state").join("kinwork"),
        None => "/var/lib/kinwork".into(),
    }
}

/// The home of an ordinary user; root has none that others could enter.
fn home_dir() -> Option<PathBuf> {
    let root = nix::unistd::Uid::effective().is_root();
    std::env::var_os("HOME")
        .filter(|home| !root && !home.is_empty())
        .map(PathBuf::from)
}

/// A folder of the XDG base directory specification, which wants relative paths ignored.
fn xdg(variable: &str, home: &Path, default: &str) -> PathBuf {
    std::env::var_os(variable)
        .map(PathBuf::from)
        .filter(|path| path.is_absolute())
        .unwrap_or_else(|| home.join(default))
}
