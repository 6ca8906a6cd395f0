//! `kinwork text resume` on files of every kind, in the process that reads them on the site as well.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

#[expect(dead_code, reason = "the tests of the reader use all of it")]
#[path = "../../crates/text/tests/resume/files.rs"]
mod files;

use platform::sandbox::FRUGAL;
use serde_json::Value;
use std::fs;
use std::io::Write as _;
use std::process::{Command, Output, Stdio};

const PROGRAM: &str = env!("CARGO_BIN_EXE_kinwork");

fn read(name: &str, bytes: &[u8]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    Command::new(PROGRAM)
        .args(["text", "resume"])
        .arg(&path)
        .output()
        .unwrap()
}

fn child(bytes: &[u8]) -> Output {
    let mut child = Command::new(PROGRAM)
        .args(["text", "resume-child"])
        .env(FRUGAL.0, FRUGAL.1)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // It may have seen enough before the end.
    let _ = child.stdin.take().unwrap().write_all(bytes);
    child.wait_with_output().unwrap()
}

#[test]
fn a_pdf_and_a_document_of_word_say_the_same() {
    let pdf = files::pdf(&[files::one_column()]);
    let word = files::docx(&files::word());
    let said = [read("cv.pdf", &pdf), read("cv.docx", &word)].map(|output| {
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        serde_json::from_slice::<Value>(&output.stdout).unwrap()
    });
    for resume in &said {
        assert_eq!(resume["jobs"][0]["title"], "Warehouse operative");
        assert_eq!(resume["jobs"][1]["employer"], "Bright & Sons");
        assert_eq!(resume["education"][0]["level"], 6);
    }
    assert_eq!(said[0]["skills"], said[1]["skills"]);
    assert!(
        said[0]["skills"]
            .as_array()
            .unwrap()
            .iter()
            .any(|skill| skill["months"] == 27),
        "{}",
        said[0]["skills"]
    );
    assert_eq!(read("cv.pdf", &pdf).stdout, read("cv.pdf", &pdf).stdout);
}

#[test]
fn what_cannot_be_read_is_said_in_a_sentence() {
    let bomb = files::archive(&[("word/document.xml", &vec![b' '; 30 << 20])]);
    for (name, bytes, words) in [
        ("empty.pdf", Vec::new(), "empty"),
        ("scan.pdf", files::pdf(&[files::scan()]), "scanned"),
        ("locked.pdf", files::locked_pdf(), "password"),
        ("bomb.docx", bomb, "unpacks to more"),
        (
            "other.docx",
            b"neither".to_vec(),
            "neither a PDF nor a Word document",
        ),
    ] {
        let output = read(name, &bytes);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(
            (output.status.code(), said.contains(words)),
            (Some(65), true),
            "{said}"
        );
    }
}

#[test]
fn hostile_files_end_the_child_at_worst() {
    let deep =
        |open: &str, close: &str| format!("{}{}", open.repeat(200_000), close.repeat(200_000));
    let nested = files::pdf(&[deep("q ", "Q ")]);
    let arrays = files::pdf(&[deep("[", "]")]);
    let directories = format!(
        "%PDF-1.7\n1 0 obj{}endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n",
        deep("<</A", ">>")
    );
    let itself = "%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9999999>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n";
    let many = files::pdf(&[files::lines(50, 800, &["a"; 40]).repeat(4_000)]);
    for (name, bytes) in [
        ("nested states", nested),
        ("nested arrays", arrays),
        ("nested directories", directories.into_bytes()),
        ("a tree that holds itself", itself.as_bytes().to_vec()),
        ("more letters than any page", many),
        (
            "a header and noise",
            [b"%PDF-1.7\n".as_slice(), &[0x5a; 1 << 20]].concat(),
        ),
    ] {
        let output = read("cv.pdf", &bytes);
        assert!(
            matches!(output.status.code(), Some(0 | 65)),
            "{name}: {:?}",
            output.status
        );
    }
}

#[test]
fn the_child_answers_whatever_it_is_given() {
    let output = child(b"neither");
    assert_eq!(
        (output.status.code(), output.stdout),
        (Some(0), br#"{"Err":"unknown"}"#.to_vec())
    );
    let output = child(&vec![b' '; 11 << 20]);
    assert_eq!(
        (output.status.code(), output.stdout),
        (Some(0), br#"{"Err":"too_large"}"#.to_vec())
    );
}
