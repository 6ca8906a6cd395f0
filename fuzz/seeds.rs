//! Writes the seeds of résumés anew: `cargo run --features seeds --bin seeds`, in this folder.

#[expect(dead_code, reason = "the tests of the reader use all of it")]
#[path = "../crates/text/tests/resume/files.rs"]
mod files;

use std::fs;
use std::path::Path;

fn main() {
    let shaded = files::looking(
        r#"<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="102040"/>"#,
        "Jane Doe",
    );
    let table = files::table(&[&[files::p("2019 – 2021"), files::p("Driver, Acme Ltd")]]);
    let seeds: [(&str, Vec<u8>); 9] = [
        ("docx/plain.docx", files::docx(&files::word())),
        ("docx/table.docx", files::docx(&table)),
        (
            "docx/document.xml",
            format!(
                "<w:document><w:body>{}{shaded}{table}</w:body></w:document>",
                files::word()
            )
            .into_bytes(),
        ),
        ("pdf/one_column.pdf", files::pdf(&[files::one_column()])),
        ("pdf/two_columns.pdf", files::pdf(&[files::two_columns()])),
        ("pdf/locked.pdf", files::locked_pdf()),
        ("pdf/hidden.txt", files::hidden().into_bytes()),
        ("pdf/white_on_dark.txt", files::white_on_dark().into_bytes()),
        ("pdf/scan.txt", files::scan().into_bytes()),
    ];
    for (name, bytes) in seeds {
        let path = Path::new("seeds").join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder for the seeds");
        fs::write(&path, bytes).expect("a seed is written");
    }
}
