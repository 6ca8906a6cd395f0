//! Node and the packages of end2end/package.json.

use super::{debian, installing};
use crate::failure::{At, Result, missing};
use crate::process::which;
use crate::project::Project;

/// Oldest Node that runs everything here (end2end/package.json says so too).
const OLDEST: (u32, u32) = (20, 19);

/// Node, npm, and the packages at the versions of the lock file.
pub fn packages(project: &Project) -> Result<()> {
    node(project)?;
    let dir = project.root.join("end2end");
    let lock_file = dir.join("package-lock.json");
    let lock = std::fs::read_to_string(&lock_file).at(&lock_file)?;
    let stamp = dir.join("node_modules/.installed-lock");
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    installing(
        "the packages of end2end/package.json",
        "wasm-opt makes the WebAssembly small; Playwright and linters test the site",
    );
    project
        .tool("npm")
        .args(["ci", "--no-audit", "--no-fund", "--loglevel=error"])
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
        .dir(&dir)
        .run()?;
    std::fs::write(&stamp, lock).at(&stamp)
}

fn node(project: &Project) -> Result<()> {
    let has_npm = || which("npm", &project.path).is_some();
    if version(project) >= Some(OLDEST) && has_npm() {
        return Ok(());
    }
    let how = format!(
        "Node {}.{} or newer with npm is needed for release builds and tests",
        OLDEST.0, OLDEST.1
    );
    if let Some((major, minor)) = version(project).filter(|found| *found < OLDEST) {
        return Err(missing(format!("This is Node {major}.{minor}. {how}.")));
    }
    installing(
        "Node",
        "wasm-opt, the browser tests and the style linter come from npm",
    );
    debian::install(project, &["nodejs", "npm"]).map_err(|error| {
        missing(format!(
            "{how}. As root: apt-get install nodejs npm\n({error})"
        ))
    })?;
    let installed = version(project);
    if installed >= Some(OLDEST) {
        Ok(())
    } else {
        Err(missing(format!(
            "Debian's Node is too old here: {installed:?}. {how}."
        )))
    }
}

/// "v20.20.2" → (20, 20).
fn version(project: &Project) -> Option<(u32, u32)> {
    which("node", &project.path)?;
    let said = project.tool("node").arg("--version").output().ok()?;
    let mut numbers = said
        .trim()
        .trim_start_matches('v')
        .split('.')
        .map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}
