//! A PDF: what it is, its pages as they are drawn, and the order of the words on them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use text::resume::Paper;

fuzz_target!(|bytes: &[u8]| {
    // What is drawn is what matters: a fuzzer that has to find out how PDFs are packed never gets there.
    let drawn = page(bytes);
    for file in [bytes, drawn.as_slice()] {
        if let Ok(paper) = Paper::of_file(file) {
            assert!(!paper.lines.is_empty());
        }
    }
});

/// A PDF of one page with this content. Its directory is found without a table.
fn page(content: &[u8]) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[4 0 R]/Count 1>>endobj\n3 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n4 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents 5 0 R>>endobj\n".to_vec();
    file.extend(format!("5 0 obj<</Length {}>>stream\n", content.len()).bytes());
    file.extend(content);
    file.extend(b"\nendstream endobj\ntrailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n");
    file
}
