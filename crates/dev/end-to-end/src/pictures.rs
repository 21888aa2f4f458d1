//! Pictures to upload, and the pictures that the stack stores.

use std::io::Cursor;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use image::{DynamicImage, ImageFormat, RgbaImage};

use crate::stack::Stack;

/// A picture of this size in this format, half red and half blue.
#[must_use]
pub fn made(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let color = |x| if x < width / 2 { [255, 0, 0, 255] } else { [0, 0, 255, 255] };
    let picture = DynamicImage::ImageRgba8(RgbaImage::from_fn(width, height, |x, _| image::Rgba(color(x))));
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(picture.to_rgb8()).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A gray progressive JPEG of 3600 x 3600 pixels with this many empty scans: a few KB that take long to decode.
#[must_use]
pub fn slow_jpeg(scans: usize) -> Vec<u8> {
    let quantization = [&[0xFF, 0xDB, 0, 67, 0], &[1; 64][..]].concat();
    let frame = [0xFF, 0xC2, 0, 11, 8, 0x0E, 0x10, 0x0E, 0x10, 1, 1, 0x11, 0];
    let codes = |place| [&[0xFF, 0xC4, 0, 20, place, 1], &[0; 16][..]].concat();
    let scan = |start, end| [0xFF, 0xDA, 0, 8, 1, 1, 0, start, end, 0];
    let scans = [&scan(0, 0)[..], &scan(1, 63).repeat(scans - 1)].concat();
    [&[0xFF, 0xD8], &quantization[..], &frame, &codes(0x00), &codes(0x10), &scans, &[0xFF, 0xD9]].concat()
}

/// The bytes as base64.
#[must_use]
pub fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// The number of object versions with this key prefix in the files bucket, including delete markers.
pub async fn version_count(stack: &Stack, start: &str) -> usize {
    let request = stack.s3().list_object_versions().bucket(&stack.outputs.files_bucket).prefix(start);
    let found = request.send().await.unwrap();
    assert_ne!(found.is_truncated(), Some(true), "all versions fit on one page");
    found.versions().len() + found.delete_markers().len()
}
