//! Shrinks a picture to the size that is served.
//!
//! Colors are premultiplied by alpha. So colors hidden under full transparency neither bleed into edges nor are served.

use image::imageops::{self, FilterType};
use image::{DynamicImage, GenericImageView as _, Rgba, RgbaImage};

const MAX_SIDE: u32 = 512;

/// Shrinks a picture until it is at most 512 pixels wide and high; a smaller one keeps its size.
pub(crate) fn to_fit(picture: &DynamicImage) -> RgbaImage {
    let (width, height) = fitted_size(picture.dimensions());
    // First coarsely, since the fine filter takes 16 bytes for each pixel of its intermediate picture.
    let coarse = box_downsampled(picture, (picture.width().max(picture.height()) / (2 * MAX_SIDE)).max(1));
    let mut small = imageops::resize(&coarse, width, height, FilterType::CatmullRom);
    for pixel in small.pixels_mut() {
        *pixel = unpremultiplied(*pixel);
    }
    small
}

fn fitted_size((width, height): (u32, u32)) -> (u32, u32) {
    let longest = width.max(height).max(MAX_SIDE);
    let scaled = |side: u32| ((side * MAX_SIDE + longest / 2) / longest).max(1);
    (scaled(width), scaled(height))
}

/// Averages squares of pixels with this side, with premultiplied alpha.
fn box_downsampled(picture: &DynamicImage, side: u32) -> RgbaImage {
    let (width, height) = picture.dimensions();
    RgbaImage::from_fn(width.div_ceil(side), height.div_ceil(side), |column, row| {
        let (left, top) = (column * side, row * side);
        let (right, bottom) = ((left + side).min(width), (top + side).min(height));
        let mut sums = [0; 4];
        for y in top..bottom {
            for x in left..right {
                let Rgba([red, green, blue, alpha]) = picture.get_pixel(x, y);
                for (sum, channel) in sums.iter_mut().zip([red, green, blue, u8::MAX]) {
                    *sum += u32::from(channel) * u32::from(alpha);
                }
            }
        }
        let whole = (right - left) * (bottom - top) * u32::from(u8::MAX);
        Rgba(sums.map(|sum| rounded(sum, whole)))
    })
}

fn unpremultiplied(Rgba([red, green, blue, alpha]): Rgba<u8>) -> Rgba<u8> {
    let color = |channel: u8| rounded(u32::from(channel) * u32::from(u8::MAX), u32::from(alpha).max(1));
    Rgba([color(red), color(green), color(blue), alpha])
}

fn rounded(sum: u32, divisor: u32) -> u8 {
    u8::try_from((sum + divisor / 2) / divisor).unwrap_or(u8::MAX)
}
