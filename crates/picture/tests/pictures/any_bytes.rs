//! Arbitrary and damaged files: no panic, and the output can be served.

use image::GenericImageView as _;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use usher_picture::prepare;

use crate::samples::{
    Vp8, cmyk_jpeg, exif, half_transparent, jpeg, jpeg_with, lossy_webp, palette_png, png, seen, two_colors, webp,
};

fn good_files() -> Vec<Vec<u8>> {
    vec![
        jpeg(&two_colors(40, 24)),
        jpeg_with(&jpeg(&two_colors(24, 40)), 0xE1, &exif(6, "text")),
        cmyk_jpeg(40, 24),
        png(&half_transparent(40, 24)),
        palette_png(&[[9, 9, 9], [200, 9, 9]], &[&[0, 1, 0], &[1, 0, 1]]),
        webp(&half_transparent(40, 24)),
        webp(&two_colors(40, 24)),
        lossy_webp(Vp8::Opaque, 40, 24),
        lossy_webp(Vp8::Transparent, 40, 24),
    ]
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(
        start in select(vec![&b""[..], b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\xff\0\0\0WEBPVP8L", b"RIFF\xff\0\0\0WEBPVP8 "]),
        rest in any::<Vec<u8>>(),
    ) {
        let _ = prepare(&[start, &rest].concat());
    }

    #[test]
    fn damaged_file_is_refused_or_comes_out_valid(
        mut file in select(good_files()),
        changes in prop::collection::vec((any::<Index>(), any::<u8>()), 1..8),
        cut in prop::option::of(any::<Index>()),
    ) {
        for (place, byte) in changes {
            let place = place.index(file.len());
            file[place] = byte;
        }
        if let Some(cut) = cut {
            file.truncate(cut.index(file.len()));
        }
        if let Ok(picture) = prepare(&file) {
            let (width, height) = seen(&picture).dimensions();
            prop_assert!((1..=512).contains(&width) && (1..=512).contains(&height));
        }
    }
}
