//! Reading the sets and the shipped data.

use super::Result;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// The folder of sets and the project's own data.
pub struct Files {
    /// Where the sets are.
    pub sets: PathBuf,
    /// `data/` of the project.
    pub shipped: PathBuf,
}

/// The text of a file, unpacked if its name ends with `.gz`.
pub fn text(path: &Path) -> Result<String> {
    let told = |error: std::io::Error| format!("{}: {error}", path.display());
    let mut text = String::new();
    let mut file = File::open(path).map_err(told)?;
    if path.extension().is_some_and(|kind| kind == "gz") {
        GzDecoder::new(file)
            .read_to_string(&mut text)
            .map_err(told)?;
    } else {
        file.read_to_string(&mut text).map_err(told)?;
    }
    Ok(text)
}

/// The named columns of a file of tab-separated values.
pub fn columns<const N: usize>(path: &Path, names: [&str; N]) -> Result<Vec<[String; N]>> {
    let text = text(path)?;
    let mut lines = text.lines();
    let heads: Vec<&str> = lines.next().unwrap_or_default().split('\t').collect();
    let mut places = [0; N];
    for (place, name) in places.iter_mut().zip(names) {
        let found = heads.iter().position(|head| *head == name);
        *place = found.ok_or_else(|| format!("{} has no column {name}", path.display()))?;
    }
    Ok(lines
        .map(|line| {
            let fields: Vec<&str> = line.split('\t').collect();
            places.map(|place| fields.get(place).copied().unwrap_or_default().to_owned())
        })
        .collect())
}

impl Files {
    /// A set.
    pub fn set(&self, name: &str) -> PathBuf {
        self.sets.join(name)
    }
}

/// Writes a packed file without a time stamp: the same text gives the same bytes.
pub fn write_gz(path: &Path, text: &str) -> Result<()> {
    let mut packer = GzEncoder::new(File::create(path)?, Compression::best());
    packer.write_all(text.as_bytes())?;
    let size = packer.finish()?.metadata()?.len();
    println!("{} ({} kB)", path.display(), size / 1_000);
    Ok(())
}
