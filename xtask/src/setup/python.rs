//! Tools that come from Python, each in an environment of its own.

use super::{debian, installing};
use crate::failure::{At, Result, missing};
use crate::process::which;
use crate::project::{Project, tools_dir};
use std::fs;
use std::path::{Path, PathBuf};

/// The version that was tried; another may check something else.
const SCHEMATHESIS: &str = "4.32.5";

/// Where schemathesis is.
pub fn schemathesis_path() -> PathBuf {
    environment().join("bin/schemathesis")
}

fn environment() -> PathBuf {
    tools_dir().join(format!("schemathesis-{SCHEMATHESIS}"))
}

/// schemathesis at its version.
pub fn schemathesis(project: &Project) -> Result<()> {
    if schemathesis_path().is_file() {
        return Ok(());
    }
    installing("schemathesis", "it tries the public API by its description");
    let dir = environment();
    // What is half done from another time begins anew.
    if dir.exists() {
        fs::remove_dir_all(&dir).at(&dir)?;
    }
    if which("python3", &project.path).is_none() || !venv(project, &dir) {
        debian::install(project, &["python3", "python3-venv"]).map_err(|error| {
            missing(format!(
                "Python is missing. As root: apt-get install python3 python3-venv\n({error})"
            ))
        })?;
        if !venv(project, &dir) {
            return Err(missing("`python3 -m venv` does not work here"));
        }
    }
    let wanted = format!("schemathesis=={SCHEMATHESIS}");
    project
        .tool(&dir.join("bin/python").to_string_lossy())
        .args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ])
        .arg(wanted)
        .run()
}

fn venv(project: &Project, dir: &Path) -> bool {
    let venv = project.tool("python3").args(["-m", "venv"]).arg(dir);
    venv.run().is_ok()
}
