//! Files to try the inspection on: good ones, and how to make bad ones of them.

use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

pub const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;
pub const TEXT: &str = r#"<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p/></w:body></w:document>"#;

/// What every document of Word has.
pub const DOCX: [(&str, &[u8]); 2] = [
    ("[Content_Types].xml", TYPES.as_bytes()),
    ("word/document.xml", TEXT.as_bytes()),
];

pub fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    pack(parts, CompressionMethod::Deflated)
}

/// Without compression: what is inside can be seen and changed.
pub fn stored(parts: &[(&str, &[u8])]) -> Vec<u8> {
    pack(parts, CompressionMethod::Stored)
}

fn pack(parts: &[(&str, &[u8])], method: CompressionMethod) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        let level = (method == CompressionMethod::Deflated).then_some(1);
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .compression_level(level);
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

pub fn docx() -> Vec<u8> {
    archive(&DOCX)
}

/// A document of Word with more in it.
pub fn docx_with(more: &[(&str, &[u8])]) -> Vec<u8> {
    archive(&[&DOCX, more].concat())
}

/// Every `from` replaced by as many bytes.
pub fn patch(mut bytes: Vec<u8>, from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let mut at = 0;
    let mut found = false;
    while let Some(next) = memchr::memmem::find(&bytes[at..], from) {
        bytes[at + next..at + next + to.len()].copy_from_slice(to);
        at += next + to.len();
        found = true;
    }
    assert!(found, "there is nothing to patch");
    bytes
}

/// The entries of the directory at the end: where each begins.
pub fn entries(bytes: &[u8]) -> Vec<usize> {
    memchr::memmem::find_iter(bytes, b"PK\x01\x02").collect()
}

/// A small PDF, padded to a length.
pub fn pdf(length: usize) -> Vec<u8> {
    let end = b"\nstartxref\n9\n%%EOF\n";
    let mut bytes = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n".to_vec();
    bytes.resize(length.max(bytes.len() + end.len()) - end.len(), b' ');
    bytes.extend_from_slice(end);
    bytes
}

pub fn encoded(format: ImageFormat, width: u32, height: u32) -> Vec<u8> {
    let picture = RgbImage::from_fn(width, height, |x, y| Rgb([x as u8, y as u8, (x ^ y) as u8]));
    encode(&DynamicImage::ImageRgb8(picture), format)
}

pub fn see_through() -> Vec<u8> {
    let picture = RgbaImage::from_pixel(40, 30, Rgba([200, 30, 30, 128]));
    encode(&DynamicImage::ImageRgba8(picture), ImageFormat::Png)
}

pub fn encode(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A PNG that only says how large it is.
pub fn png_of(width: u32, height: u32) -> Vec<u8> {
    let mut header = b"IHDR".to_vec();
    header.extend_from_slice(&width.to_be_bytes());
    header.extend_from_slice(&height.to_be_bytes());
    header.extend_from_slice(&[8, 2, 0, 0, 0]);
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    for chunk in [
        &header[..],
        b"IDAT\x78\x9c\x03\x00\x00\x00\x00\x01",
        b"IEND",
    ] {
        bytes.extend_from_slice(&(chunk.len() as u32 - 4).to_be_bytes());
        bytes.extend_from_slice(chunk);
        bytes.extend_from_slice(&crc(chunk).to_be_bytes());
    }
    bytes
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xedb8_8320 * (crc & 1))
        })
    })
}

/// The size a JPEG announces, changed.
pub fn jpeg_of(width: u16, height: u16) -> Vec<u8> {
    let mut bytes = encoded(ImageFormat::Jpeg, 16, 16);
    let at = memchr::memmem::find(&bytes, &[0xff, 0xc0, 0x00]).unwrap();
    bytes[at + 5..at + 7].copy_from_slice(&height.to_be_bytes());
    bytes[at + 7..at + 9].copy_from_slice(&width.to_be_bytes());
    bytes
}

/// A lossless WebP that announces 16,383 pixels each way.
pub fn webp_of_largest_size() -> Vec<u8> {
    let mut bytes = encoded(ImageFormat::WebP, 16, 16);
    let at = memchr::memmem::find(&bytes, b"VP8L").unwrap();
    // After the signature 0x2f: fourteen bits of width, fourteen of height, each less one.
    bytes[at + 9..at + 12].copy_from_slice(&[0xfe, 0xbf, 0xff]);
    bytes[at + 12] |= 0x0f;
    bytes
}

/// A JPEG with what a telephone writes into it: where it was taken and how it was held.
pub fn jpeg_with_exif(orientation: u8) -> Vec<u8> {
    let plain = encoded(ImageFormat::Jpeg, 40, 20);
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend_from_slice(&[orientation, 0, 0, 0, 0, 0, 0]);
    exif.extend_from_slice(b"GPS 51.5072N 0.1276W");
    let mut bytes = plain[..2].to_vec();
    bytes.extend_from_slice(&[0xff, 0xe1]);
    bytes.extend_from_slice(&(exif.len() as u16 + 2).to_be_bytes());
    bytes.extend_from_slice(&exif);
    bytes.extend_from_slice(&plain[2..]);
    bytes
}

/// Text that packs some thirty to one: tight, but not too tight.
pub fn packs_well(length: usize) -> Vec<u8> {
    let mut state = 7u32;
    let mut bytes = Vec::with_capacity(length + 200);
    while bytes.len() < length {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        bytes.extend_from_slice(&state.to_be_bytes());
        bytes.resize(bytes.len() + 196, b'a');
    }
    bytes.truncate(length);
    bytes
}
