//! The project's own Rust files.

use crate::failure::{At, Result};
use std::path::{Path, PathBuf};

/// Every `.rs` file under a folder.
///
/// # Errors
/// If a folder cannot be read.
pub fn rust_files(dir: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    for entry in std::fs::read_dir(dir).at(dir)? {
        let path = entry.at(dir)?.path();
        if path.is_dir() {
            rust_files(&path, found)?;
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            found.push(path);
        }
    }
    Ok(())
}
