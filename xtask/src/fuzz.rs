//! `cargo xtask soak --only fuzz`: a minute of mutated input for each target of `fuzz/`.
//!
//! cargo-fuzz wants the nightly compiler for its sanitizers. Ours is safe code, which they would tell nothing of, so the
//! targets are built with coverage alone, which the stable one can do; the flags are those of `cargo fuzz build -s none`.

use crate::failure::{At, Result, fail};
use crate::process::{Tool, say};
use crate::project::Project;
use std::fs;
use std::path::Path;

const TARGETS: [&str; 4] = ["docx", "pdf", "jsonl", "query"];
const FLAGS: &str = "--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1";
/// Largest input, in bytes.
const LARGEST: u32 = 64 * 1024;
/// An input that takes longer than this many seconds, or more than this much memory, is a failure.
const LONGEST_S: u32 = 20;
const MEMORY_MIB: u32 = 2048;

/// Runs every target for so many seconds; all of them, even if one fails.
pub fn run(project: &Project, seconds: u32) -> Result<()> {
    let folder = project.root.join("fuzz");
    let built = project.target.join("fuzz");
    let triple = host()?;
    project
        .tool("cargo")
        .args([
            "build",
            "--release",
            "--locked",
            "--target",
            &triple,
            "--manifest-path",
        ])
        .arg(folder.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(&built)
        .env("RUSTFLAGS", FLAGS)
        .run()?;
    let mut failed = Vec::new();
    for target in TARGETS {
        say(&format!("\n━━ Fuzzing {target} for {seconds} s"));
        let program = built.join(&triple).join("release").join(target);
        if one(&program, &folder, &built, target, seconds).is_err() {
            failed.push(target);
        }
    }
    if failed.is_empty() {
        return Ok(());
    }
    Err(fail(format!(
        "failed: {}. What they failed on lies in {}",
        failed.join(", "),
        built.join("found").display()
    )))
}

fn one(program: &Path, folder: &Path, built: &Path, target: &str, seconds: u32) -> Result<()> {
    // What is found to be worth keeping is kept from run to run, beside the seeds that are committed.
    let corpus = built.join("corpus").join(target);
    let found = built.join("found").join(target);
    fs::create_dir_all(&corpus).at(&corpus)?;
    fs::create_dir_all(&found).at(&found)?;
    Tool::new(program)
        .arg(corpus)
        .arg(folder.join("seeds").join(target))
        .arg(format!("-max_total_time={seconds}"))
        .arg(format!("-max_len={LARGEST}"))
        .arg(format!("-timeout={LONGEST_S}"))
        .arg(format!("-rss_limit_mb={MEMORY_MIB}"))
        .arg(format!("-artifact_prefix={}/", found.display()))
        .arg("-print_final_stats=1")
        .run()
}

/// With a target named, build scripts are built without coverage.
fn host() -> Result<String> {
    let about = Tool::new("rustc").arg("-vV").output()?;
    about
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .map(str::to_owned)
        .ok_or_else(|| fail("rustc -vV names no host"))
}
