//! What a document of Word shows, and what stands in it that nobody sees.
//!
//! Parts are unpacked as far as they are read, counting: what an archive says about itself is not believed. A
//! table is read row by row, or, where whole columns of text stand in it, cell by cell.

mod body;
mod styles;

use super::paper::{Paper, Unreadable};
use body::Body;
use std::io::{Cursor, Read};
use styles::Styles;
use zip::ZipArchive;
use zip::result::ZipError;

/// Most parts of a document.
const PARTS: usize = 2_000;
/// Most that one part, and all that are read, unpack to.
const PART_BYTES: u64 = 20 * 1024 * 1024;
const ALL_BYTES: u64 = 50 * 1024 * 1024;
/// Text packs twenty to one; what packs tighter than this, and is not small, is a trap.
const RATIO: u64 = 100;
const SMALL_BYTES: u64 = 100 * 1024;
/// Most headers read.
const HEADERS: usize = 6;

/// Reads a document of Word.
///
/// # Errors
/// Why it cannot be read.
pub fn read(bytes: &[u8]) -> Result<Paper, Unreadable> {
    let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Unreadable::Damaged)?;
    if archive.len() > PARTS {
        return Err(Unreadable::TooMuch);
    }
    let mut parts = Parts {
        archive,
        left: ALL_BYTES,
    };
    let Some(document) = parts.read("word/document.xml")? else {
        return Err(Unreadable::Unknown);
    };
    let styles = match parts.read("word/styles.xml")? {
        Some(styles) => Styles::read(&styles)?,
        None => Styles::default(),
    };
    let mut paper = Paper {
        pages: 1,
        pictures: parts.has_pictures(),
        ..Paper::default()
    };
    // Names and addresses often stand in a header.
    for header in parts.headers() {
        if let Some(xml) = parts.read(&header)? {
            Body::new(&styles, &mut paper).read(&xml)?;
        }
    }
    Body::new(&styles, &mut paper).read(&document)?;
    Ok(paper)
}

struct Parts<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// What may still be unpacked.
    left: u64,
}

impl Parts<'_> {
    fn read(&mut self, name: &str) -> Result<Option<Vec<u8>>, Unreadable> {
        let mut part = match self.archive.by_name(name) {
            Ok(part) => part,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)) => {
                return Err(Unreadable::Locked);
            }
            Err(_) => return Err(Unreadable::Damaged),
        };
        let packed = part.compressed_size();
        let most = PART_BYTES
            .min(self.left)
            .min(SMALL_BYTES.max(packed.saturating_mul(RATIO)));
        let mut xml = Vec::new();
        let read = part.by_ref().take(most + 1).read_to_end(&mut xml);
        let read = read.map_err(|_| Unreadable::Damaged)? as u64;
        if read > most {
            return Err(Unreadable::TooMuch);
        }
        self.left -= read;
        Ok(Some(xml))
    }

    fn headers(&self) -> Vec<String> {
        let header = |name: &&str| name.starts_with("word/header") && name.ends_with(".xml");
        let mut names: Vec<String> = self
            .archive
            .file_names()
            .filter(header)
            .map(str::to_owned)
            .collect();
        names.sort();
        names.truncate(HEADERS);
        names
    }

    fn has_pictures(&self) -> bool {
        self.archive
            .file_names()
            .any(|name| name.starts_with("word/media/"))
    }
}
