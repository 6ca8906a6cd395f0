//! `cargo xtask test`, and its parts `lint` and `e2e`.

use crate::args::Args;
use crate::failure::{Failure, Result, fail, usage};
use crate::process::say;
use crate::project::Project;
use crate::setup::{self, Need};
use crate::steps::{Count, LINT, Run, STEPS, Step};
use std::time::{Duration, Instant};

/// Runs the steps asked for, or all of them.
///
/// # Errors
/// If any failed.
pub fn run(project: &mut Project, mut args: Args) -> Result<()> {
    let (only, skip) = (args.list("--only")?, args.list("--skip")?);
    let fail_fast = args.flag("--fail-fast");
    let list = args.flag("--list");
    args.finish()?;
    if list {
        for step in STEPS {
            println!("{:<12} {}", step.name, step.what);
        }
        return Ok(());
    }
    if let Some(unknown) = only
        .iter()
        .chain(&skip)
        .find(|name| !STEPS.iter().any(|step| step.name == name.as_str()))
    {
        return Err(usage(format!(
            "There is no step `{unknown}`; cargo xtask test --list names them"
        )));
    }
    let chosen: Vec<&Step> = STEPS
        .iter()
        .filter(|step| only.is_empty() || only.iter().any(|name| name == step.name))
        .filter(|step| !skip.iter().any(|name| name == step.name))
        .collect();
    if chosen.is_empty() {
        return Err(usage("That leaves no steps"));
    }
    perform(project, &chosen, fail_fast, args.rest)
}

/// Formats and lints.
///
/// # Errors
/// If any failed.
pub fn lint(project: &mut Project, args: &Args) -> Result<()> {
    args.finish_all()?;
    let chosen: Vec<&Step> = STEPS
        .iter()
        .filter(|step| LINT.contains(&step.name))
        .collect();
    perform(project, &chosen, false, Vec::new())
}

/// The journeys alone.
///
/// # Errors
/// If any failed.
pub fn e2e(project: &mut Project, args: Args) -> Result<()> {
    args.finish()?;
    let chosen: Vec<&Step> = STEPS.iter().filter(|step| step.name == "e2e").collect();
    perform(project, &chosen, false, args.rest)
}

struct Done {
    name: &'static str,
    count: Count,
    took: Duration,
    failure: Option<Failure>,
}

fn perform(
    project: &mut Project,
    steps: &[&Step],
    fail_fast: bool,
    playwright: Vec<String>,
) -> Result<()> {
    let begun = Instant::now();
    let mut needs: Vec<Need> = Vec::new();
    for need in steps.iter().flat_map(|step| step.needs) {
        if !needs.contains(need) {
            needs.push(*need);
        }
    }
    setup::ensure(project, &needs)?;
    let mut run = Run::new(project, playwright);
    let mut all = Vec::new();
    for step in steps {
        say(&format!("\n━━ {}: {}", step.name, step.what));
        let from = Instant::now();
        let (count, done) = (step.run)(&mut run);
        let failure = done.err();
        if let Some(failure) = &failure {
            eprintln!("{failure}");
        }
        let stop = fail_fast && failure.is_some();
        all.push(Done {
            name: step.name,
            count,
            took: from.elapsed(),
            failure,
        });
        if stop {
            break;
        }
    }
    drop(run);
    report(&all, steps.len(), begun.elapsed())
}

/// A table of the steps, and a last line for people and programs.
fn report(all: &[Done], asked: usize, took: Duration) -> Result<()> {
    println!(
        "\n{:<12} {:>8} {:>8} {:>8} {:>8}",
        "step", "passed", "failed", "skipped", "seconds"
    );
    for done in all {
        let Count {
            passed,
            failed,
            skipped,
        } = done.count;
        let mark = if done.failure.is_some() {
            "  FAILED"
        } else {
            ""
        };
        println!(
            "{:<12} {passed:>8} {failed:>8} {skipped:>8} {:>8.1}{mark}",
            done.name,
            done.took.as_secs_f32()
        );
    }
    let failed_steps = all.iter().filter(|done| done.failure.is_some()).count();
    let not_run = asked - all.len();
    println!(
        "{} steps in {:.0} s, {failed_steps} failed, {not_run} not run",
        all.len(),
        took.as_secs_f32()
    );
    let sum = all
        .iter()
        .fold(Count::default(), |sum, done| sum.add(done.count));
    println!("{} passed, {} failed", sum.passed, sum.failed);
    if failed_steps == 0 {
        return Ok(());
    }
    let names: Vec<&str> = all
        .iter()
        .filter(|done| done.failure.is_some())
        .map(|done| done.name)
        .collect();
    Err(fail(format!("Failed: {}", names.join(", "))))
}
