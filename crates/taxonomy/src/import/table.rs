//! Reading a table of a release: columns by their names, whatever their order and whatever others there are.

use csv::{Reader, ReaderBuilder, StringRecord};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

/// Largest file that is read.
const LARGEST_BYTES: u64 = 256 << 20;
/// Most lines of a file.
const MOST_ROWS: u64 = 2_000_000;
/// Longest field, in bytes. Descriptions have a few thousand.
const LONGEST_FIELD: usize = 64 << 10;

/// What is wrong with a file of a release.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    /// A file that is needed is not in the folder.
    #[error("{}: there is no {name} here", folder.display())]
    Missing {
        /// Where it was looked for.
        folder: PathBuf,
        /// Its name.
        name: String,
    },
    /// It cannot be read.
    #[error("{file}")]
    Unread {
        /// Which.
        file: String,
        /// Why.
        source: std::io::Error,
    },
    /// It is larger than what is read.
    #[error("{file}: more than {LARGEST_BYTES} bytes or {MOST_ROWS} lines")]
    TooLarge {
        /// Which.
        file: String,
    },
    /// Its first line lacks a column.
    #[error("{file}, line 1: there is no column “{column}”")]
    NoColumn {
        /// Which.
        file: String,
        /// The column.
        column: &'static str,
    },
    /// A line is not what it should be.
    #[error("{file}, line {line}: {reason}")]
    Line {
        /// Which.
        file: String,
        /// Counted from 1, as editors do.
        line: u64,
        /// What is wrong.
        reason: String,
    },
    /// A field is not what it should be.
    #[error("{file}, line {line}, column “{column}”: {reason}")]
    Field {
        /// Which.
        file: String,
        /// Counted from 1, as editors do.
        line: u64,
        /// The column.
        column: String,
        /// What is wrong.
        reason: String,
    },
}

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Commas, and quotes around what holds any, line breaks too.
    Csv,
    /// Tabs and nothing else.
    Tabs,
}

/// A folder of tables, and the hash of all that was read of it.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    form: Form,
    read: Sha256,
}

/// An open table.
#[derive(Debug)]
pub struct Table {
    file: String,
    header: StringRecord,
    reader: Reader<std::io::Cursor<Vec<u8>>>,
}

/// Where a column stands.
#[derive(Debug, Clone, Copy)]
pub struct Column(usize);

/// A line of a table.
#[derive(Debug)]
pub struct Row<'a> {
    table: &'a str,
    header: &'a StringRecord,
    record: &'a StringRecord,
    line: u64,
}

impl Folder {
    pub fn new(path: &Path, form: Form) -> Self {
        Self {
            path: path.to_owned(),
            form,
            read: Sha256::new(),
        }
    }

    /// Its own name, which usually says the release.
    pub fn name(&self) -> Option<String> {
        let name = self.path.canonicalize().ok()?;
        Some(name.file_name()?.to_string_lossy().into_owned())
    }

    /// Everything read so far, as SHA-256 in hexadecimal.
    pub fn sha256(&self) -> String {
        hex::encode(self.read.clone().finalize())
    }

    /// The first of these files that is there, or an error.
    pub fn needed(&mut self, names: &[&str]) -> Result<Table, Broken> {
        self.open(names)?.ok_or_else(|| Broken::Missing {
            folder: self.path.clone(),
            name: names.join(" or "),
        })
    }

    /// The first of these files that is there.
    pub fn open(&mut self, names: &[&str]) -> Result<Option<Table>, Broken> {
        let there = |name: &&&str| self.path.join(name).is_file();
        let Some(name) = names.iter().find(there) else {
            return Ok(None);
        };
        let (file, path) = ((*name).to_owned(), self.path.join(name));
        let unread = |source| Broken::Unread {
            file: file.clone(),
            source,
        };
        if fs::metadata(&path).map_err(unread)?.len() > LARGEST_BYTES {
            return Err(Broken::TooLarge { file });
        }
        let bytes = fs::read(&path).map_err(unread)?;
        self.read.update(name.as_bytes());
        self.read.update(&bytes);
        Table::new(file, &bytes, self.form).map(Some)
    }
}

/// After `\r\n` the reader counts the line one line late.
fn with_plain_ends(bytes: &[u8]) -> Vec<u8> {
    let followed = |n: usize| bytes.get(n + 1) == Some(&b'\n');
    let kept = bytes.iter().enumerate();
    kept.filter(|(n, byte)| **byte != b'\r' || !followed(*n))
        .map(|(_, byte)| *byte)
        .collect()
}

impl Table {
    fn new(file: String, bytes: &[u8], form: Form) -> Result<Self, Broken> {
        let mut reader = ReaderBuilder::new()
            .delimiter(if form == Form::Csv { b',' } else { b'\t' })
            .quoting(form == Form::Csv)
            .flexible(true)
            .has_headers(false)
            .from_reader(std::io::Cursor::new(with_plain_ends(bytes)));
        let mut header = StringRecord::new();
        match reader.read_record(&mut header) {
            Ok(_) => {}
            Err(error) => return Err(not_text(file, &error)),
        }
        header.trim();
        Ok(Self {
            file,
            header,
            reader,
        })
    }

    /// Where the column stands that has any of these names.
    pub fn column(&self, names: &[&'static str]) -> Result<Column, Broken> {
        self.optional(names).ok_or_else(|| Broken::NoColumn {
            file: self.file.clone(),
            column: names.first().copied().unwrap_or_default(),
        })
    }

    /// The same, if there is one.
    pub fn optional(&self, names: &[&'static str]) -> Option<Column> {
        let is = |name: &&str| {
            let place = self.header.iter().position(|column| {
                // Excel begins a file so.
                column.trim_start_matches('\u{feff}') == *name
            });
            place.map(Column)
        };
        names.iter().find_map(is)
    }

    /// Does something with every line under the first.
    pub fn each(
        mut self,
        mut visit: impl FnMut(&Row<'_>) -> Result<(), Broken>,
    ) -> Result<(), Broken> {
        let mut record = StringRecord::new();
        let mut count = 0;
        loop {
            match self.reader.read_record(&mut record) {
                Ok(true) => {}
                Ok(false) => return Ok(()),
                Err(error) => return Err(not_text(self.file, &error)),
            }
            count += 1;
            if count > MOST_ROWS {
                return Err(Broken::TooLarge { file: self.file });
            }
            let row = Row {
                table: &self.file,
                header: &self.header,
                line: record.position().map_or(0, csv::Position::line),
                record: &record,
            };
            row.check()?;
            visit(&row)?;
        }
    }
}

impl Row<'_> {
    fn check(&self) -> Result<(), Broken> {
        if self.record.len() != self.header.len() {
            let (is, should) = (self.record.len(), self.header.len());
            return Err(Broken::Line {
                file: self.table.to_owned(),
                line: self.line,
                reason: format!("{is} fields instead of {should}"),
            });
        }
        let long = self
            .record
            .iter()
            .position(|field| field.len() > LONGEST_FIELD);
        long.map_or(Ok(()), |at| {
            Err(self.refuse(Column(at), format!("longer than {LONGEST_FIELD} bytes")))
        })
    }

    /// A field, without spaces around it.
    pub fn get(&self, column: Column) -> &str {
        self.record.get(column.0).unwrap_or_default().trim()
    }

    /// The same of a column that may be missing.
    pub fn get_optional(&self, column: Option<Column>) -> &str {
        column.map_or("", |column| self.get(column))
    }

    /// A field that says something.
    pub fn text(&self, column: Column) -> Result<&str, Broken> {
        match self.get(column) {
            "" => Err(self.refuse(column, "empty".to_owned())),
            text => Ok(text),
        }
    }

    /// A field that is a name: neither empty nor longer than names are.
    pub fn name(&self, column: Column, most_chars: usize) -> Result<&str, Broken> {
        let name = self.text(column)?;
        if name.chars().count() > most_chars {
            return Err(self.refuse(column, format!("longer than {most_chars} characters")));
        }
        Ok(name)
    }

    /// The error for a field.
    pub fn refuse(&self, column: Column, reason: String) -> Broken {
        let name = self.header.get(column.0).unwrap_or_default();
        Broken::Field {
            file: self.table.to_owned(),
            line: self.line,
            column: name.trim_start_matches('\u{feff}').to_owned(),
            reason,
        }
    }
}

fn not_text(file: String, error: &csv::Error) -> Broken {
    let line = error.position().map_or(0, csv::Position::line);
    let reason = match error.kind() {
        csv::ErrorKind::Utf8 { .. } => "not UTF-8".to_owned(),
        _ => error.to_string(),
    };
    Broken::Line { file, line, reason }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(bytes: &[u8], form: Form) -> Result<Table, Broken> {
        Table::new("t.csv".to_owned(), bytes, form)
    }

    fn rows(bytes: &[u8], form: Form) -> Result<Vec<(u64, String)>, String> {
        let table = table(bytes, form).map_err(|error| error.to_string())?;
        let column = table
            .column(&["label", "name"])
            .map_err(|error| error.to_string())?;
        let mut found = Vec::new();
        let read = table.each(|row| {
            found.push((row.line, row.name(column, 20)?.to_owned()));
            Ok(())
        });
        read.map(|()| found).map_err(|error| error.to_string())
    }

    #[test]
    fn columns_are_found_by_name_and_lines_counted_as_editors_do() {
        let csv = "\u{feff}name,more\r\n\"a\nb\",x\r\nc,\"y, \"\"z\"\"\"\r\n";
        assert_eq!(
            rows(csv.as_bytes(), Form::Csv),
            Ok(vec![(2, "a\nb".to_owned()), (4, "c".to_owned())])
        );
        let tabs = "more\tlabel\n5\" pipe\t5\" \"tool\"\n";
        assert_eq!(
            rows(tabs.as_bytes(), Form::Tabs),
            Ok(vec![(2, "5\" \"tool\"".to_owned())])
        );
    }

    #[test]
    fn what_is_wrong_is_named_with_its_place() {
        let said = |bytes: &[u8]| rows(bytes, Form::Csv).unwrap_err();
        assert_eq!(said(b"a,b\n"), "t.csv, line 1: there is no column “label”");
        assert_eq!(
            said(b"name,b\nx,y\nz\n"),
            "t.csv, line 3: 1 fields instead of 2"
        );
        assert_eq!(
            said(b"b,name\nx,y\nx, \n"),
            "t.csv, line 3, column “name”: empty"
        );
        assert_eq!(said(b"name\nx\n\xff\n"), "t.csv, line 3: not UTF-8");
        let long = format!("name\n{}\n", "x".repeat(21));
        assert_eq!(
            said(long.as_bytes()),
            "t.csv, line 2, column “name”: longer than 20 characters"
        );
        let longer = format!("name,b\nx,{}\n", "x".repeat(LONGEST_FIELD + 1));
        assert_eq!(
            said(longer.as_bytes()),
            "t.csv, line 2, column “b”: longer than 65536 bytes"
        );
    }
}
