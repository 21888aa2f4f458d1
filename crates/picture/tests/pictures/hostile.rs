//! Hostile and invalid files, and how they are refused.

use usher_domain::Problem;
use usher_picture::prepare;

use crate::samples::{
    cmyk_jpeg, costly_stream, exif, extended, half_transparent, jpeg, jpeg_with, jpeg_with_scans, lossless,
    lossy_frame, png, png_of_size, png_with, two_colors, webp, webp_of,
};

const TOO_MANY_PIXELS: Problem = Problem::PictureTooManyPixels { limit_megapixels: 13 };

#[test]
fn other_formats_are_refused() {
    for uploaded in [
        &b""[..],
        b"hello",
        b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
        b"<!doctype html><title>picture.jpg</title>",
        b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff!\xf9\x04\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;",
        b"BM\x1a\0\0\0\0\0\0\0\x1a\0\0\0\x0c\0\0\0\x01\0\x01\0\x01\0\x18\0\xff\xff\xff\0",
        b"\xff\xd8\xff",
        b"\x89PNG\r\n\x1a\n",
        b"RIFF\0\0\0\0WEBP",
    ] {
        assert_eq!(prepare(uploaded), Err(Problem::NotAPicture), "{}", uploaded.escape_ascii());
    }
}

#[test]
fn truncated_picture_is_refused() {
    for whole in [jpeg(&two_colors(200, 200)), png(&two_colors(200, 200)), webp(&two_colors(200, 200))] {
        for cut in [whole.len() / 2, whole.len() * 3 / 4] {
            assert_eq!(prepare(&whole[..cut]), Err(Problem::NotAPicture));
        }
    }
}

#[test]
fn end_of_thumbnail_is_not_the_end_of_the_jpeg() {
    let thumbnail = jpeg(&two_colors(16, 16));
    let whole = jpeg_with(&jpeg(&two_colors(200, 200)), 0xE1, &[exif(1, ""), thumbnail].concat());
    assert!(prepare(&whole).is_ok());
    assert_eq!(prepare(&whole[..whole.len() - 2]), Err(Problem::NotAPicture));
}

#[test]
fn an_upload_of_more_than_5_megabytes_is_too_large() {
    let mut uploaded = jpeg(&two_colors(60, 40));
    uploaded.resize(5 * 1024 * 1024, 0);
    assert!(prepare(&uploaded).is_ok());
    uploaded.push(0);
    assert_eq!(prepare(&uploaded), Err(Problem::PictureTooLarge { limit_megabytes: 5 }));
}

#[test]
fn small_file_with_huge_dimensions_is_refused() {
    assert_eq!(prepare(&png_of_size(64_000, 64_000)), Err(TOO_MANY_PIXELS));
    assert_eq!(prepare(&png_of_size(3_693, 3_693)), Err(TOO_MANY_PIXELS));
    assert_eq!(prepare(&png_of_size(10_001, 1)), Err(TOO_MANY_PIXELS));
    assert_eq!(prepare(&png_of_size(1, 10_001)), Err(TOO_MANY_PIXELS));
    let mut huge_jpeg = cmyk_jpeg(8, 8);
    huge_jpeg[76..80].fill(0xFF);
    assert_eq!(prepare(&huge_jpeg), Err(TOO_MANY_PIXELS));
    let huge_webp = lossless(16_383, 16_383, &costly_stream(1));
    assert_eq!(prepare(&webp_of(&[(b"VP8L", &huge_webp)])), Err(TOO_MANY_PIXELS));
}

#[test]
fn picture_without_pixels_is_refused() {
    assert_eq!(prepare(&png_of_size(0, 5)), Err(Problem::NotAPicture));
}

#[test]
fn animations_are_refused() {
    let animated_png = png_with(&png(&half_transparent(8, 8)), *b"acTL", &[0, 0, 0, 2, 0, 0, 0, 0]);
    let frame = lossy_frame(16, 16);
    let flagged = webp_of(&[(b"VP8X", &extended(0x02, 16, 16)), (b"VP8 ", &frame)]);
    let unflagged = webp_of(&[(b"VP8X", &extended(0, 16, 16)), (b"ANIM", &[0; 6]), (b"VP8 ", &frame)]);
    let framed = webp_of(&[(b"VP8X", &extended(0, 16, 16)), (b"ANMF", &[0; 24])]);
    for uploaded in [animated_png, flagged, unflagged, framed] {
        assert_eq!(prepare(&uploaded), Err(Problem::AnimatedPicture));
    }
}

#[test]
fn jpeg_with_too_many_segments_is_refused() {
    let content = [&b"http://ns.adobe.com/xmp/extension/\0"[..], &[b'A'; 32], &[0xFF; 4], &[0; 4]].concat();
    let segment = [&[0xFF, 0xE1, 0, 77], &content[..]].concat();
    let good = jpeg(&two_colors(60, 40));
    let with_segments = |count| [&good[..2], &segment.repeat(count), &good[2..]].concat();
    assert!(prepare(&with_segments(500)).is_ok());
    assert_eq!(prepare(&with_segments(60_000)), Err(Problem::NotAPicture));
}

#[test]
fn a_jpeg_of_more_than_20_scans_is_too_complex() {
    assert!(prepare(&jpeg_with_scans(360, 360, 20)).is_ok());
    for scans in [21, 98] {
        assert_eq!(prepare(&jpeg_with_scans(360, 360, scans)), Err(Problem::PictureTooComplex), "{scans}");
    }
}

#[test]
fn a_large_jpeg_has_fewer_scans() {
    assert!(prepare(&jpeg_with_scans(3600, 3600, 12)).is_ok());
    for scans in [14, 20, 98] {
        assert_eq!(prepare(&jpeg_with_scans(3600, 3600, scans)), Err(Problem::PictureTooComplex), "{scans}");
    }
}

#[test]
fn scans_cannot_hide_from_the_count() {
    let scan = [0xFF, 0xDA, 0, 8, 1, 1, 0, 1, 63, 0];
    let good = jpeg_with_scans(360, 360, 20);
    let end = good.len() - 2;
    // After a comment, fill bytes, a restart marker, and compressed data.
    for before in [&[0xFF, 0xFE, 0, 4, 0xFF, 0xD9][..], &[0xFF; 9], &[0xFF, 0xD0], &[0; 9], &[0xFF, 0]] {
        let hidden = [&good[..end], before, &scan, &good[end..]].concat();
        assert_eq!(prepare(&hidden), Err(Problem::PictureTooComplex), "{before:?}");
    }
    // Data after the end-of-image marker is not part of the picture.
    assert!(prepare(&[&good[..], &scan.repeat(50)].concat()).is_ok());
}

#[test]
fn jpeg_with_too_many_tables_is_refused() {
    let table = [&[0xFF, 0xC4, 0, 20, 0x10, 1], &[0; 16][..]].concat();
    let good = jpeg(&two_colors(60, 40));
    assert!(prepare(&[&good[..2], &table.repeat(500), &good[2..]].concat()).is_ok());
    let left_over = [0xFF, 0xC4, 0, 5, 0, 0, 0];
    let tables = [&[0xFF, 0xC4, 0xFF, 0xF2], &[&[0x10, 1][..], &[0; 16]].concat().repeat(3640)[..]].concat();
    for segment in [&tables[..], &left_over] {
        assert_eq!(prepare(&[&good[..2], segment, &good[2..]].concat()), Err(Problem::NotAPicture));
    }
}

#[test]
fn webp_with_a_larger_frame_inside_is_refused() {
    let uploaded = webp_of(&[(b"VP8X", &extended(0, 16, 16)), (b"VP8 ", &lossy_frame(16_383, 16_383))]);
    assert_eq!(prepare(&uploaded), Err(Problem::NotAPicture));
}

#[test]
fn webp_with_gigabytes_of_metadata_is_refused() {
    let mut uploaded = webp_of(&[(b"VP8X", &extended(0x08, 16, 16)), (b"VP8 ", &lossy_frame(16, 16)), (b"EXIF", b"")]);
    let length = uploaded.len() - 4..;
    uploaded[length].copy_from_slice(&u32::MAX.to_le_bytes());
    assert_eq!(prepare(&uploaded), Err(Problem::NotAPicture));
}

#[test]
fn webp_with_too_many_tables_is_refused() {
    let with_tables = |groups| {
        let stream = costly_stream(groups);
        let alpha = [&[1], &stream[..]].concat();
        let simple = webp_of(&[(b"VP8L", &lossless(8, 8, &stream))]);
        let extended = [(b"VP8X", &extended(0x10, 16, 16)[..]), (b"ALPH", &alpha), (b"VP8 ", &lossy_frame(16, 16))];
        [prepare(&simple), prepare(&webp_of(&extended))]
    };
    assert!(with_tables(700).iter().all(Result::is_ok));
    assert!(with_tables(800).iter().all(|refused| *refused == Err(Problem::NotAPicture)));
}
