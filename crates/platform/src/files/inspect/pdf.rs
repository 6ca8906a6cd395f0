//! A PDF begins and ends like one. What is in between is read elsewhere, in a process of its own.

use super::archive;
use crate::files::kind::Kind;
use crate::files::refusal::Refusal;

/// How far from the end the marks of the end may stand.
const TAIL_BYTES: usize = 2048;

/// Is this a whole PDF and nothing else?
pub fn check(bytes: &[u8]) -> Result<(), Refusal> {
    let damaged = Refusal::Damaged(Kind::Pdf);
    let version = bytes
        .strip_prefix(b"%PDF-")
        .ok_or(Refusal::Mismatch(Kind::Pdf))?;
    if !matches!(version, [b'1'..=b'2', b'.', b'0'..=b'9', ..]) {
        return Err(damaged);
    }
    let tail = &bytes[bytes.len().saturating_sub(TAIL_BYTES)..];
    if !archive::contains(tail, b"startxref") || !archive::contains(tail, b"%%EOF") {
        return Err(damaged);
    }
    if archive::has_directory(bytes) {
        return Err(Refusal::TwoKinds);
    }
    Ok(())
}
