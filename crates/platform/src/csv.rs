//! Files for spreadsheets. Text that a spreadsheet would take for a formula is made plain.

/// The beginning of a file: its head, in UTF-8 with a byte order mark, or spreadsheets misread names.
pub fn begin<T: Into<String>>(head: impl IntoIterator<Item = T>) -> String {
    let mut out = String::from("\u{feff}");
    line(&mut out, head.into_iter().map(Into::into));
    out
}

/// One more line.
pub fn line(out: &mut String, fields: impl IntoIterator<Item = String>) {
    for (i, text) in fields.into_iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        out.push_str(&field(&text));
    }
    out.push_str("\r\n");
}

/// One field. A leading sign that spreadsheets take for a formula gets an apostrophe before it.
fn field(text: &str) -> String {
    let risky =
        text.trim_start().starts_with(['=', '+', '-', '@']) || text.starts_with(['\t', '\r', '\n']);
    let plain = if risky && text.parse::<f64>().is_err() {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if plain.contains([',', '"', '\n', '\r', '\'']) {
        format!("\"{}\"", plain.replace('"', "\"\""))
    } else {
        plain
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_be_a_formula() {
        assert_eq!(
            field("=HYPERLINK(\"http://evil\",\"x\")"),
            "\"'=HYPERLINK(\"\"http://evil\"\",\"\"x\"\")\""
        );
        assert_eq!(field("@SUM(A1)"), "\"'@SUM(A1)\"");
        assert_eq!(field(" +1"), "\"' +1\"");
        assert_eq!(field("-0.5"), "-0.5");
        assert_eq!(field("Zoë, \"Z\""), "\"Zoë, \"\"Z\"\"\"");
        assert_eq!(field("Tom"), "Tom");
    }

    #[test]
    fn a_file_begins_with_its_head() {
        assert_eq!(begin(["A", "B"]), "\u{feff}A,B\r\n");
    }
}
