//! Every habit of the project is a command here: `cargo xtask --help`.

mod args;
mod audit;
mod bench;
mod bundle;
#[cfg(feature = "data")]
mod data;
mod dev;
#[cfg(feature = "eval")]
mod eval;
mod failure;
mod fuzz;
mod http;
mod leaks;
mod process;
mod project;
mod schema;
mod serve;
mod setup;
mod site;
mod size;
mod soak;
mod sources;
mod sqlx;
mod steps;
mod test;
mod throwaway;

use args::Args;
use failure::{Result, usage};
use project::Project;
use std::process::ExitCode;

const HELP: &str = include_str!("help.txt");

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let command = words.next();
    match dispatch(command.as_deref(), words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::from(failure.code)
        }
    }
}

fn dispatch(command: Option<&str>, words: impl Iterator<Item = String>) -> Result<()> {
    let Some(command) = command else {
        print!("{HELP}");
        return Ok(());
    };
    if matches!(command, "help" | "--help" | "-h") {
        print!("{HELP}");
        return Ok(());
    }
    let mut args = Args::new(words);
    if args.flag("--help") || args.flag("-h") {
        print!("{HELP}");
        return Ok(());
    }
    process::end_children_when_told()?;
    let mut project = Project::open()?;
    match command {
        "setup" => setup::run(&mut project, &args),
        "serve" => serve::run(&mut project, args),
        "dev" => dev::run(&mut project, args),
        "test" => test::run(&mut project, args),
        "lint" => test::lint(&mut project, &args),
        "e2e" => test::e2e(&mut project, args),
        "bench" => bench::run(&mut project, args),
        "soak" => soak::run(&mut project, args),
        "audit" => audit::run(&mut project, args),
        "schema" => schema::run(&mut project, args),
        "sqlx" => sqlx::run(&mut project, args),
        "data" => data(&project, args),
        "eval" => eval(&project, args),
        _ => Err(usage(format!(
            "There is no command `{command}`; see cargo xtask --help"
        ))),
    }
}

#[cfg(feature = "data")]
fn data(_: &Project, args: Args) -> Result<()> {
    data::run(args.into_words()).map_err(|error| failure::fail(error.to_string()))
}

/// Its libraries take a while to compile and nothing else needs them.
#[cfg(not(feature = "data"))]
fn data(project: &Project, args: Args) -> Result<()> {
    Err(project
        .tool("cargo")
        .args([
            "run",
            "--quiet",
            "--package=xtask",
            "--features=data",
            "--",
            "data",
        ])
        .args(args.into_words())
        .become_it())
}

#[cfg(feature = "eval")]
fn eval(project: &Project, args: Args) -> Result<()> {
    eval::run(project, args)
}

/// Optimised, and with libraries nothing else needs.
#[cfg(not(feature = "eval"))]
fn eval(project: &Project, args: Args) -> Result<()> {
    Err(project
        .tool("cargo")
        .args([
            "run",
            "--quiet",
            "--release",
            "--package=xtask",
            "--features=eval",
            "--",
            "eval",
        ])
        .args(args.into_words())
        .become_it())
}
