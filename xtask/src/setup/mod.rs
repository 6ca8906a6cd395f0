//! `cargo xtask setup`: what a command needs is checked, and installed if it is missing.
//!
//! Quiet when nothing is missing. What it installs for this project alone goes to
//! `$XDG_CACHE_HOME/kinwork`, and nobody's own tools are replaced.

mod chromium;
mod debian;
mod node;
pub mod postgres;
pub mod python;
mod rust;

use crate::args::Args;
use crate::failure::{Result, missing};
use crate::process::{say, which};
use crate::project::Project;

/// Something a command cannot do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// rustfmt and clippy.
    Lints,
    /// Rust's target for the browser.
    Wasm,
    /// cargo-leptos and wasm-bindgen: they build the site.
    Leptos,
    /// Node and what end2end/package.json names: wasm-opt, Playwright, style linters.
    Node,
    /// cargo-nextest.
    Nextest,
    /// PostgreSQL 15 or newer.
    Postgres,
    /// Chromium.
    Chromium,
    /// cargo-audit.
    Audit,
    /// The load generator wrk.
    Wrk,
    /// schemathesis, which tries an API by its description.
    Schemathesis,
}

/// Everything any command needs.
pub const ALL: &[Need] = &[
    Need::Lints,
    Need::Wasm,
    Need::Leptos,
    Need::Node,
    Need::Nextest,
    Need::Postgres,
    Need::Chromium,
    Need::Audit,
    Need::Wrk,
    Need::Schemathesis,
];
/// To build and run a site in a debug build.
pub const SITE_DEBUG: &[Need] = &[Need::Wasm, Need::Leptos, Need::Postgres];
/// To build and run a site in a release build.
pub const SITE_RELEASE: &[Need] = &[Need::Wasm, Need::Leptos, Need::Node, Need::Postgres];

/// Makes sure of everything.
///
/// # Errors
/// If something is missing and cannot be installed from here.
pub fn run(project: &mut Project, args: &Args) -> Result<()> {
    args.finish_all()?;
    ensure(project, ALL)?;
    println!("Everything is there.");
    Ok(())
}

/// Makes sure of what `needs` names, and tells `project` where it is.
///
/// # Errors
/// If something is missing and cannot be installed from here; then with the commands that install it.
pub fn ensure(project: &mut Project, needs: &[Need]) -> Result<()> {
    for need in needs {
        match need {
            Need::Lints => rust::lints(project)?,
            Need::Wasm => rust::wasm_target(project)?,
            Need::Leptos => {
                rust::wasm_bindgen(project)?;
                rust::cargo_leptos(project)?;
            }
            Need::Node => node::packages(project)?,
            Need::Nextest => rust::nextest(project)?,
            Need::Postgres => postgres::ensure(project)?,
            Need::Chromium => chromium::ensure(project)?,
            Need::Audit => rust::cargo_audit(project)?,
            Need::Wrk => wrk(project)?,
            Need::Schemathesis => python::schemathesis(project)?,
        }
    }
    Ok(())
}

fn wrk(project: &Project) -> Result<()> {
    if which("wrk", &project.path).is_some() {
        return Ok(());
    }
    installing("wrk", "it makes the load of cargo xtask bench");
    debian::install(project, &["wrk"]).map_err(|error| {
        missing(format!(
            "wrk is missing. As root: apt-get install wrk\n({error})"
        ))
    })
}

fn installing(what: &str, why: &str) {
    say(&format!("Installing {what}: {why}."));
}
