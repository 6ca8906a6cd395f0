//! Pictures are drawn anew: what is kept has no metadata, no place where it was taken, and nothing
//! hidden in or behind it.

use crate::files::kind::Kind;
use crate::files::refusal::Refusal;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};
use std::io::Cursor;

const MAX_PIXELS: u64 = 25_000_000;
const MAX_SIDE: u32 = 12_000;
/// What a decoded picture may take in memory: four bytes for each pixel.
const MAX_DECODED_BYTES: u64 = 4 * MAX_PIXELS;
const QUALITY: u8 = 85;

/// The picture as we draw it, its longer side at most `side`: PNG if it may be seen through, JPEG otherwise.
pub fn redraw(kind: Kind, bytes: &[u8], side: u32) -> Result<(Kind, Vec<u8>), Refusal> {
    let (picture, orientation) = decode(kind, bytes)?;
    let large = picture.width().max(picture.height()) > side;
    let mut picture = if large {
        picture.thumbnail(side, side)
    } else {
        picture
    };
    picture.apply_orientation(orientation);
    let mut drawn = Vec::new();
    let (kind, encoded) = if picture.color().has_alpha() {
        let encoder = PngEncoder::new(&mut drawn);
        (Kind::Png, picture.to_rgba8().write_with_encoder(encoder))
    } else {
        let encoder = JpegEncoder::new_with_quality(&mut drawn, QUALITY);
        (Kind::Jpeg, picture.to_rgb8().write_with_encoder(encoder))
    };
    encoded.map_err(|_| Refusal::Damaged(kind))?;
    Ok((kind, drawn))
}

fn decode(kind: Kind, bytes: &[u8]) -> Result<(DynamicImage, Orientation), Refusal> {
    let refused = |error: ImageError| match error {
        ImageError::Limits(_) => Refusal::Pixels,
        _ => Refusal::Damaged(kind),
    };
    let format = match kind {
        Kind::Png => ImageFormat::Png,
        Kind::Webp => ImageFormat::WebP,
        _ => ImageFormat::Jpeg,
    };
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_DECODED_BYTES);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(refused)?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels > MAX_PIXELS || decoder.total_bytes() > MAX_DECODED_BYTES {
        return Err(Refusal::Pixels);
    }
    // A telephone writes down how it was held and leaves the turning to the reader.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let picture = DynamicImage::from_decoder(decoder).map_err(refused)?;
    Ok((picture, orientation))
}
