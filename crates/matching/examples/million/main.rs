//! How fast the index is: `cargo xtask bench match`, or `cargo run --release -p matching --example million`.
//!
//! Makes people and jobs out of the shipped data, the same ones every time, and prints a table.

mod invent;
mod measure;
mod shipped;

fn main() -> Result<(), String> {
    let (mut people, mut seconds) = (1_000_000, 20);
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let mut number = || {
            let value = args.next().ok_or_else(|| format!("{arg} wants a value"))?;
            value
                .parse::<u32>()
                .map_err(|_| format!("{arg} wants a number, not “{value}”"))
        };
        match arg.as_str() {
            "--people" => people = number()?,
            "--seconds" => seconds = number()?,
            _ => return Err(format!("there is no {arg}")),
        }
    }
    measure::run(people, seconds)
}
