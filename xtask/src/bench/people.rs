//! `cargo xtask bench match`: how fast the best of a million people are found.

use crate::failure::Result;
use crate::project::Project;

/// # Errors
/// If it cannot be built, or a list it finds is not that of a comparison with everybody.
pub fn run(project: &Project, people: u32, seconds: u32) -> Result<()> {
    let cargo = project.tool("cargo").args([
        "run",
        "--release",
        "--package=matching",
        "--example=million",
        "--",
    ]);
    cargo
        .arg("--people")
        .arg(people.to_string())
        .arg("--seconds")
        .arg(seconds.to_string())
        .run()
}
