//! Pictures as people upload them, and the pictures that the stack keeps.

use std::io::Cursor;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use image::{DynamicImage, ImageFormat, RgbaImage};

use crate::stack::Stack;

/// A picture of this size in this format, half of it red and half of it blue.
#[must_use]
pub fn made(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let colour = |x| if x < width / 2 { [255, 0, 0, 255] } else { [0, 0, 255, 255] };
    let picture = DynamicImage::ImageRgba8(RgbaImage::from_fn(width, height, |x, _| image::Rgba(colour(x))));
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(picture.to_rgb8()).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// The bytes as base64.
#[must_use]
pub fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// How many versions of objects the stack keeps whose keys begin in this way, delete markers included.
pub async fn kept(stack: &Stack, start: &str) -> usize {
    let request = stack.s3().list_object_versions().bucket(&stack.outputs.files_bucket).prefix(start);
    let found = request.send().await.unwrap();
    assert_ne!(found.is_truncated(), Some(true), "one page holds them all");
    found.versions().len() + found.delete_markers().len()
}
