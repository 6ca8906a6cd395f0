//! How soon the index finds what was committed, and how long PostgreSQL alone takes: the second half of
//! `cargo xtask bench match`, or `cargo run --release -p people --features ssr --example followed`.
//!
//! The people of the first half, in the tables of a database of its own.

#[path = "../../../matching/examples/million/invent.rs"]
mod invent;
mod measure;
mod peer;
mod rows;
#[path = "../../../matching/examples/million/shipped.rs"]
mod shipped;

/// What goes wrong here ends the program, with its cause.
type Done<T = ()> = Result<T, Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> Done {
    let (mut people, mut seconds) = (1_000_000, 20);
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let number = args.next().and_then(|value| value.parse::<u32>().ok());
        let number = number.ok_or_else(|| format!("{arg} wants a number"))?;
        match arg.as_str() {
            "--people" => people = number,
            "--seconds" => seconds = number,
            _ => return Err(format!("there is no {arg}").into()),
        }
    }
    measure::run(people, seconds).await
}
