//! `cargo xtask bench match`: how fast the best of a million people are found.

use crate::failure::Result;
use crate::project::Project;
use crate::setup::{self, Need};

/// # Errors
/// If it cannot be built, or a list it finds is not that of a comparison with everybody.
pub fn run(project: &mut Project, people: u32, seconds: u32) -> Result<()> {
    setup::ensure(project, &[Need::Postgres])?;
    println!("The index alone:\n");
    example(
        project,
        &["--package=matching", "--example=million"],
        people,
        seconds,
    )?;
    println!("\nThe index behind a database, and the database alone:\n");
    let package = ["--package=people", "--features=ssr", "--example=followed"];
    example(project, &package, people, seconds)
}

fn example(project: &Project, which: &[&str], people: u32, seconds: u32) -> Result<()> {
    project
        .tool("cargo")
        .args(["run", "--release"])
        .args(which)
        .args(["--", "--people"])
        .arg(people.to_string())
        .arg("--seconds")
        .arg(seconds.to_string())
        .run()
}
