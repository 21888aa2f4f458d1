//! What is refused by the header of a file, before its pixels are decoded.
//!
//! The limits keep peak memory below 200 MB for any upload, far below the memory of the functions (template.yaml). The
//! most expensive pictures take, per pixel: a progressive JPEG in CMYK 11 bytes (8 for coefficients, 3 decoded), a
//! lossy WebP with transparency 10.5, a PNG with 16 bits and four channels 8. So the largest picture takes 150 MB, plus
//! the upload, a copy of it in the decoder, and the decoder's tables. Shrinking takes at most 33 MB, after the decoder
//! is dropped. The test `memory.rs` measures the peak: 153 MB for the most expensive picture.

use std::io::Cursor;

use image::codecs::jpeg::JpegDecoder;
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::error::{ImageError, LimitErrorKind};
use image::{ImageDecoder, ImageFormat, Limits};
use usher_domain::Problem;

use crate::{jpeg, webp};

const MAX_MEGABYTES: usize = 5;
const MAX_BYTES: usize = MAX_MEGABYTES * 1024 * 1024;

/// Enough for phones with nominally 13 megapixels, which take up to 4224 x 3136. More would take more memory (see
/// above).
const MAX_MEGAPIXELS: u32 = 13;
const MAX_PIXELS: u64 = MAX_MEGAPIXELS as u64 * 1024 * 1024;
const MAX_SIDE: u32 = 10_000;

/// What the PNG decoder may allocate beside the pixels: a few rows, and decompressed ancillary chunks. The largest
/// color profiles in use have 4 MB.
const MAX_PNG_EXTRA: u64 = 8 * 1024 * 1024;

/// The problem with a file of more than `MAX_BYTES`.
pub const TOO_LARGE: Problem = Problem::PictureTooLarge { limit_megabytes: MAX_MEGABYTES };

/// The problem with a picture of more than `MAX_PIXELS`, or wider or higher than `MAX_SIDE`.
pub const TOO_MANY_PIXELS: Problem = Problem::PictureTooManyPixels { limit_megapixels: MAX_MEGAPIXELS as usize };

/// Checks the limits and returns a decoder that has not yet allocated memory for the pixels.
///
/// # Errors
/// [`Problem::PictureTooLarge`], [`Problem::NotAPicture`], [`Problem::AnimatedPicture`],
/// [`Problem::PictureTooManyPixels`] or [`Problem::PictureTooComplex`].
pub(crate) fn open(uploaded: &[u8]) -> Result<Box<dyn ImageDecoder + '_>, Problem> {
    if uploaded.len() > MAX_BYTES {
        return Err(TOO_LARGE);
    }
    match image::guess_format(uploaded) {
        Ok(ImageFormat::Jpeg) => open_jpeg(uploaded),
        Ok(ImageFormat::Png) => open_png(uploaded),
        Ok(ImageFormat::WebP) => open_webp(uploaded),
        _ => Err(Problem::NotAPicture),
    }
}

fn open_jpeg(uploaded: &[u8]) -> Result<Box<dyn ImageDecoder + '_>, Problem> {
    let picture = jpeg::picture(uploaded)?;
    let decoder = JpegDecoder::new(Cursor::new(picture.bytes)).map_err(|error| problem(&error))?;
    let (width, height) = decoder.dimensions();
    check_size((width, height))?;
    if picture.is_too_complex(u64::from(width) * u64::from(height)) {
        return Err(Problem::PictureTooComplex);
    }
    Ok(Box::new(decoder))
}

fn open_png(uploaded: &[u8]) -> Result<Box<dyn ImageDecoder + '_>, Problem> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_PNG_EXTRA);
    let decoder = PngDecoder::with_limits(Cursor::new(uploaded), limits).map_err(|error| problem(&error))?;
    if decoder.is_apng().unwrap_or(true) {
        return Err(Problem::AnimatedPicture);
    }
    check_size(decoder.dimensions())?;
    Ok(Box::new(decoder))
}

fn open_webp(uploaded: &[u8]) -> Result<Box<dyn ImageDecoder + '_>, Problem> {
    let container = webp::container(uploaded)?;
    let decoder = WebPDecoder::new(Cursor::new(container)).map_err(|error| problem(&error))?;
    check_size(decoder.dimensions())?;
    webp::check_memory(container, decoder.dimensions())?;
    Ok(Box::new(decoder))
}

fn check_size((width, height): (u32, u32)) -> Result<(), Problem> {
    if width == 0 || height == 0 {
        return Err(Problem::NotAPicture);
    }
    if width > MAX_SIDE || height > MAX_SIDE || u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(TOO_MANY_PIXELS);
    }
    Ok(())
}

fn problem(error: &ImageError) -> Problem {
    match error {
        ImageError::Limits(limit) if limit.kind() == LimitErrorKind::DimensionError => TOO_MANY_PIXELS,
        _ => Problem::NotAPicture,
    }
}
