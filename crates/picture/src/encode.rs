//! Encodes a picture from its pixels alone.

use image::buffer::ConvertBuffer as _;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder as _, RgbImage, RgbaImage};
use usher_domain::Problem;

use crate::{Picture, PictureFormat};

/// No visible loss in a photograph of this size, at a tenth of the bytes.
const JPEG_QUALITY: u8 = 85;

/// Encodes a picture as JPEG, or as PNG if any pixel is transparent.
///
/// # Errors
/// [`Problem::NotAPicture`] if the encoder refuses the size, which does not happen within 512 x 512 pixels.
pub(crate) fn without_metadata(picture: &RgbaImage) -> Result<Picture, Problem> {
    let (width, height) = picture.dimensions();
    let mut bytes = Vec::new();
    let (format, encoded) = if picture.pixels().all(|pixel| pixel.0[3] == u8::MAX) {
        let opaque: RgbImage = picture.convert();
        let encoder = JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY);
        (PictureFormat::Jpeg, encoder.write_image(&opaque, width, height, ExtendedColorType::Rgb8))
    } else {
        let encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Default, FilterType::Adaptive);
        (PictureFormat::Png, encoder.write_image(picture, width, height, ExtendedColorType::Rgba8))
    };
    encoded.map_err(|_| Problem::NotAPicture)?;
    Ok(Picture { format, bytes })
}
