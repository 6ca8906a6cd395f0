//! `cargo xtask data`: builds the reference data the product ships, out of package registries.
//!
//! Every output is a sorted TSV with a header, gzipped without a time stamp, so that the same
//! sources give the same bytes. Only labels, codes and figures leave here: the descriptions in the
//! sources are read to find boundaries and to weigh words, and are not copied.

mod cities;
mod fetch;
mod gendered;
mod occupations;
mod onet;
mod osgb;
mod out;
mod postcodes;
mod relate;
mod skills;
mod text;
mod titles;

use fetch::Packages;
use std::path::PathBuf;

/// Result of a build step.
pub type Result<T, E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

/// Where to build from and to.
struct Options {
    /// Where the files go.
    out: PathBuf,
    /// Where downloaded packages are kept between runs.
    cache: PathBuf,
}

/// Builds `data/`. Arguments: `--out DIR` (default `data`), `--cache DIR` (default `target/data`).
///
/// # Errors
/// If a package cannot be downloaded, or is not shaped as expected.
pub fn run(args: impl Iterator<Item = String>) -> Result<()> {
    let options = parse(args)?;
    std::fs::create_dir_all(&options.out)?;
    let packages = Packages::new(&options.cache)?;

    println!("skills");
    let skills = skills::build(&packages, &options.out)?;
    println!("occupations and what they need");
    occupations::build(&packages, &options.out, &skills)?;
    println!("cities");
    let towns = cities::build(&packages, &options.out)?;
    println!("postcodes");
    postcodes::build(&packages, &options.out, &towns)?;
    println!("gender-coded words");
    gendered::build(&packages, &options.out)?;
    out::report(&options.out)
}

fn parse(mut args: impl Iterator<Item = String>) -> Result<Options> {
    let mut options = Options {
        out: "data".into(),
        cache: "target/data".into(),
    };
    while let Some(arg) = args.next() {
        let value = args.next().ok_or_else(|| format!("{arg} needs a value"))?;
        match arg.as_str() {
            "--out" => options.out = value.into(),
            "--cache" => options.cache = value.into(),
            _ => {
                return Err(
                    format!("unknown argument {arg}; known are --out DIR and --cache DIR").into(),
                );
            }
        }
    }
    Ok(options)
}
