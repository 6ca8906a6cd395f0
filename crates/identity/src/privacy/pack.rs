//! The archive with everything about a person: a page to read, the data as JSON, the files themselves.

use kernel::Result;
use platform::db::internal;
use platform::subjects::{Export, Subject};
use serde_json::Value;
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// An archive that is being written.
pub struct Pack {
    zip: ZipWriter<Cursor<Vec<u8>>>,
    /// The body of the page, so far.
    page: String,
    missing: String,
}

impl Pack {
    /// An empty one.
    pub fn new() -> Self {
        Self {
            zip: ZipWriter::new(Cursor::new(Vec::new())),
            page: String::new(),
            missing: String::new(),
        }
    }

    /// Adds what a table holds.
    ///
    /// # Errors
    /// `Internal`.
    pub fn table(&mut self, subject: &Subject, rows: &[Value]) -> Result<()> {
        if let Export::No(why) = subject.export {
            let _ = write!(
                self.missing,
                "<li>{}.{}: {}</li>",
                subject.table,
                subject.column,
                escape(why)
            );
            return Ok(());
        }
        let path = format!("data/{}.{}.json", subject.table, subject.column);
        let json = serde_json::to_vec_pretty(rows).map_err(internal)?;
        self.add(&path, CompressionMethod::Deflated, &json)?;
        let _ = write!(
            self.page,
            "<section><h2>{}</h2><p><a href=\"{path}\">{path}</a>, {} in all</p>",
            escape(subject.title),
            rows.len()
        );
        for row in rows {
            self.row(row);
        }
        self.page.push_str("</section>\n");
        Ok(())
    }

    fn row(&mut self, row: &Value) {
        self.page.push_str("<table>");
        for (name, value) in row.as_object().into_iter().flatten() {
            let text = match value {
                Value::Null => continue,
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            let _ = write!(
                self.page,
                "<tr><th>{}</th><td>{}</td></tr>",
                escape(name),
                escape(&text)
            );
        }
        self.page.push_str("</table>\n");
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
        self.add(&path, CompressionMethod::Stored, bytes)?;
        let _ = writeln!(
            self.page,
            "<section><h2>File</h2><p>{}</p></section>",
            escape(&path)
        );
        Ok(())
    }

    /// Writes the page and closes the archive.
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
        self.add("index.html", CompressionMethod::Deflated, page.as_bytes())?;
        self.add(
            "style.css",
            CompressionMethod::Deflated,
            include_bytes!("pack.css"),
        )?;
        let written = self.zip.finish().map_err(internal)?;
        Ok(written.into_inner())
    }

    fn add(&mut self, path: &str, how: CompressionMethod, bytes: &[u8]) -> Result<()> {
        let options = SimpleFileOptions::default().compression_method(how);
        self.zip.start_file(path, options).map_err(internal)?;
        self.zip.write_all(bytes).map_err(internal)
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
