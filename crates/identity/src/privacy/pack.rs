//! The archive with everything about a person: a page to read, the data as JSON, the files themselves. It is handed on while
//! it is made: whoever packs takes with [`Pack::take`] what is ready, and no more than that is held.

use kernel::Result;
use platform::db::internal;
use platform::subjects::Subject;
use serde_json::Value;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, ZipWriter};

/// So many rows of a table stand on the page; all of them are in its file.
const SHOWN_ROWS: usize = 100;
/// So long the page may become: it comes last, so it is held until then.
const PAGE_BYTES: usize = 4 * 1024 * 1024;
/// As soon as so much is ready, it is worth taking.
const WORTH_BYTES: usize = 256 * 1024;

/// An archive that is being written.
pub struct Pack {
    zip: ZipWriter<StreamWriter<Ready>>,
    ready: Ready,
    /// The body of the page, so far.
    page: String,
    missing: String,
}

/// A table of which rows are being added.
pub struct Table {
    path: String,
    title: &'static str,
    rows: usize,
    /// Its rows on the page.
    shown: String,
}

/// What was written and not taken yet.
#[derive(Clone, Default)]
struct Ready(Arc<Mutex<Vec<u8>>>);

impl Ready {
    fn with<T>(&self, work: impl FnOnce(&mut Vec<u8>) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Ready {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.with(|held| held.extend_from_slice(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Pack {
    /// An empty one.
    pub fn new() -> Self {
        let ready = Ready::default();
        Self {
            zip: ZipWriter::new_stream(ready.clone()),
            ready,
            page: String::new(),
            missing: String::new(),
        }
    }

    /// What is ready, if it is worth it.
    pub fn take(&self) -> Option<Vec<u8>> {
        self.ready
            .with(|held| (held.len() >= WORTH_BYTES).then(|| std::mem::take(held)))
    }

    /// Says that a table is left out, and why.
    pub fn leave_out(&mut self, subject: &Subject, why: &str) {
        let _ = write!(
            self.missing,
            "<li>{}.{}: {}</li>",
            subject.table,
            subject.column,
            escape(why)
        );
    }

    /// Begins with what a table holds; rows follow, and [`Pack::end_table`].
    ///
    /// # Errors
    /// `Internal`.
    pub fn begin_table(&mut self, subject: &Subject) -> Result<Table> {
        let path = format!("data/{}.{}.json", subject.table, subject.column);
        self.begin(&path, CompressionMethod::Deflated)?;
        self.write(b"[")?;
        Ok(Table {
            path,
            title: subject.title,
            rows: 0,
            shown: String::new(),
        })
    }

    /// Adds a row.
    ///
    /// # Errors
    /// `Internal`.
    pub fn row(&mut self, table: &mut Table, row: &Value) -> Result<()> {
        let comma: &[u8] = if table.rows == 0 { b"\n" } else { b",\n" };
        self.write(comma)?;
        serde_json::to_writer_pretty(&mut self.zip, row).map_err(internal)?;
        table.rows += 1;
        if table.rows <= SHOWN_ROWS && self.page.len() + table.shown.len() < PAGE_BYTES {
            show(&mut table.shown, row);
        }
        Ok(())
    }

    /// Ends a table.
    ///
    /// # Errors
    /// `Internal`.
    pub fn end_table(&mut self, table: Table) -> Result<()> {
        self.write(b"\n]\n")?;
        let Table {
            path,
            title,
            rows,
            shown,
        } = table;
        let _ = write!(
            self.page,
            "<section><h2>{}</h2><p><a href=\"{path}\">{path}</a>, {rows} in all</p>{shown}",
            escape(title),
        );
        if rows > SHOWN_ROWS {
            let _ = write!(self.page, "<p>The rest is in {path}.</p>");
        }
        self.page.push_str("</section>\n");
        Ok(())
    }

    /// Adds a file; it is compressed already.
    ///
    /// # Errors
    /// `Internal`.
    pub fn file(&mut self, id: &str, name: &str, bytes: &[u8]) -> Result<()> {
        let name: String = name
            .chars()
            .map(|c| {
                if c.is_control() || "/\\:".contains(c) {
                    '_'
                } else {
                    c
                }
            })
            .collect();
        let path = format!("files/{id}-{name}");
        self.begin(&path, CompressionMethod::Stored)?;
        self.write(bytes)?;
        let _ = writeln!(
            self.page,
            "<section><h2>File</h2><p>{}</p></section>",
            escape(&path)
        );
        Ok(())
    }

    /// Writes the page and closes the archive; what was not taken yet is what is left to hand on.
    ///
    /// # Errors
    /// `Internal`.
    pub fn finish(mut self, name: &str, now: OffsetDateTime) -> Result<Vec<u8>> {
        let page = format!(
            "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Data of {name}</title>\
             <link rel=\"stylesheet\" href=\"style.css\"></head>\n\
             <body><h1>Data of {name}</h1><p>What Kinwork held about you on {}. Each table is also a file of JSON. Hashes of passwords and tokens, \
             and keys of encrypted values, are left out: they would help nobody but a thief.</p>\n{}<h2>Left out</h2><ul>{}</ul></body></html>\n",
            now.format(&Rfc3339).map_err(internal)?,
            self.page,
            self.missing,
            name = escape(name),
        );
        self.begin("index.html", CompressionMethod::Deflated)?;
        self.write(page.as_bytes())?;
        self.begin("style.css", CompressionMethod::Deflated)?;
        self.write(include_bytes!("pack.css"))?;
        self.zip.finish().map_err(internal)?;
        Ok(self.ready.with(std::mem::take))
    }

    fn begin(&mut self, path: &str, how: CompressionMethod) -> Result<()> {
        let options = SimpleFileOptions::default().compression_method(how);
        self.zip.start_file(path, options).map_err(internal)
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.zip.write_all(bytes).map_err(internal)
    }
}

fn show(page: &mut String, row: &Value) {
    page.push_str("<table>");
    for (name, value) in row.as_object().into_iter().flatten() {
        let text = match value {
            Value::Null => continue,
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let _ = write!(
            page,
            "<tr><th>{}</th><td>{}</td></tr>",
            escape(name),
            escape(&text)
        );
    }
    page.push_str("</table>\n");
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use platform::subjects::{Erase, Export};
    use serde_json::json;
    use std::io::{Cursor, Read as _};
    use time::macros::datetime;
    use zip::ZipArchive;

    const SUBJECT: Subject = Subject {
        table: "line",
        column: "person_id",
        title: "Lines <of> you",
        export: Export::Rows,
        erase: Erase::Delete,
    };

    fn text(archive: &mut ZipArchive<Cursor<Vec<u8>>>, name: &str) -> String {
        let mut text = String::new();
        let mut part = archive.by_name(name).unwrap();
        part.read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn much_is_packed_with_little_held() {
        let mut pack = Pack::new();
        let (mut archive, mut most) = (Vec::new(), 0);
        let mut table = pack.begin_table(&SUBJECT).unwrap();
        for n in 0..60_000_u64 {
            // What does not get smaller by packing.
            let noise = format!(
                "{:x}",
                u128::from(n).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_0c2b)
            );
            let row = json!({ "n": n, "noise": noise.repeat(2) });
            pack.row(&mut table, &row).unwrap();
            if let Some(ready) = pack.take() {
                most = most.max(ready.len());
                archive.extend(ready);
            }
        }
        pack.end_table(table).unwrap();
        let file = vec![7; 3 * WORTH_BYTES];
        pack.file("1", "a/b.bin", &file).unwrap();
        archive.extend(pack.finish("Ama", datetime!(2026-06-01 12:00 UTC)).unwrap());
        assert!(archive.len() > 4 * most, "{} {most}", archive.len());
        assert!(most < 2 * WORTH_BYTES, "{most}");

        let mut archive = ZipArchive::new(Cursor::new(archive)).unwrap();
        let rows: Vec<Value> =
            serde_json::from_str(&text(&mut archive, "data/line.person_id.json")).unwrap();
        assert_eq!(rows.len(), 60_000);
        assert_eq!(rows[59_999]["n"], 59_999);
        let page = text(&mut archive, "index.html");
        assert!(page.contains("Lines &lt;of&gt; you") && page.contains("60000 in all"));
        assert!(page.contains("The rest is in data/line.person_id.json"));
        assert_eq!(page.matches("<table>").count(), SHOWN_ROWS);
        let mut bytes = Vec::new();
        let mut part = archive.by_name("files/1-a_b.bin").unwrap();
        part.read_to_end(&mut bytes).unwrap();
        assert_eq!(bytes, file);
    }

    #[test]
    fn a_table_without_rows_is_an_empty_list() {
        let mut pack = Pack::new();
        let table = pack.begin_table(&SUBJECT).unwrap();
        pack.end_table(table).unwrap();
        let archive = pack.finish("Ama", datetime!(2026-06-01 12:00 UTC)).unwrap();
        let mut archive = ZipArchive::new(Cursor::new(archive)).unwrap();
        let rows = text(&mut archive, "data/line.person_id.json");
        assert_eq!(serde_json::from_str::<Vec<Value>>(&rows).unwrap().len(), 0);
    }
}
