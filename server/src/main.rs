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
    keep_memory_small();
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

/// The allocator asks for huge pages, which fill up with what nobody uses: measured on the demo data, 173 MB with
/// and 129 MB without, at the same speed. Our PostgreSQL inherits it, and asks for none.
fn keep_memory_small() {
    #[cfg(target_os = "linux")]
    if let Err(error) = nix::sys::prctl::set_thp_disable(true) {
        eprintln!("kinwork: huge pages stay on: {error}");
    }
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
