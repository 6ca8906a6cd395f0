//! Archives, and documents of Word, which are archives. Everything is unpacked once, counting, and
//! thrown away: what an archive says about itself is not believed.

use crate::files::kind::Kind;
use crate::files::refusal::Refusal;
use std::io::{Cursor, Read};
use zip::ZipArchive;
use zip::read::ZipFile;

const MAX_PARTS: usize = 2_000;
const MAX_INFLATED_BYTES: u64 = 50 * 1024 * 1024;
/// Text packs twenty to one; what packs tighter than this, and is not small, is a trap.
const MAX_RATIO: u64 = 100;
const SMALL_BYTES: u64 = 100 * 1024;
/// The part of a document of Word that says what its other parts are.
const TYPES: &str = "[Content_Types].xml";
const CONTAINER: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
const DOCTYPE: &[u8] = b"<!DOCTYPE";

const END_BYTES: usize = 22;
const END: [u8; 4] = *b"PK\x05\x06";
const ENTRY_BYTES: usize = 46;
const ENTRY: [u8; 4] = *b"PK\x01\x02";
/// An end may stand before a comment of this length.
const COMMENT_BYTES: usize = u16::MAX as usize;

/// Is this an archive that can be unpacked anywhere without harm?
pub fn check_zip(bytes: &[u8]) -> Result<(), Refusal> {
    unpack(Kind::Zip, bytes, |_, _| Ok(()))
}

/// Is this a document of Word, without macros?
pub fn check_docx(bytes: &[u8]) -> Result<(), Refusal> {
    if contains(&bytes[..bytes.len().min(1024)], b"%PDF-") {
        return Err(Refusal::TwoKinds);
    }
    let mut types = Vec::new();
    let mut has_text = false;
    let mut scan = Scan::default();
    unpack(Kind::Docx, bytes, |name, chunk| {
        let lower = name.to_ascii_lowercase();
        if is_active(&lower) {
            return Err(Refusal::Macros);
        }
        has_text |= lower.starts_with("word/");
        if name == TYPES {
            types.extend_from_slice(chunk);
        }
        if lower.ends_with(".xml") || lower.ends_with(".rels") {
            scan.next(&lower, chunk)?;
        }
        Ok(())
    })?;
    let types = String::from_utf8_lossy(&types).to_ascii_lowercase();
    if types.contains("macroenabled") || types.contains("vbaproject") {
        return Err(Refusal::Macros);
    }
    if has_text && types.contains("wordprocessingml.document.main+xml") {
        Ok(())
    } else {
        Err(Refusal::Mismatch(Kind::Docx))
    }
}

/// Is this what Word makes of a document with a password: a container of the old kind with a part of this name?
pub fn is_locked(bytes: &[u8]) -> bool {
    let name: Vec<u8> = "EncryptedPackage"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    bytes.starts_with(&CONTAINER) && contains(bytes, &name)
}

fn is_active(lower: &str) -> bool {
    lower.ends_with("vbaproject.bin")
        || lower.ends_with("vbadata.xml")
        || lower.contains("/activex/")
        || lower.contains("/macrosheets/")
}

/// Looks for what XML must not have, part after part, chunk after chunk.
#[derive(Default)]
struct Scan {
    part: String,
    seen: usize,
    /// The end of the last chunk: what is looked for may lie across.
    before: Vec<u8>,
}

impl Scan {
    fn next(&mut self, part: &str, chunk: &[u8]) -> Result<(), Refusal> {
        if self.part != part {
            *self = Self {
                part: part.to_owned(),
                ..Self::default()
            };
        }
        // UTF-16 would hide everything from us and from nobody else.
        let first = chunk.iter().take(4usize.saturating_sub(self.seen));
        if first
            .into_iter()
            .any(|byte| matches!(byte, 0 | 0xfe | 0xff))
        {
            return Err(Refusal::Damaged(Kind::Docx));
        }
        self.seen += chunk.len();
        self.before.extend_from_slice(chunk);
        if contains(&self.before, DOCTYPE) {
            return Err(Refusal::Entities);
        }
        let keep = self.before.len().saturating_sub(DOCTYPE.len());
        self.before.drain(..keep);
        Ok(())
    }
}

/// Unpacks every part, within the limits, showing each chunk with the name of its part. A part is
/// shown at least once, even if it is empty.
fn unpack(
    kind: Kind,
    bytes: &[u8],
    mut show: impl FnMut(&str, &[u8]) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    let parts = directory(bytes).ok_or(Refusal::Damaged(kind))?;
    if parts > MAX_PARTS {
        return Err(Refusal::Parts);
    }
    let damaged = |_| Refusal::Damaged(kind);
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    // It keeps one part of each name.
    if archive.len() != parts {
        return Err(Refusal::Names);
    }
    let mut left = Left {
        inflated: MAX_INFLATED_BYTES,
        packed: bytes.len() as u64,
    };
    for at in 0..parts {
        let about = archive.by_index_raw(at).map_err(damaged)?;
        check_entry(&about)?;
        drop(about);
        let part = archive.by_index(at).map_err(damaged)?;
        left.unpack(kind, part, &mut show)?;
    }
    Ok(())
}

fn check_entry<R: Read>(entry: &ZipFile<'_, R>) -> Result<(), Refusal> {
    if entry.encrypted() {
        return Err(Refusal::Locked);
    }
    let name = std::str::from_utf8(entry.name_raw()).map_err(|_| Refusal::Names)?;
    if entry.is_symlink() || !stays_inside(name) {
        return Err(Refusal::Names);
    }
    Ok(())
}

/// Does a name lead to a place below where it is unpacked, on every system?
fn stays_inside(name: &str) -> bool {
    let path = name.strip_suffix('/').unwrap_or(name);
    !name.contains(['\\', ':'])
        && !name.contains(char::is_control)
        && path.split('/').all(|step| !matches!(step, "" | "." | ".."))
}

/// What may still come out of an archive, and out of how much.
struct Left {
    inflated: u64,
    packed: u64,
}

impl Left {
    fn unpack<R: Read>(
        &mut self,
        kind: Kind,
        mut part: ZipFile<'_, R>,
        show: &mut impl FnMut(&str, &[u8]) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        let name = part.name().to_owned();
        let (packed, announced) = (part.compressed_size(), part.size());
        // Parts that share their bytes are the trick of the best traps.
        self.packed = self.packed.checked_sub(packed).ok_or(Refusal::Ratio)?;
        let mut buffer = [0u8; 16 * 1024];
        let mut inflated = 0u64;
        show(&name, &[])?;
        loop {
            let read = part.read(&mut buffer).map_err(|_| Refusal::Damaged(kind))?;
            if read == 0 {
                let whole = inflated == announced;
                return if whole {
                    Ok(())
                } else {
                    Err(Refusal::Damaged(kind))
                };
            }
            inflated += read as u64;
            self.inflated = self
                .inflated
                .checked_sub(read as u64)
                .ok_or(Refusal::Inflated)?;
            if inflated > SMALL_BYTES && inflated > packed.saturating_mul(MAX_RATIO) {
                return Err(Refusal::Ratio);
            }
            show(&name, &buffer[..read])?;
        }
    }
}

/// How many parts the directory at the end lists: it must be the last thing, and hold nothing else.
/// Read by hand, before a library makes room for whatever number it is told.
fn directory(bytes: &[u8]) -> Option<usize> {
    let (rest, end) = bytes.split_last_chunk::<END_BYTES>()?;
    let (parts, size, start) = parse_end(end)?;
    let comment = u16::from_le_bytes([end[20], end[21]]);
    if comment != 0 || start.checked_add(size)? != rest.len() {
        return None;
    }
    let mut entries = rest.get(start..)?;
    for _ in 0..parts {
        let entry = entries.first_chunk::<ENTRY_BYTES>()?;
        let length = |at: usize| usize::from(u16::from_le_bytes([entry[at], entry[at + 1]]));
        let whole = ENTRY_BYTES + length(28) + length(30) + length(32);
        if !entry.starts_with(&ENTRY) {
            return None;
        }
        entries = entries.get(whole..)?;
    }
    entries.is_empty().then_some(parts)
}

/// Parts, size and place of the directory, if this is its end and it has one volume.
fn parse_end(end: &[u8; END_BYTES]) -> Option<(usize, usize, usize)> {
    let short = |at: usize| usize::from(u16::from_le_bytes([end[at], end[at + 1]]));
    let long = |at: usize| {
        usize::try_from(u32::from_le_bytes([
            end[at],
            end[at + 1],
            end[at + 2],
            end[at + 3],
        ]))
        .ok()
    };
    let one_volume = short(4) == 0 && short(6) == 0 && short(8) == short(10);
    (end.starts_with(&END) && one_volume).then_some((short(10), long(12)?, long(16)?))
}

/// Would something that looks for archives find one at the end of this?
pub fn has_directory(bytes: &[u8]) -> bool {
    let from = bytes.len().saturating_sub(END_BYTES + COMMENT_BYTES);
    let ends = bytes[from..].windows(END_BYTES).enumerate();
    ends.filter_map(|(at, end)| Some((from + at, parse_end(end.try_into().ok()?)?)))
        .any(|(at, (_, size, _))| {
            let start = at.checked_sub(size);
            start.is_some_and(|start| bytes[start..].starts_with(&ENTRY))
        })
}

/// Is this in it?
pub fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    memchr::memmem::find(bytes, wanted).is_some()
}
