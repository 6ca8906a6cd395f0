//! Packages of Debian.

use crate::failure::{Result, fail};
use crate::process::which;
use crate::project::Project;

/// Installs packages, as root on a system with apt-get.
///
/// # Errors
/// If this is not root, not Debian, or apt-get does not succeed.
pub fn install(project: &Project, packages: &[&str]) -> Result<()> {
    if which("apt-get", &project.path).is_none() {
        return Err(fail("there is no apt-get here"));
    }
    if !nix::unistd::geteuid().is_root() {
        return Err(fail("only root may install packages"));
    }
    // A fresh machine or a slim image has no lists of packages, or old ones.
    if knows_packages() && apt(project, packages).is_ok() {
        return Ok(());
    }
    project
        .tool("apt-get")
        .args(["update", "-q"])
        .env("DEBIAN_FRONTEND", "noninteractive")
        .run()?;
    apt(project, packages)
}

fn apt(project: &Project, packages: &[&str]) -> Result<()> {
    project
        .tool("apt-get")
        .args(["install", "-q", "-y", "--no-install-recommends"])
        .args(packages)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .run()
}

fn knows_packages() -> bool {
    let lists = std::fs::read_dir("/var/lib/apt/lists");
    lists.is_ok_and(|mut lists| {
        lists.any(|list| {
            list.is_ok_and(|list| list.file_name().to_string_lossy().contains("_Packages"))
        })
    })
}
