//! Good files are taken; hostile ones are refused, each for its reason.

use super::inspect;
use super::samples::*;
use crate::files::{Kind, MAX_BYTES, Purpose, Refusal};
use image::{GenericImageView, ImageFormat};
use proptest::prelude::*;

const PICTURE: Purpose = Purpose::Avatar;
const DOCUMENT: Purpose = Purpose::Document;

/// Refused, and why.
#[track_caller]
fn refuses(purpose: Purpose, name: &str, bytes: Vec<u8>, reason: Refusal) {
    assert_eq!(
        inspect(purpose, name, bytes).map(|taken| taken.kind),
        Err(reason),
        "{name}"
    );
}

#[test]
fn good_files_are_taken() {
    for (purpose, name, bytes, kind) in [
        (
            PICTURE,
            "a.png",
            encoded(ImageFormat::Png, 64, 48),
            Kind::Jpeg,
        ),
        (PICTURE, "a.PNG", see_through(), Kind::Png),
        (
            Purpose::Logo,
            "a.jpeg",
            encoded(ImageFormat::Jpeg, 64, 48),
            Kind::Jpeg,
        ),
        (
            PICTURE,
            "a.webp",
            encoded(ImageFormat::WebP, 64, 48),
            Kind::Jpeg,
        ),
        (DOCUMENT, "cv.pdf", pdf(0), Kind::Pdf),
        (DOCUMENT, "cv.docx", docx(), Kind::Docx),
        (
            DOCUMENT,
            "cv.docx",
            docx_with(&[("word/big.xml", &packs_well(5_000_000))]),
            Kind::Docx,
        ),
        (
            Purpose::Export,
            "all.zip",
            archive(&[("me/profile.json", b"{}"), ("me/", b"")]),
            Kind::Zip,
        ),
    ] {
        let taken = inspect(purpose, name, bytes).unwrap();
        assert_eq!(taken.kind, kind, "{name}");
        assert!(taken.name.ends_with(kind.extensions()[0]));
    }
}

#[test]
fn a_document_is_kept_as_it_is_and_may_be_as_long_as_any() {
    let bytes = pdf(MAX_BYTES);
    let taken = inspect(DOCUMENT, "cv.pdf", bytes.clone()).unwrap();
    assert!(taken.bytes == bytes);
}

#[test]
fn an_ending_that_was_not_asked_for() {
    refuses(
        DOCUMENT,
        "cv.exe",
        b"MZ\x90\x00".to_vec(),
        Refusal::Unwanted(DOCUMENT),
    );
    refuses(DOCUMENT, "cv", pdf(0), Refusal::Unwanted(DOCUMENT));
    refuses(DOCUMENT, "cv.pdf.html", pdf(0), Refusal::Unwanted(DOCUMENT));
    refuses(
        DOCUMENT,
        "a.png",
        encoded(ImageFormat::Png, 8, 8),
        Refusal::Unwanted(DOCUMENT),
    );
    refuses(
        PICTURE,
        "a.svg",
        b"<svg/>".to_vec(),
        Refusal::Unwanted(PICTURE),
    );
    refuses(PICTURE, "a.pdf", pdf(0), Refusal::Unwanted(PICTURE));
    refuses(DOCUMENT, "cv.docm", docx(), Refusal::Unwanted(DOCUMENT));
}

#[test]
fn nothing_at_all() {
    refuses(DOCUMENT, "cv.pdf", Vec::new(), Refusal::Empty);
    refuses(PICTURE, "a.png", Vec::new(), Refusal::Empty);
    refuses(
        DOCUMENT,
        "cv.pdf",
        b"%".to_vec(),
        Refusal::Mismatch(Kind::Pdf),
    );
}

#[test]
fn something_else_under_a_wanted_name() {
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>".to_vec();
    let html = b"<!DOCTYPE html><script>alert(1)</script>".to_vec();
    refuses(PICTURE, "svg.png", svg, Refusal::Mismatch(Kind::Png));
    refuses(
        PICTURE,
        "html.png",
        html.clone(),
        Refusal::Mismatch(Kind::Png),
    );
    refuses(DOCUMENT, "html.pdf", html, Refusal::Mismatch(Kind::Pdf));
    refuses(
        DOCUMENT,
        "exe.pdf",
        b"MZ\x90\x00\x03".to_vec(),
        Refusal::Mismatch(Kind::Pdf),
    );
    refuses(
        PICTURE,
        "gif.png",
        b"GIF89a\x01\x00\x01\x00;".to_vec(),
        Refusal::Mismatch(Kind::Png),
    );
    refuses(
        PICTURE,
        "png.jpg",
        encoded(ImageFormat::Png, 8, 8),
        Refusal::Mismatch(Kind::Jpeg),
    );
    refuses(PICTURE, "pdf.png", pdf(0), Refusal::Mismatch(Kind::Png));
    let ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old Word".to_vec();
    refuses(DOCUMENT, "doc.docx", ole, Refusal::Mismatch(Kind::Docx));
    refuses(DOCUMENT, "pdf.docx", pdf(0), Refusal::Mismatch(Kind::Docx));
    let jar = archive(&[("META-INF/MANIFEST.MF", b"Main-Class: Evil")]);
    refuses(DOCUMENT, "jar.docx", jar, Refusal::Mismatch(Kind::Docx));
    let types = TYPES.replace("wordprocessingml.document", "spreadsheetml.sheet");
    let sheet = archive(&[
        ("[Content_Types].xml", types.as_bytes()),
        ("xl/workbook.xml", b"<a/>"),
    ]);
    refuses(DOCUMENT, "xlsx.docx", sheet, Refusal::Mismatch(Kind::Docx));
}

#[test]
fn what_breaks_off() {
    for (format, name, kind) in [
        (ImageFormat::Png, "a.png", Kind::Png),
        (ImageFormat::WebP, "a.webp", Kind::Webp),
    ] {
        let mut bytes = encoded(format, 64, 64);
        bytes.truncate(bytes.len() / 2);
        refuses(PICTURE, name, bytes, Refusal::Damaged(kind));
    }
    let mut bytes = encoded(ImageFormat::Jpeg, 64, 64);
    bytes.truncate(100);
    refuses(PICTURE, "a.jpg", bytes, Refusal::Damaged(Kind::Jpeg));
    let mut bytes = pdf(5_000);
    bytes.truncate(4_000);
    refuses(DOCUMENT, "cv.pdf", bytes, Refusal::Damaged(Kind::Pdf));
    let mut bytes = docx();
    bytes.truncate(bytes.len() - 10);
    refuses(DOCUMENT, "cv.docx", bytes, Refusal::Damaged(Kind::Docx));
}

#[test]
fn pictures_too_large_to_open() {
    refuses(
        PICTURE,
        "declared.png",
        png_of(50_000, 50_000),
        Refusal::Pixels,
    );
    refuses(
        PICTURE,
        "overflow.png",
        png_of(0x7fff_ffff, 0x7fff_ffff),
        Refusal::Pixels,
    );
    refuses(PICTURE, "long.png", png_of(20_000, 100), Refusal::Pixels);
    refuses(
        PICTURE,
        "one_more.png",
        png_of(5_000, 5_001),
        Refusal::Pixels,
    );
    refuses(
        PICTURE,
        "declared.jpg",
        jpeg_of(65_000, 65_000),
        Refusal::Pixels,
    );
    refuses(
        PICTURE,
        "declared.webp",
        webp_of_largest_size(),
        Refusal::Pixels,
    );
}

#[test]
fn pdf_that_is_not_quite_one() {
    let odd = |head: &[u8]| [head, &pdf(0)[8..]].concat();
    refuses(
        DOCUMENT,
        "odd.pdf",
        odd(b"%PDF-9.9"),
        Refusal::Damaged(Kind::Pdf),
    );
    refuses(
        DOCUMENT,
        "late.pdf",
        odd(b"junk\n%PDF-1.7"),
        Refusal::Mismatch(Kind::Pdf),
    );
    let hidden = [pdf(0), docx()].concat();
    refuses(DOCUMENT, "polyglot.pdf", hidden, Refusal::TwoKinds);
    // The end of the PDF stands in the comment of the archive.
    let mut bytes = [pdf(0), docx()].concat();
    let comment = pdf(0);
    let at = bytes.len() - 2;
    bytes[at..].copy_from_slice(&(comment.len() as u16).to_le_bytes());
    bytes.extend_from_slice(&comment);
    refuses(DOCUMENT, "comment.pdf", bytes, Refusal::TwoKinds);
}

#[test]
fn archives_that_unpack_to_too_much() {
    let zeros = vec![0u8; 8 << 20];
    let bomb = docx_with(&[("word/media/a.bin", &zeros)]);
    assert!(bomb.len() < 100_000);
    refuses(DOCUMENT, "bomb.docx", bomb, Refusal::Ratio);
    let tight = packs_well(26 << 20);
    let large = docx_with(&[("word/a.bin", &tight), ("word/b.bin", &tight)]);
    assert!(large.len() < MAX_BYTES);
    refuses(DOCUMENT, "large.docx", large, Refusal::Inflated);
    let names: Vec<String> = (0..2_001)
        .map(|number| format!("word/{number}.xml"))
        .collect();
    let parts: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    refuses(DOCUMENT, "parts.docx", archive(&parts), Refusal::Parts);
    refuses(
        Purpose::Export,
        "bomb.zip",
        archive(&[("a", &zeros)]),
        Refusal::Ratio,
    );
}

#[test]
fn archives_that_lie_about_themselves() {
    // Two entries that share their bytes.
    let part = packs_well(1 << 20);
    let mut shared = stored(&[("part/a.bin", &part), ("part/b.bin", b"")]);
    let [first, second] = entries(&shared)[..] else {
        panic!("two entries")
    };
    // Sum, sizes and place, all but the name.
    let fields = shared[first + 16..first + 28].to_vec();
    shared[second + 16..second + 28].copy_from_slice(&fields);
    let place = shared[first + 42..first + 46].to_vec();
    shared[second + 42..second + 46].copy_from_slice(&place);
    refuses(Purpose::Export, "shared.zip", shared, Refusal::Ratio);

    let mut announced = docx();
    let first = entries(&announced)[0];
    announced[first + 24..first + 28].copy_from_slice(&0xffff_fff0_u32.to_le_bytes());
    refuses(
        DOCUMENT,
        "announced.docx",
        announced,
        Refusal::Damaged(Kind::Docx),
    );

    let changed = patch(stored(&DOCX), b"<w:p/>", b"<w:q/>");
    refuses(DOCUMENT, "crc.docx", changed, Refusal::Damaged(Kind::Docx));

    let mut counted = docx();
    let end = counted.len() - 22;
    counted[end + 8..end + 12].copy_from_slice(&[0xfe, 0xff, 0xfe, 0xff]);
    refuses(
        DOCUMENT,
        "count.docx",
        counted,
        Refusal::Damaged(Kind::Docx),
    );

    let trailing = [docx(), b"<script>alert(1)</script>".to_vec()].concat();
    refuses(
        DOCUMENT,
        "trailing.docx",
        trailing,
        Refusal::Damaged(Kind::Docx),
    );
    let leading = [b"#!/bin/sh\n".to_vec(), docx()].concat();
    refuses(
        DOCUMENT,
        "leading.docx",
        leading,
        Refusal::Mismatch(Kind::Docx),
    );
    let between = {
        let bytes = docx();
        let first = entries(&bytes)[0];
        [&bytes[..first], b"hidden", &bytes[first..]].concat()
    };
    refuses(
        DOCUMENT,
        "between.docx",
        between,
        Refusal::Damaged(Kind::Docx),
    );
    let both = stored(&[&[("%PDF-1.7", &b"x"[..])], &DOCX[..]].concat());
    refuses(DOCUMENT, "both.docx", both, Refusal::TwoKinds);
}

#[test]
fn parts_with_names_that_lead_elsewhere() {
    let placeholder = "word/xxxxxxx";
    for name in [
        "../../evil.x",
        "/etc/passwd1",
        "..\\..\\evil12",
        "C:\\evil1.exe",
        "word/../evil",
        "word//evil12",
        "word/\nevil12",
    ] {
        let bytes = docx_with(&[(placeholder, b"x")]);
        let bytes = patch(bytes, placeholder.as_bytes(), name.as_bytes());
        refuses(DOCUMENT, "slip.docx", bytes, Refusal::Names);
    }
    let twice = docx_with(&[("word/1.xml", b"<a/>"), ("word/2.xml", b"<a/>")]);
    refuses(
        DOCUMENT,
        "twice.docx",
        patch(twice, b"word/2.xml", b"word/1.xml"),
        Refusal::Names,
    );
    let mut link = docx_with(&[("word/link", b"/etc/passwd")]);
    let last = entries(&link)[2];
    // Made on Unix, and a symbolic link there.
    link[last + 5] = 3;
    link[last + 38..last + 42].copy_from_slice(&(0o120_777_u32 << 16).to_le_bytes());
    refuses(DOCUMENT, "link.docx", link, Refusal::Names);
}

#[test]
fn documents_with_something_that_acts() {
    refuses(
        DOCUMENT,
        "vba.docx",
        docx_with(&[("word/vbaProject.bin", b"x")]),
        Refusal::Macros,
    );
    refuses(
        DOCUMENT,
        "activex.docx",
        docx_with(&[("word/activeX/activeX1.xml", b"<a/>")]),
        Refusal::Macros,
    );
    let types = TYPES.replace("document.main+xml\"/>", "document.main+xml\"/><Default ContentType=\"application/vnd.ms-word.document.macroEnabled.main+xml\"/>");
    let docm = archive(&[
        ("[Content_Types].xml", types.as_bytes()),
        ("word/document.xml", b"<a/>"),
    ]);
    refuses(DOCUMENT, "docm.docx", docm, Refusal::Macros);
    let laughs = b"<?xml version=\"1.0\"?><!DOCTYPE lolz [<!ENTITY lol \"lol\">]><a>&lol;</a>";
    refuses(
        DOCUMENT,
        "dtd.docx",
        docx_with(&[("word/styles.xml", laughs)]),
        Refusal::Entities,
    );
    // Across two pieces of what is read.
    let across = [&vec![b' '; 16 * 1024 - 4][..], b"<!DOCTYPE a>"].concat();
    refuses(
        DOCUMENT,
        "across.docx",
        docx_with(&[("word/styles.xml", &across)]),
        Refusal::Entities,
    );
    let utf16: Vec<u8> = "\u{feff}<!DOCTYPE a>"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    refuses(
        DOCUMENT,
        "utf16.docx",
        docx_with(&[("word/styles.xml", &utf16)]),
        Refusal::Damaged(Kind::Docx),
    );
    let mut locked = docx();
    for entry in entries(&locked) {
        locked[entry + 8] |= 1;
    }
    refuses(DOCUMENT, "locked.docx", locked, Refusal::Locked);
}

#[test]
fn nothing_but_the_picture_is_kept() {
    let secret = b"<script>alert(1)</script>";
    let jpeg = [
        jpeg_with_exif(1),
        archive(&[("evil.class", secret)]),
        secret.to_vec(),
    ]
    .concat();
    let png = [see_through(), secret.to_vec()].concat();
    for (name, bytes) in [("a.jpg", jpeg), ("a.png", png)] {
        let kept = inspect(PICTURE, name, bytes).unwrap().bytes;
        for hidden in [&b"GPS"[..], b"Exif", b"PK\x03\x04", b"script"] {
            assert!(memchr::memmem::find(&kept, hidden).is_none(), "{name}");
        }
        assert!(image::load_from_memory(&kept).is_ok());
    }
}

#[test]
fn a_picture_is_turned_as_it_was_held_and_made_small() {
    let upright = inspect(PICTURE, "a.jpg", jpeg_with_exif(6)).unwrap();
    assert_eq!(
        image::load_from_memory(&upright.bytes)
            .unwrap()
            .dimensions(),
        (20, 40)
    );
    let large = inspect(PICTURE, "a.png", encoded(ImageFormat::Png, 3000, 1500)).unwrap();
    assert_eq!(
        image::load_from_memory(&large.bytes).unwrap().dimensions(),
        (1024, 512)
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Whatever was done to a file on the way, it is taken or refused; nothing else happens.
    #[test]
    fn a_changed_file_does_no_harm(
        which in 0usize..5,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20),
        keep in any::<prop::sample::Index>(),
        cut: bool,
    ) {
        let (purpose, name, mut bytes) = match which {
            0 => (PICTURE, "a.png", encoded(ImageFormat::Png, 32, 32)),
            1 => (PICTURE, "a.jpg", jpeg_with_exif(3)),
            2 => (PICTURE, "a.webp", encoded(ImageFormat::WebP, 32, 32)),
            3 => (DOCUMENT, "a.docx", docx()),
            _ => (DOCUMENT, "a.pdf", pdf(200)),
        };
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        if cut {
            bytes.truncate(keep.index(bytes.len()));
        }
        let _ = inspect(purpose, name, bytes);
    }
}
