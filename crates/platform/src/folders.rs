//! How the data folder and what stands in it are made.

use std::fs::DirBuilder;
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;

/// Makes a folder that others may pass through but not list: `postgres` is one of them where root runs the server.
/// What stands in it has to be closed by itself. Whatever makes the data folder first makes it so, or the others
/// could not use it.
///
/// # Errors
/// Of the file system.
pub(crate) fn passable(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o711).create(path)
}

/// Makes a folder that nobody else may enter, within a [`passable`] one.
///
/// # Errors
/// Of the file system.
pub(crate) fn closed(path: &Path) -> io::Result<()> {
    if let Some(above) = path.parent() {
        passable(above)?;
    }
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}
