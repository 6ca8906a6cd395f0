//! `kinwork`: the server and its tools in one binary.

mod cli;
mod commands;
mod database;
mod demo;
mod http;
mod subjects;

use clap::Parser;
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    // It shuts itself in while it is the only thread.
    if matches!(cli.command, cli::Command::Text(cli::Text::ResumeChild)) {
        return ended(commands::text::resume_child());
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("kinwork: cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    ended(runtime.block_on(commands::run(cli)))
}

fn ended(done: commands::Done) -> ExitCode {
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("kinwork: {failure}");
            ExitCode::from(failure.code)
        }
    }
}
