//! Is a file what it says it is? Ending, first bytes and structure must agree.

mod archive;
mod pdf;
mod picture;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;

use super::kind::{Kind, Purpose};
use super::name;
use super::refusal::Refusal;

/// How much of a file is looked at to guess what it is.
const HEAD_BYTES: usize = 8 * 1024;

/// A file that may be kept.
#[derive(Debug)]
pub struct Inspected {
    /// What it is.
    pub kind: Kind,
    /// What it is called.
    pub name: String,
    /// What will be kept: pictures are drawn anew.
    pub bytes: Vec<u8>,
}

/// Takes a file apart as far as it must be to trust it. Takes time and memory: see `service::put`.
///
/// # Errors
/// The first reason to refuse it.
pub fn inspect(purpose: Purpose, called: &str, bytes: Vec<u8>) -> Result<Inspected, Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::Empty);
    }
    let kind = Kind::of_name(called)
        .filter(|kind| purpose.kinds().contains(kind))
        .ok_or(Refusal::Unwanted(purpose))?;
    if kind == Kind::Docx && archive::is_locked(&bytes) {
        return Err(Refusal::Locked);
    }
    if !looks_like(kind, &bytes) {
        return Err(Refusal::Mismatch(kind));
    }
    let (kind, bytes) = match kind {
        Kind::Png | Kind::Jpeg | Kind::Webp => picture::redraw(kind, &bytes, purpose.kept_side())?,
        Kind::Pdf => pdf::check(&bytes).map(|()| (kind, bytes))?,
        Kind::Docx => archive::check_docx(&bytes).map(|()| (kind, bytes))?,
        Kind::Zip => archive::check_zip(&bytes).map(|()| (kind, bytes))?,
    };
    Ok(Inspected {
        kind,
        name: name::clean(called, kind),
        bytes,
    })
}

/// Do the first bytes say what the ending says? Of a document of Word they may only say that it is an
/// archive: that depends on the order of its parts.
fn looks_like(kind: Kind, bytes: &[u8]) -> bool {
    let Some(sniffed) = infer::get(&bytes[..bytes.len().min(HEAD_BYTES)]) else {
        return false;
    };
    let mime = sniffed.mime_type();
    mime == kind.mime() || kind == Kind::Docx && mime == Kind::Zip.mime()
}
