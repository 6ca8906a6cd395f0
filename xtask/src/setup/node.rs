//! Node and the packages of end2end/package.json.

use super::{debian, installing};
use crate::failure::{At, Result, missing};
use crate::process::which;
use crate::project::Project;

/// Oldest Node that runs everything here.
const OLDEST: u32 = 18;

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
    let version = || {
        which("node", &project.path)
            .and_then(|_| project.tool("node").arg("--version").output().ok())
    };
    let new_enough = |said: &str| {
        said.trim()
            .trim_start_matches('v')
            .split('.')
            .next()
            .and_then(|major| major.parse::<u32>().ok())
            >= Some(OLDEST)
    };
    let has_npm = || which("npm", &project.path).is_some();
    if version().is_some_and(|said| new_enough(&said)) && has_npm() {
        return Ok(());
    }
    let how = format!(
        "Node {OLDEST} or newer with npm is needed for release builds and tests. As root: apt-get install nodejs npm"
    );
    if let Some(old) = version().filter(|said| !new_enough(said)) {
        return Err(missing(format!("This is Node {}. {how}", old.trim())));
    }
    installing(
        "Node",
        "wasm-opt, the browser tests and the style linter come from npm",
    );
    debian::install(project, &["nodejs", "npm"])
        .map_err(|error| missing(format!("{how}\n({error})")))
}
