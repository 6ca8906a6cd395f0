//! Writing the shipped files, and reading the last ones for the ids in them.

use super::Result;
use flate2::read::GzDecoder;
use flate2::{Compression, GzBuilder};
use std::collections::{BTreeSet, HashMap};
use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;

/// Writes rows as they come, tab-separated under a header; gzipped if the name says so.
pub fn write(path: &Path, header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Result<()> {
    let mut text = header.join("\t") + "\n";
    for row in rows {
        if row.len() != header.len() || row.iter().any(|field| field.contains(['\t', '\n', '\r'])) {
            return Err(format!("{}: not a row: {row:?}", path.display()).into());
        }
        text.push_str(&row.join("\t"));
        text.push('\n');
    }
    let file = File::create(path)?;
    if path.extension().is_some_and(|e| e == "gz") {
        // Neither name nor time goes in: equal data, equal bytes.
        let mut encoder = GzBuilder::new().mtime(0).write(file, Compression::best());
        encoder.write_all(text.as_bytes())?;
        encoder.finish()?;
    } else {
        (&file).write_all(text.as_bytes())?;
    }
    Ok(())
}

/// Several values in one field.
pub fn list<T: AsRef<str>>(values: impl IntoIterator<Item = T>) -> String {
    let values: Vec<String> = values
        .into_iter()
        .map(|v| v.as_ref().replace('|', "/"))
        .collect();
    values.join("|")
}

/// Numbers for keys. A key keeps the number it had in the file that is being replaced, so that what
/// people have stored keeps its meaning; new keys follow in order.
pub fn ids(path: &Path, keys: impl Iterator<Item = String>) -> Result<HashMap<String, u32>> {
    let mut ids = old_ids(path)?;
    let mut next = ids.values().max().map_or(1, |max| max + 1);
    for key in keys {
        ids.entry(key).or_insert_with(|| {
            next += 1;
            next - 1
        });
    }
    let distinct: BTreeSet<u32> = ids.values().copied().collect();
    assert_eq!(distinct.len(), ids.len(), "two keys share an id");
    Ok(ids)
}

/// Id and key are the first two columns.
fn old_ids(path: &Path) -> Result<HashMap<String, u32>> {
    let mut ids = HashMap::new();
    if !path.exists() {
        return Ok(ids);
    }
    let mut text = String::new();
    GzDecoder::new(File::open(path)?).read_to_string(&mut text)?;
    for line in text.lines().skip(1) {
        let mut fields = line.split('\t');
        if let (Some(id), Some(key)) = (fields.next(), fields.next()) {
            ids.insert(key.to_owned(), id.parse()?);
        }
    }
    Ok(ids)
}

/// Prints the size of every file.
pub fn report(folder: &Path) -> Result<()> {
    let mut files: Vec<_> = std::fs::read_dir(folder)?.collect::<std::io::Result<_>>()?;
    files.sort_by_key(std::fs::DirEntry::file_name);
    let mut total = 0;
    for file in files {
        let bytes = file.metadata()?.len();
        total += bytes;
        println!("{:>9} {}", bytes, file.file_name().to_string_lossy());
    }
    println!("{total:>9} bytes in all");
    Ok(())
}
