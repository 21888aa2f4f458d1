//! Valid pictures, and how they come out.

use image::{ColorType, DynamicImage, GenericImageView as _, GrayAlphaImage, ImageBuffer, Luma, LumaA, Rgba};
use usher_picture::{PictureFormat, prepare};

use crate::samples::{
    BLUE, RED, Vp8, cmyk_jpeg, exif, half_transparent, jpeg, jpeg_with, looks, lossy_webp, palette_png, png, png_with,
    seen, two_colors, webp,
};

#[test]
fn each_format_without_transparency_comes_out_as_jpeg() {
    let picture = two_colors(60, 40);
    for uploaded in [jpeg(&picture), png(&picture), webp(&picture)] {
        let prepared = prepare(&uploaded).unwrap();
        assert_eq!(prepared.format, PictureFormat::Jpeg);
        let seen = seen(&prepared);
        assert_eq!(seen.dimensions(), (60, 40));
        assert!(looks(seen.get_pixel(10, 20), RED) && looks(seen.get_pixel(50, 20), BLUE));
    }
}

#[test]
fn transparency_makes_it_png_and_is_kept() {
    let picture = half_transparent(60, 40);
    for uploaded in [png(&picture), webp(&picture)] {
        let prepared = prepare(&uploaded).unwrap();
        assert_eq!(prepared.format, PictureFormat::Png);
        let seen = seen(&prepared);
        assert_eq!(seen.get_pixel(10, 20).0[3], 0);
        assert_eq!(seen.get_pixel(50, 20), Rgba([RED[0], RED[1], RED[2], 255]));
    }
}

#[test]
fn opaque_alpha_channel_comes_out_as_jpeg() {
    let picture = DynamicImage::ImageRgba8(two_colors(60, 40).into_rgba8());
    assert_eq!(prepare(&png(&picture)).unwrap().format, PictureFormat::Jpeg);
}

#[test]
fn fully_transparent_colors_do_not_come_out() {
    let prepared = prepare(&png(&half_transparent(60, 40))).unwrap();
    assert_eq!(seen(&prepared).get_pixel(10, 20), Rgba([0; 4]));
}

#[test]
fn large_picture_is_shrunk_and_small_one_kept() {
    for (given, wanted) in [
        ((1024, 768), (512, 384)),
        ((300, 2000), (77, 512)),
        ((2100, 2100), (512, 512)),
        ((513, 100), (512, 100)),
        ((512, 512), (512, 512)),
        ((1, 1), (1, 1)),
        ((10_000, 1), (512, 1)),
        ((1, 10_000), (1, 512)),
    ] {
        let prepared = prepare(&png(&two_colors(given.0, given.1))).unwrap();
        assert_eq!(seen(&prepared).dimensions(), wanted, "{given:?}");
    }
}

#[test]
fn pictures_of_13_megapixel_phones_are_accepted() {
    for (width, height) in [(4160, 3120), (4208, 3120), (4224, 3136)] {
        let prepared = prepare(&jpeg(&two_colors(width, height))).unwrap();
        assert_eq!(seen(&prepared).width(), 512, "{width} x {height}");
    }
}

#[test]
fn a_shrunk_picture_shows_what_the_large_one_did() {
    let seen = seen(&prepare(&jpeg(&two_colors(2600, 1300))).unwrap());
    assert!(looks(seen.get_pixel(100, 128), RED) && looks(seen.get_pixel(400, 128), BLUE));
}

#[test]
fn transparent_edge_does_not_darken_its_neighbors() {
    let seen = seen(&prepare(&png(&half_transparent(1500, 1500))).unwrap());
    let edge = seen.pixels().map(|(.., pixel)| pixel).filter(|pixel| (32..255).contains(&pixel.0[3]));
    for Rgba([red, green, blue, _]) in edge {
        assert!(looks(Rgba([red, green, blue, 255]), RED), "{red} {green} {blue}");
    }
}

#[test]
fn gray_and_sixteen_bits_come_out_in_eight() {
    let gray = DynamicImage::ImageLuma8(ImageBuffer::from_pixel(30, 30, Luma([130])));
    let deep_gray = DynamicImage::ImageLuma16(ImageBuffer::from_pixel(30, 30, Luma([130 * 257])));
    let deep =
        DynamicImage::ImageRgba16(ImageBuffer::from_pixel(30, 30, Rgba([130 * 257, 130 * 257, 130 * 257, 65535])));
    for uploaded in [png(&gray), png(&deep_gray), png(&deep), jpeg(&gray)] {
        let seen = seen(&prepare(&uploaded).unwrap());
        assert!(looks(seen.get_pixel(15, 15), [130; 3]));
        assert_eq!(seen.color(), ColorType::Rgb8);
    }
    let veil = DynamicImage::ImageLumaA8(GrayAlphaImage::from_pixel(30, 30, LumaA([130, 100])));
    assert_eq!(seen(&prepare(&png(&veil)).unwrap()).get_pixel(15, 15), Rgba([130, 130, 130, 100]));
}

#[test]
fn a_palette_comes_out_as_its_colors() {
    let rows = [[&[0; 16][..]; 8], [&[1; 16][..]; 8]].concat();
    let seen = seen(&prepare(&palette_png(&[RED, BLUE], &rows)).unwrap());
    assert_eq!(seen.dimensions(), (16, 16));
    assert!(looks(seen.get_pixel(8, 2), RED) && looks(seen.get_pixel(8, 13), BLUE));
}

#[test]
fn cmyk_and_progressive_come_out_as_plain_jpeg() {
    let prepared = prepare(&cmyk_jpeg(700, 600)).unwrap();
    assert_eq!(prepared.format, PictureFormat::Jpeg);
    assert_eq!((seen(&prepared).dimensions(), seen(&prepared).color()), ((512, 439), ColorType::Rgb8));
}

#[test]
fn lossy_webp_comes_out_with_and_without_transparency() {
    for (alpha, format) in [(Vp8::Opaque, PictureFormat::Jpeg), (Vp8::Transparent, PictureFormat::Png)] {
        let prepared = prepare(&lossy_webp(alpha, 120, 80)).unwrap();
        assert_eq!(prepared.format, format);
        assert_eq!(seen(&prepared).dimensions(), (120, 80));
    }
}

#[test]
fn picture_taken_sideways_comes_out_upright() {
    // A camera held upright stores the picture on its side, with an orientation tag.
    let exif = exif(6, "");
    let lying = two_colors(1000, 500);
    for uploaded in [jpeg_with(&jpeg(&lying), 0xE1, &exif), png_with(&png(&lying), *b"eXIf", &exif[6..])] {
        let seen = seen(&prepare(&uploaded).unwrap());
        assert_eq!(seen.dimensions(), (256, 512));
        assert!(looks(seen.get_pixel(128, 100), RED) && looks(seen.get_pixel(128, 400), BLUE));
    }
}
