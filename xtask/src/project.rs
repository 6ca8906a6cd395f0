//! Where things are.

use crate::failure::{At, Result, fail};
use crate::process::{Tool, path_with};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// This checkout, and how programs are run in it.
pub struct Project {
    /// Folder of the workspace.
    pub root: PathBuf,
    /// Where cargo builds; may be shared between checkouts.
    pub target: PathBuf,
    /// The folder the command was called from.
    pub called_from: PathBuf,
    /// PATH for every program: the project's own tools first.
    pub path: OsString,
    /// Set for every program; setup adds what it found.
    pub env: Vec<(&'static str, OsString)>,
}

impl Project {
    /// # Errors
    /// If this is not run inside the workspace, or cargo cannot describe it.
    pub fn open() -> Result<Self> {
        let called_from = std::env::current_dir()?;
        let own = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = own
            .parent()
            .ok_or_else(|| fail("xtask has no folder above it"))?
            .to_owned();
        std::env::set_current_dir(&root).at(&root)?;
        let path = path_with(&[
            tools_dir().join("bin"),
            root.join("end2end/node_modules/.bin"),
        ]);
        let mut project = Self {
            root,
            target: PathBuf::new(),
            called_from,
            path,
            env: Vec::new(),
        };
        let described: serde_json::Value = serde_json::from_str(
            &project
                .tool("cargo")
                .args(["metadata", "--no-deps", "--format-version=1"])
                .output()?,
        )?;
        project.target = described["target_directory"]
            .as_str()
            .ok_or_else(|| fail("cargo metadata names no target folder"))?
            .into();
        Ok(project)
    }

    /// A program, run in the folder of the workspace.
    pub fn tool(&self, program: &str) -> Tool {
        let tool = Tool::new(program)
            .dir(&self.root)
            .quiet_env("PATH", &self.path);
        self.env
            .iter()
            .fold(tool, |tool, (name, value)| tool.quiet_env(name, value))
    }

    /// What this checkout builds and keeps for itself; never shared, unlike cargo's target folder.
    pub fn own(&self, name: &str) -> PathBuf {
        self.root.join("target/kinwork").join(name)
    }

    /// A folder for a database of the project's own. As root the database runs as `postgres`, who
    /// cannot look into every home; then it stands in /var/tmp, named after this checkout.
    pub fn database_dir(&self, name: &str) -> PathBuf {
        if !nix::unistd::geteuid().is_root() || everyone_may_enter(&self.root) {
            return self.own(name);
        }
        let checkout: String = self
            .root
            .to_string_lossy()
            .chars()
            .map(|letter| {
                if letter.is_ascii_alphanumeric() {
                    letter
                } else {
                    '-'
                }
            })
            .collect();
        PathBuf::from(format!("/var/tmp/kinwork{checkout}-{name}"))
    }

    /// A path as the caller meant it.
    pub fn called_path(&self, path: &str) -> PathBuf {
        self.called_from.join(path)
    }
}

fn everyone_may_enter(dir: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    dir.ancestors().all(|dir| {
        std::fs::metadata(dir).is_ok_and(|found| found.permissions().mode() & 0o001 != 0)
    })
}

/// `$XDG_CACHE_HOME/kinwork`: outlives checkouts.
pub fn cache_dir() -> PathBuf {
    let cache = std::env::var_os("XDG_CACHE_HOME")
        .filter(|dir| !dir.is_empty())
        .map(PathBuf::from);
    cache
        .unwrap_or_else(|| home_dir().join(".cache"))
        .join("kinwork")
}

/// Programs installed for this project only, so that those of the person stay as they are.
pub fn tools_dir() -> PathBuf {
    cache_dir().join("tools")
}

fn home_dir() -> PathBuf {
    std::env::home_dir().unwrap_or_else(std::env::temp_dir)
}
