//! The browser of the journeys.

use super::{debian, installing};
use crate::failure::{Result, missing};
use crate::process::which;
use crate::project::Project;
use std::path::PathBuf;

/// Names it goes by.
const NAMES: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
];

/// Finds or installs Chromium; programs see it as `CHROMIUM`.
pub fn ensure(project: &mut Project) -> Result<()> {
    let found = match find(project) {
        Some(found) => found,
        None => {
            installing("Chromium", "the journeys are walked in it");
            debian::install(project, &["chromium"]).map_err(|error| {
                missing(format!(
                    "Chromium is missing. As root: apt-get install chromium; or name one in CHROMIUM\n({error})"
                ))
            })?;
            find(project)
                .ok_or_else(|| missing("Debian's chromium is installed but not on PATH"))?
        }
    };
    project.env.push(("CHROMIUM", found.into()));
    Ok(())
}

fn find(project: &Project) -> Option<PathBuf> {
    let named = std::env::var_os("CHROMIUM")
        .map(PathBuf::from)
        .filter(|file| file.is_file());
    named.or_else(|| NAMES.iter().find_map(|name| which(name, &project.path)))
}
