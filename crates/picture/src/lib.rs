//! Turns an uploaded picture into one that is safe to serve.
//!
//! An upload is decoded, turned upright, shrunk, and re-encoded from its pixels. So metadata (location, author, camera)
//! and everything else that a file can hide are dropped. The module `limits` has the checks before decoding, and the
//! memory that decoding takes.

mod encode;
mod jpeg;
mod limits;
mod lossless;
mod shrink;
mod subprocess;
mod webp;

use std::fmt;

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder as _};
pub use subprocess::{answer, is_subprocess, prepare_in, prepare_in_subprocess, prepare_within};
pub use usher_domain::PictureFormat;
use usher_domain::{Failure, Problem};

/// A picture that may be served: upright, at most 512 pixels wide and high, without metadata.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    /// What the bytes are.
    pub format: PictureFormat,
    /// The encoded picture.
    pub bytes: Vec<u8>,
}

/// A function that prepares an upload: [`prepare_in_subprocess`], or in tests [`prepare`].
pub type PreparePicture = fn(&[u8]) -> Result<Result<Picture, Problem>, Failure>;

/// Keeps the picture out of logs: it is personal data.
impl fmt::Debug for Picture {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Picture").field("format", &self.format).finish_non_exhaustive()
    }
}

/// Turns a JPEG, PNG or WebP file into a picture to serve. The format is detected from the content.
///
/// The picture is turned upright and shrunk to fit 512 x 512 pixels; it keeps its aspect ratio and is never enlarged.
/// Colors are taken as sRGB: a color profile is dropped like all metadata.
///
/// # Errors
/// [`Problem::PictureTooLarge`], [`Problem::PictureTooManyPixels`], [`Problem::AnimatedPicture`] and
/// [`Problem::PictureTooComplex`] before decoding; [`Problem::NotAPicture`] for everything else that cannot be decoded.
///
/// # Panics
/// If a decoder panics, as hostile files can make it do. Use [`prepare_in_subprocess`] for uploads.
pub fn prepare(uploaded: &[u8]) -> Result<Picture, Problem> {
    let (decoded, orientation) = decode(uploaded)?;
    // Turned after shrinking: turning the large picture would take its memory twice.
    let mut picture = DynamicImage::ImageRgba8(shrink::to_fit(&decoded));
    drop(decoded);
    picture.apply_orientation(orientation);
    encode::without_metadata(&picture.into_rgba8())
}

fn decode(uploaded: &[u8]) -> Result<(DynamicImage, Orientation), Problem> {
    let mut decoder = limits::open(uploaded)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let picture = DynamicImage::from_decoder(decoder).map_err(|_| Problem::NotAPicture)?;
    Ok((picture, orientation))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_no_pixels() {
        let picture = Picture { format: PictureFormat::Png, bytes: vec![1, 2, 3] };
        assert_eq!(format!("{picture:?}"), "Picture { format: Png, .. }");
    }
}
