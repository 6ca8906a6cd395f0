//! PostgreSQL: the embedded cluster, and the check that row-level security is in force.
//!
//! Without a `DATABASE_URL`, [`start`] runs a durable PostgreSQL of our own from installed programs, in
//! a data folder, reached through a socket that only its user enters. `fsync` is on, always.
//!
//! With one, the operator has made what [`roles`] describes: a database owned by `app_owner`, whose URL
//! is `KINWORK_OWNER_URL` (for migrations; may be left out when they are applied elsewhere), and a
//! login `app_rw`, whose URL is `DATABASE_URL`. `KINWORK_ADMIN_URL`, of a login `app_admin`, opens the platform console:
//!
//! ```sql
//! create role app_owner login password '…';
//! create role app_rw login password '…';
//! create role app_admin login password '…';
//! create role app_backup login bypassrls password '…';
//! grant pg_read_all_data to app_backup;
//! create database kinwork owner app_owner;
//! revoke all on database kinwork from public;
//! grant connect on database kinwork to app_rw, app_admin, app_backup;
//! ```
//!
//! One on another machine is reached by `sslmode=verify-full` alone: [`require_protected_way`].
//!
//! Either way [`self_check`] refuses a login that policies do not bind.

mod account;
mod check;
mod cluster;
mod error;
mod find;
mod folder;
mod initdb;
mod postmaster;
mod recover;
pub(crate) mod roles;
mod secrets;
mod way;

pub(crate) use account::Account;
pub use check::{CheckError, self_check};
pub use cluster::{Cluster, start};
pub use error::StartError;
pub(crate) use find::find;
pub use find::{Binaries, wheel_dir};
pub use way::{OpenWay, require_protected_way};

use std::path::{Path, PathBuf};

/// The programs of PostgreSQL that would be used: of the version `wanted`, or any that is new enough.
///
/// # Errors
/// `NoBinaries`, and `NoAccount` as in [`start`].
pub fn find_binaries(wanted: Option<u32>) -> Result<Binaries, StartError> {
    find(Account::choose()?, wanted)
}

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
