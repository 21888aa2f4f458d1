//! What is refused by the header of a file, before its pixels are decoded.
//!
//! The limits keep the peak below 200 MB, far below what the functions have (template.yaml), whatever is uploaded. Per
//! pixel, the dearest pictures take: a progressive JPEG in CMYK 11 bytes (8 of coefficients and 3 decoded), a lossy WebP with transparency
//! 10.5, a PNG of 16 bits and four channels 8. The largest picture so takes 150 MB; the upload itself, a copy of it in the
//! decoder and the decoders' tables come on top. Shrinking takes 33 MB at most, when the decoder is gone already. The
//! test `memory.rs` measures it: 153 MB for the dearest.

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

/// Enough for the phones that are sold as taking 13 megapixels, which take up to 4224 x 3136, and no more: see above for
/// what a pixel costs.
const MAX_MEGAPIXELS: u32 = 13;
const MAX_PIXELS: u64 = MAX_MEGAPIXELS as u64 * 1024 * 1024;
const MAX_SIDE: u32 = 10_000;

/// What the PNG decoder may take beside the pixels: a few rows of them, and what is compressed in other chunks. The
/// largest colour profiles in use have 4 MB.
const MAX_PNG_EXTRA: u64 = 8 * 1024 * 1024;

/// The answer to more bytes than that.
pub const TOO_LARGE: Problem = Problem::PictureTooLarge { limit_megabytes: MAX_MEGABYTES };

/// The answer to more pixels than that.
pub const TOO_MANY_PIXELS: Problem = Problem::PictureTooManyPixels { limit_megapixels: MAX_MEGAPIXELS as usize };

/// A decoder that is ready to decode a picture within the limits, and has allocated nothing for its pixels yet.
///
/// # Errors
/// [`Problem::PictureTooLarge`], [`Problem::NotAPicture`], [`Problem::AnimatedPicture`] or
/// [`Problem::PictureTooManyPixels`].
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
