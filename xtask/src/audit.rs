//! `cargo xtask audit`: is anything known against the versions that are locked here?
//!
//! It needs RustSec's database, which is fetched anew each time, so it is no step of `cargo xtask test`: what others find out
//! must not turn a commit red that was green. What is borne is named in `.cargo/audit.toml`.

use crate::args::Args;
use crate::failure::Result;
use crate::project::Project;
use crate::setup::{self, Need};

/// What is shipped, and what only reads mutated input.
const LOCKS: [&str; 2] = ["Cargo.lock", "fuzz/Cargo.lock"];

/// Compares both lock files with the database, or with a copy of it that lies in `--db DIR`.
///
/// # Errors
/// If something is known that is not borne, or the database cannot be fetched.
pub fn run(project: &mut Project, mut args: Args) -> Result<()> {
    let copy = args.value("--db")?;
    args.finish_all()?;
    setup::ensure(project, &[Need::Audit])?;
    for lock in LOCKS {
        let audit = project
            .tool("cargo")
            .args(["audit", "--deny", "warnings", "--file"])
            .arg(project.root.join(lock));
        let audit = match &copy {
            Some(folder) => audit.args(["--no-fetch", "--db", folder]),
            None => audit,
        };
        audit.run()?;
    }
    Ok(())
}
