//! Makes of an uploaded picture one that is safe to serve to anybody.
//!
//! Nothing of an upload is handed on but what can be seen: it is decoded, turned upright, shrunk, and encoded anew from
//! its pixels. Metadata (where it was taken, by whom, with what) and whatever else a file can hide are left behind.
//! The module `limits` tells what is refused before a pixel is decoded, and what the rest costs in memory.

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

/// What makes a picture of an upload: [`prepare_in_subprocess`], or in tests [`prepare`] itself.
pub type PreparePicture = fn(&[u8]) -> Result<Result<Picture, Problem>, Failure>;

/// Keeps the picture out of logs: it is personal data.
impl fmt::Debug for Picture {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Picture").field("format", &self.format).finish_non_exhaustive()
    }
}

/// Makes a picture to serve of the JPEG, PNG or WebP file that was uploaded, told by its content alone.
///
/// It comes out upright, shrunk to fit 512 x 512 pixels with its aspect ratio kept, and never enlarged. Colours are taken
/// for sRGB: a colour profile is dropped like all metadata.
///
/// # Errors
/// [`Problem::PictureTooLarge`], [`Problem::PictureTooManyPixels`], [`Problem::AnimatedPicture`] and
/// [`Problem::PictureTooComplex`] by what the header says, and [`Problem::NotAPicture`] for everything else that does not come out as a picture.
///
/// # Panics
/// Where a decoder does, which hostile bytes can bring about: [`prepare_in_subprocess`] is for uploads.
pub fn prepare(uploaded: &[u8]) -> Result<Picture, Problem> {
    let (decoded, orientation) = decode(uploaded)?;
    // Turned when small: turning a large picture would take its memory a second time.
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
