//! `cargo xtask bench dev`: how soon a word that was changed in a source shows in the browser.

use crate::dev;
use crate::failure::{At, Result, fail};
use crate::process::say;
use crate::project::Project;
use crate::setup::{self, Need};
use std::fs;
use std::net::TcpListener;

/// A page of the crate with the most code, and a word that it says once.
const PAGE: &str = "/how-fit-works";
const SOURCE: &str = "crates/hiring/src/matches/pages/how_fit_works.rs";
const WORD: &str = "One formula scores every person";
const OTHER: &str = "One formula measures every person";

/// Changes the word and changes it back, three times, while a browser looks at the page.
///
/// # Errors
/// If the site cannot be built or watched, or the browser shows the word too late.
pub fn run(project: &mut Project) -> Result<()> {
    setup::ensure(project, &[Need::Node, Need::Chromium])?;
    let port = free_port()?;
    let data = project.database_dir("bench-dev-data");
    let log = project.own("bench-dev.log");
    let log_file = fs::File::create(&log).at(&log)?;
    say(&format!(
        "Watching (its log: {}). The first build takes minutes.",
        log.display()
    ));
    let _watching = dev::watch(project, &port, &data)?
        .without_env("DATABASE_URL")
        .stdout(log_file.try_clone().at(&log)?)
        .stderr(log_file)
        .spawn()?;
    project
        .tool("node")
        .arg(project.root.join("end2end/tools/dev.mjs"))
        .arg(format!("http://127.0.0.1:{port}{PAGE}"))
        .arg(project.root.join(SOURCE))
        .args([WORD, OTHER])
        .run()
}

/// A port nobody listens on; the browser's reloads take the next one.
fn free_port() -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")
        .map_err(|error| fail(format!("no port is free: {error}")))?;
    let address = listener
        .local_addr()
        .map_err(|error| fail(format!("no port is free: {error}")))?;
    Ok(address.port().to_string())
}
