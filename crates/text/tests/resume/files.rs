//! Résumés made for the tests: nobody's, and small.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A line of text at a place of a page (595 by 842, upwards) in a size.
pub fn at(x: u32, y: u32, size: u32, text: &str) -> String {
    let text = text
        .replace('\\', "\\\\")
        .replace('(', "\\(")
        .replace(')', "\\)");
    let text = text
        .replace('\u{2022}', "\\225")
        .replace('\u{2013}', "\\226");
    format!("BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm ({text}) Tj ET\n")
}

/// Lines below one another; an empty one is room.
pub fn lines(x: u32, top: u32, lines: &[&str]) -> String {
    let mut out = String::new();
    let mut y = top;
    for line in lines {
        if line.is_empty() {
            y -= 10;
        } else {
            out += &at(x, y, 10, line);
            y -= 14;
        }
    }
    out
}

/// A PDF of pages with this content. There are a font, F1, and a picture, I1.
pub fn pdf(pages: &[String]) -> Vec<u8> {
    pdf_with(pages, "")
}

fn pdf_with(pages: &[String], trailer: &str) -> Vec<u8> {
    let kids: Vec<String> = (0..pages.len())
        .map(|page| format!("{} 0 R", 5 + 2 * page))
        .collect();
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        format!("<</Type/Pages/Kids[{}]/Count {}>>", kids.join(" "), pages.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned(),
        "<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>\nstream\n0\nendstream".to_owned(),
    ];
    for (number, content) in pages.iter().enumerate() {
        let own = 6 + 2 * number;
        objects.push(format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>/XObject<</I1 4 0 R>>>>/Contents {own} 0 R>>"
        ));
        objects.push(format!(
            "<</Length {}>>\nstream\n{content}\nendstream",
            content.len()
        ));
    }
    let mut out = "%PDF-1.7\n".to_owned();
    let mut places = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        places.push(out.len());
        write!(out, "{} 0 obj\n{object}\nendobj\n", number + 1).unwrap();
    }
    let start = out.len();
    write!(out, "xref\n0 {}\n0000000000 65535 f \n", places.len() + 1).unwrap();
    for place in &places {
        writeln!(out, "{place:010} 00000 n ").unwrap();
    }
    write!(
        out,
        "trailer\n<</Size {}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n",
        places.len() + 1
    )
    .unwrap();
    out.into_bytes()
}

/// A PDF that asks for a password.
pub fn locked_pdf() -> Vec<u8> {
    let zeros = "00".repeat(32);
    pdf_with(
        &[one_column()],
        &format!(
            "/ID[<00><00>]/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -44/O<{zeros}>/U<{zeros}>>>"
        ),
    )
}

/// One column, with dates on the right.
pub fn one_column() -> String {
    at(50, 790, 20, "Jane Doe")
        + &at(50, 770, 10, "Leeds, jane@example.org")
        + &at(50, 740, 14, "Work experience")
        + &lines(
            50,
            720,
            &[
                "Warehouse operative, Acme Ltd",
                "\u{2022} Drive forklift between the bays",
                "\u{2022} Counted stock every Friday",
                "",
                "Driver, Bright & Sons",
                "\u{2022} Drove a van",
            ],
        )
        + &at(430, 720, 10, "Jan 2019 \u{2013} Mar 2021")
        + &at(430, 668, 10, "2016 \u{2013} 2018")
        + &at(50, 620, 14, "Education")
        + &lines(50, 600, &["BSc Logistics, University of Leeds, 2015"])
        + &at(50, 570, 14, "Skills")
        + &lines(50, 550, &["Python, welding"])
}

/// A column beside another, each with its own headings, and a name above both.
pub fn two_columns() -> String {
    at(200, 800, 20, "Jane Doe the warehouse operative")
        + &lines(
            40,
            750,
            &[
                "SKILLS",
                "Python",
                "Welding",
                "Bricklaying",
                "",
                "LANGUAGES",
                "English",
                "Polish",
            ],
        )
        + &lines(
            220,
            750,
            &[
                "EXPERIENCE",
                "Warehouse operative",
                "Acme Ltd",
                "Jan 2019 \u{2013} Mar 2021",
                "\u{2022} Drive forklift in the yard",
                "",
                "Driver",
                "Bright & Sons",
                "2016 \u{2013} 2018",
                "\u{2022} Drove a van",
            ],
        )
}

/// A picture over the whole page.
pub fn scan() -> String {
    "q 595 0 0 842 0 0 cm /I1 Do Q\n".to_owned()
}

/// Words that nobody sees, in six ways, below what everybody sees.
pub fn hidden() -> String {
    one_column()
        + "1 1 1 rg "
        + &at(50, 400, 10, "whitewords kubernetes")
        + "0 0 0 rg "
        + &at(50, 380, 1, "tinywords kubernetes")
        + &at(50, 2000, 10, "outsidewords kubernetes")
        + "BT 3 Tr /F1 10 Tf 1 0 0 1 50 360 Tm (inklesswords kubernetes) Tj ET 0 Tr\n"
        + &at(50, 340, 10, "coveredwords kubernetes")
        + "0.5 g 40 330 300 20 re f\n"
        + "q 300 300 10 10 re W n "
        + &at(50, 320, 10, "clippedwords kubernetes")
        + "Q\n"
}

/// White words on a dark ground, which everybody sees.
pub fn white_on_dark() -> String {
    format!(
        "0.1 0.1 0.3 rg 0 700 595 142 re f 1 1 1 rg {}0 0 0 rg {}",
        at(50, 760, 20, "Jane Doe"),
        lines(50, 650, &["Skills", "Welding"])
    )
}

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;
const STYLES: &str = r#"<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:style w:styleId="Secret"><w:rPr><w:vanish/></w:rPr></w:style><w:style w:styleId="More"><w:basedOn w:val="Secret"/></w:style></w:styles>"#;

/// A document of Word with this in its body.
pub fn docx(body: &str) -> Vec<u8> {
    let document = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>"#
    );
    archive(&[
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("word/styles.xml", STYLES.as_bytes()),
        ("word/document.xml", document.as_bytes()),
    ])
}

/// An archive of parts.
pub fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A paragraph.
pub fn p(text: &str) -> String {
    format!(
        "<w:p><w:r><w:t>{}</w:t></w:r></w:p>",
        text.replace('&', "&amp;")
    )
}

/// A line of a list.
pub fn item(text: &str) -> String {
    format!(
        r#"<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"#
    )
}

/// A paragraph whose letters look like this.
pub fn looking(look: &str, text: &str) -> String {
    format!("<w:p><w:r><w:rPr>{look}</w:rPr><w:t>{text}</w:t></w:r></w:p>")
}

/// A table of rows of cells, each of paragraphs.
pub fn table(rows: &[&[String]]) -> String {
    let cell = |cell: &String| format!("<w:tc>{cell}</w:tc>");
    let row =
        |row: &&[String]| format!("<w:tr>{}</w:tr>", row.iter().map(cell).collect::<String>());
    format!(
        "<w:tbl>{}</w:tbl>",
        rows.iter().map(row).collect::<String>()
    )
}

/// What [`one_column`] says, as a document of Word.
pub fn word() -> String {
    [
        p("Jane Doe"),
        p(""),
        p("Work experience"),
        p("Warehouse operative, Acme Ltd, Jan 2019 \u{2013} Mar 2021"),
        item("Drive forklift between the bays"),
        item("Counted stock every Friday"),
        p(""),
        p("Driver, Bright & Sons, 2016 \u{2013} 2018"),
        item("Drove a van"),
        p(""),
        p("Education"),
        p("BSc Logistics, University of Leeds, 2015"),
        p(""),
        p("Skills"),
        p("Python, welding"),
    ]
    .concat()
}
