//! `cargo xtask eval`: how well texts are read and people are ranked, on sets that are not part of the
//! project, written to `docs/evaluation.md`.

mod adverts;
mod calibration;
mod extract;
mod files;
mod onet;
mod own;
mod report;
mod spans;
mod titles;

use crate::args::Args;
use crate::failure::{Failure, fail};
use crate::project::Project;
use files::Files;
use report::Report;
use std::path::PathBuf;

/// Result of an evaluation.
pub type Result<T, E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

/// What can be evaluated, in the order of the page.
const PARTS: [(&str, Part); 6] = [
    ("extract", extract::run),
    ("spans", spans::run),
    ("titles", titles::run),
    ("own", own::run),
    ("calibration", calibration::run),
    ("adverts", adverts::run),
];

/// One evaluation.
type Part = fn(&Files, &mut Report) -> Result<()>;

/// # Errors
/// If a set is there and cannot be read.
pub fn run(project: &Project, mut args: Args) -> Result<(), Failure> {
    let data: PathBuf = args
        .value("--data")?
        .unwrap_or_else(|| "../shared/data".to_owned())
        .into();
    let only = args.list("--only")?;
    let learn = args.flag("--learn");
    args.finish_all()?;
    let files = Files {
        sets: project.called_from.join(&data),
        shipped: project.root.join("data"),
    };
    if !files.sets.is_dir() {
        println!(
            "Skipped: there are no sets in {} (--data DIR).",
            files.sets.display()
        );
        return Ok(());
    }
    let told = |error: Box<dyn std::error::Error>| fail(error.to_string());
    if learn {
        return spans::learn(&files).map_err(told);
    }
    let mut report = Report::default();
    for (name, part) in PARTS {
        if only.is_empty() || only.iter().any(|wanted| wanted == name) {
            part(&files, &mut report).map_err(told)?;
        }
    }
    if only.is_empty() {
        report.write(&project.root.join("docs"))?;
    }
    if report.missed() > 0 {
        println!("{} figure(s) below what is wanted.", report.missed());
    }
    Ok(())
}
