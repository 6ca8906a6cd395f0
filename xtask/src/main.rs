//! Every habit of the project is a command here.

mod data;

fn main() -> std::process::ExitCode {
    let mut args = std::env::args().skip(1);
    let done = match args.next().as_deref() {
        Some("data") => data::run(args),
        _ => Err("usage: cargo xtask data [--out DIR] [--cache DIR]".into()),
    };
    match done {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            std::process::ExitCode::FAILURE
        }
    }
}
