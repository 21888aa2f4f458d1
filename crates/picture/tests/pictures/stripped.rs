//! What is stripped from an upload.

use usher_picture::{PictureFormat, prepare};

use crate::samples::{exif, half_transparent, jpeg, jpeg_markers, jpeg_with, png, png_kinds, png_with, two_colors};

#[test]
fn location_is_stripped() {
    let uploaded = jpeg_with(&jpeg(&two_colors(60, 40)), 0xE1, &exif(6, "GPS 36.3721N 127.3604E"));
    let prepared = prepare(&uploaded).unwrap();
    assert!(contains(&uploaded, b"36.3721N") && !contains(&prepared.bytes, b"36.3721N"));
    assert!(!contains(&prepared.bytes, b"Exif"));
}

#[test]
fn jpeg_comes_out_without_metadata() {
    let mut uploaded = jpeg(&two_colors(60, 40));
    for (marker, content) in [
        (0xE1, &b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta/>"[..]),
        (0xE2, b"ICC_PROFILE\0\x01\x01profile"),
        (0xED, b"Photoshop 3.0\0caption"),
        (0xFE, b"comment"),
    ] {
        uploaded = jpeg_with(&uploaded, marker, content);
    }
    let prepared = prepare(&uploaded).unwrap();
    // JFIF header, quantization tables, frame, Huffman tables, scan.
    assert!(jpeg_markers(&prepared.bytes).iter().all(|marker| [0xE0, 0xDB, 0xC0, 0xC4, 0xDA].contains(marker)));
}

#[test]
fn png_comes_out_without_metadata() {
    let mut uploaded = png(&half_transparent(60, 40));
    for (kind, content) in
        [(*b"tEXt", &b"Author\0Ada"[..]), (*b"pHYs", &[0, 0, 0, 1, 0, 0, 0, 1, 0]), (*b"prVt", b"mine")]
    {
        uploaded = png_with(&uploaded, kind, content);
    }
    let prepared = prepare(&uploaded).unwrap();
    assert_eq!(prepared.format, PictureFormat::Png);
    assert_eq!(png_kinds(&prepared.bytes), ["IHDR", "IDAT", "IEND"]);
}

#[test]
fn appended_html_is_stripped() {
    let page = b"<html><script>alert(1)</script></html>";
    for uploaded in [jpeg(&two_colors(60, 40)), png(&two_colors(60, 40)), crate::samples::webp(&two_colors(60, 40))] {
        let prepared = prepare(&[&uploaded[..], page].concat()).unwrap();
        assert!(!contains(&prepared.bytes, b"script"));
    }
}

fn contains(bytes: &[u8], text: &[u8]) -> bool {
    bytes.windows(text.len()).any(|window| window == text)
}
