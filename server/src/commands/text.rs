//! `kinwork text`.

use super::{Done, Failure, file};
use crate::cli::Extract;
use kernel::Clock as _;
use people::resume::{Reader as _, Unread};
use platform::sandbox;
use platform::system::SystemClock;
use std::io::{Read as _, Write as _};
use std::path::Path;
use text::advert::{self, Facts, Rules};
use text::resume::{self, Paper, Unreadable, paper};
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

/// `kinwork text resume`: a PDF or a document of Word is read in a process of its own, as the site does it.
pub async fn resume(path: &Path) -> Done {
    let bad = |message: &str| Failure {
        code: 65,
        message: format!("{}: {message}", path.display()),
    };
    let bytes = file(path)?;
    let is_text = path
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("txt"));
    let paper = if is_text {
        let text = String::from_utf8(bytes).map_err(|_| bad("this is not UTF-8 text"))?;
        Paper::of_text(&text).map_err(|why| bad(why.message()))?
    } else {
        let read = ChildReader::new().read(bytes.into()).await;
        read.map_err(|why: Unread| bad(&why.to_string()))?
    };
    let extractor = taxonomy::shipped_extractor()?;
    let read = resume::read(&paper, &extractor, SystemClock.now().date());
    let mut out = std::io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, &read)?;
    out.write_all(b"\n")?;
    Ok(())
}

/// `kinwork text resume-child`: shuts itself in, reads a file and answers with its lines.
pub fn resume_child() -> Done {
    sandbox::enter()?;
    let mut bytes = Vec::new();
    let most = paper::FILE_BYTES as u64 + 1;
    std::io::stdin().lock().take(most).read_to_end(&mut bytes)?;
    let answer: Result<Paper, Unreadable> = Paper::of_file(&bytes);
    serde_json::to_writer(std::io::stdout().lock(), &answer)?;
    Ok(())
}

/// Has files read by [`resume_child`].
#[derive(Debug)]
pub struct ChildReader(sandbox::Sandbox);

impl ChildReader {
    /// One for the whole server: it counts how many children there are.
    pub fn new() -> Self {
        Self(sandbox::Sandbox::of_this_program(&["text", "resume-child"]))
    }
}

impl people::resume::Reader for ChildReader {
    fn read(&self, bytes: bytes::Bytes) -> people::resume::Reading<'_> {
        Box::pin(async move {
            let answer = match self.0.run(bytes).await? {
                sandbox::Outcome::Answer(answer) => answer,
                sandbox::Outcome::Overrun => return Err(Unread::Overrun),
                sandbox::Outcome::Busy => return Err(Unread::Busy),
            };
            let read: Result<Paper, Unreadable> =
                serde_json::from_slice(&answer).map_err(|_| Unread::Overrun)?;
            read.map_err(Unread::File)
        })
    }
}
