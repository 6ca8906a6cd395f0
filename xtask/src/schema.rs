//! `docs/schema.md`, made from the database that the migrations make.

use crate::args::Args;
use crate::failure::{At, Result, fail};
use crate::project::Project;
use crate::setup::{self, Need, postgres};
use crate::throwaway::Cluster;
use std::fs;

const QUERY: &str = include_str!("schema.sql");
const HEAD: &str = "# Tables\n\nMade from the migrated database by `cargo xtask schema`; `cargo xtask test` fails when it is not current.\n\n";

/// Writes the page anew, or with `--check` compares it.
///
/// # Errors
/// If a migration is wrong, or with `--check` if the page is not current.
pub fn run(project: &mut Project, mut args: Args) -> Result<()> {
    let only_check = args.flag("--check");
    args.finish_all()?;
    setup::ensure(project, &[Need::Postgres])?;
    if only_check {
        return check(project);
    }
    let page = project.root.join("docs/schema.md");
    fs::write(&page, text(project)?).at(&page)
}

/// Is the page what the database says?
///
/// # Errors
/// If not.
pub fn check(project: &Project) -> Result<()> {
    let page = project.root.join("docs/schema.md");
    if fs::read_to_string(&page).at(&page)? == text(project)? {
        return Ok(());
    }
    Err(fail(
        "docs/schema.md is not current: run `cargo xtask schema` and commit it",
    ))
}

fn text(project: &Project) -> Result<String> {
    let bin = postgres::find(project).ok_or_else(|| fail("PostgreSQL is gone"))?;
    let cluster = Cluster::start(project, &bin)?;
    cluster.migrate(project)?;
    Ok(format!(
        "{HEAD}{}\n",
        cluster.ask(project, QUERY)?.trim_end()
    ))
}
