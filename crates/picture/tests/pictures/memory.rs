//! The peak memory of the most expensive pictures, measured for the whole process: cargo-nextest runs each test in its
//! own process.

use std::fs;

use image::{DynamicImage, ImageBuffer, Rgba};
use usher_picture::prepare;

use crate::samples::{Vp8, cmyk_jpeg, costly_stream, jpeg, lossless, lossy_webp, png, two_colors, webp, webp_of};

const LIMIT_MEGABYTES: u64 = 180;

// 13,246,464 pixels.
const WIDTH: u16 = 4224;
const HEIGHT: u16 = 3136;

/// Nearly the maximum that is accepted.
const COSTLY_GROUPS: u32 = 750;

#[test]
fn most_expensive_pictures_stay_below_the_limit() {
    let (width, height) = (u32::from(WIDTH), u32::from(HEIGHT));
    let deep =
        ImageBuffer::from_fn(width, height, |x, y| Rgba([x, y, x ^ y, 40_000].map(|value| (value & 0xFF00) as u16)));
    let pictures = [
        ("JPEG", jpeg(&two_colors(width, height))),
        ("JPEG, progressive, CMYK", cmyk_jpeg(WIDTH, HEIGHT)),
        ("PNG, 16 bits, 4 channels", png(&DynamicImage::ImageRgba16(deep))),
        ("WebP, lossless", webp(&two_colors(width, height))),
        (
            "WebP, lossless, costly tables",
            webp_of(&[(b"VP8L", &lossless(width, height, &costly_stream(COSTLY_GROUPS)))]),
        ),
        ("WebP, lossy", lossy_webp(Vp8::Opaque, WIDTH, HEIGHT)),
        ("WebP, lossy, transparent", lossy_webp(Vp8::Transparent, WIDTH, HEIGHT)),
    ];
    for (name, uploaded) in pictures {
        fs::write("/proc/self/clear_refs", "5").unwrap();
        prepare(&uploaded).unwrap();
        let peak = peak_megabytes();
        println!("{name}: {} KB uploaded, {peak} MB at the peak", uploaded.len() / 1000);
        assert!(peak < LIMIT_MEGABYTES, "{name}");
    }
}

fn peak_megabytes() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024 / 1_000_000
}
