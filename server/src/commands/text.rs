//! `kinwork text`.

use super::{Done, Failure, file};
use crate::cli::Extract;
use kernel::Clock as _;
use platform::system::SystemClock;
use std::io::Write as _;
use std::path::Path;
use text::advert::{self, Facts, Rules};
use text::{Settings, lines};

/// `kinwork text extract`: the skills to standard output, what could not be read to standard error.
///
/// A file that had bad lines still gives the skills of the rest, and the exit code 65 (bad data).
pub fn extract(args: &Extract) -> Done {
    let extractor = taxonomy::shipped_extractor()?;
    let settings = Settings {
        most: args.top,
        least: args.least,
        names_only: false,
    };
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut written = Ok(());
    let errors = lines::extract(&file(&args.input)?, &extractor, settings, |line| {
        if written.is_ok() {
            written = serde_json::to_writer(&mut out, line)
                .map_err(std::io::Error::from)
                .and_then(|()| out.write_all(b"\n"));
        }
    });
    written?;
    out.flush()?;
    for error in &errors {
        eprintln!("{}: {error}", args.input.display());
    }
    match errors.len() {
        0 => Ok(()),
        lines => Err(Failure {
            code: 65,
            message: format!("{lines} line(s) above are left out; the others are read"),
        }),
    }
}

/// `kinwork text advert`: one flag a line; nothing where nothing is wrong.
pub fn advert(path: &Path) -> Done {
    let text = String::from_utf8(file(path)?).map_err(|_| Failure {
        code: 65,
        message: format!("{}: this is not UTF-8 text", path.display()),
    })?;
    let facts = Facts::of_text(SystemClock.now().date());
    let mut out = std::io::stdout().lock();
    for flag in advert::read(&text, &facts, &Rules::new()?) {
        serde_json::to_writer(&mut out, &flag)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
