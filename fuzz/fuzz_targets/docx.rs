//! A document of Word, taken apart: as an archive, and, since no fuzzer packs well, as the XML in one.
#![no_main]

use libfuzzer_sys::fuzz_target;
use text::resume::Paper;

fuzz_target!(|bytes: &[u8]| {
    let packed = stored(bytes);
    for file in [bytes, packed.as_slice()] {
        if let Ok(paper) = Paper::of_file(file) {
            assert!(!paper.lines.is_empty());
            assert_eq!(Paper::of_file(file), Ok(paper));
        }
    }
});

/// An archive with these bytes as its document, not compressed.
fn stored(document: &[u8]) -> Vec<u8> {
    const NAME: &[u8] = b"word/document.xml";
    let short = |n: usize| u16::try_from(n).unwrap_or(u16::MAX).to_le_bytes();
    let long = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).to_le_bytes();
    let mut about = Vec::new();
    about.extend([20, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    about.extend(crc(document).to_le_bytes());
    about.extend(long(document.len()));
    about.extend(long(document.len()));
    about.extend(short(NAME.len()));
    about.extend(short(0));
    let mut file = b"PK\x03\x04".to_vec();
    file.extend(&about);
    file.extend(NAME);
    file.extend(document);
    let start = file.len();
    file.extend(b"PK\x01\x02\x14\x00");
    file.extend(&about);
    file.extend([0; 14]);
    file.extend(NAME);
    let size = file.len() - start;
    file.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
    file.extend(long(size));
    file.extend(long(start));
    file.extend(short(0));
    file
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xedb8_8320 * (crc & 1))
        })
    })
}
