//! Sample pictures, and files assembled by hand.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use usher_picture::{Picture, PictureFormat};

pub const PNG_SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

pub const RED: [u8; 3] = [220, 30, 30];
pub const BLUE: [u8; 3] = [30, 30, 220];

/// Red on the left, blue on the right.
pub fn two_colors(width: u32, height: u32) -> DynamicImage {
    RgbImage::from_fn(width, height, |x, _| Rgb(if x < width / 2 { RED } else { BLUE })).into()
}

/// Transparent on the left, and red throughout.
pub fn half_transparent(width: u32, height: u32) -> DynamicImage {
    let [red, green, blue] = RED;
    RgbaImage::from_fn(width, height, |x, _| Rgba([red, green, blue, if x < width / 2 { 0 } else { 255 }])).into()
}

pub fn jpeg(picture: &DynamicImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 95).encode_image(picture).unwrap();
    bytes
}

pub fn png(picture: &DynamicImage) -> Vec<u8> {
    encoded(picture, ImageFormat::Png)
}

/// Lossless, and without an extended header.
pub fn webp(picture: &DynamicImage) -> Vec<u8> {
    encoded(picture, ImageFormat::WebP)
}

fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// Decodes a served picture, as a browser does.
pub fn seen(picture: &Picture) -> DynamicImage {
    let format = match picture.format {
        PictureFormat::Jpeg => ImageFormat::Jpeg,
        PictureFormat::Png => ImageFormat::Png,
    };
    image::load_from_memory_with_format(&picture.bytes, format).unwrap()
}

/// Whether a pixel has a color, within the error of JPEG.
pub fn looks(pixel: Rgba<u8>, color: [u8; 3]) -> bool {
    pixel.0.iter().zip(color).all(|(&given, wanted)| given.abs_diff(wanted) < 12)
}

/// A JPEG with a segment inserted before all others.
pub fn jpeg_with(jpeg: &[u8], marker: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xFF, marker], &length, content, &jpeg[2..]].concat()
}

/// The content of an Exif segment with this orientation and a text.
pub fn exif(orientation: u8, text: &str) -> Vec<u8> {
    let entry = [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0];
    [b"Exif\0\0MM\0*\0\0\0\x08\0\x01", &entry[..], &[0; 4], text.as_bytes()].concat()
}

/// A PNG with a chunk inserted after its header.
pub fn png_with(png: &[u8], kind: [u8; 4], content: &[u8]) -> Vec<u8> {
    let (header, rest) = png.split_at(33);
    [header, &png_chunk(kind, content), rest].concat()
}

/// A PNG whose header has this size, with the data of a smaller picture.
pub fn png_of_size(width: u32, height: u32) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 6, 0, 0, 0]].concat();
    let good = png(&half_transparent(8, 8));
    [PNG_SIGNATURE, &png_chunk(*b"IHDR", &header), &good[33..]].concat()
}

pub fn png_chunk(kind: [u8; 4], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    let checked = [&kind[..], content].concat();
    [&length[..], &checked, &crc(&checked).to_be_bytes()].concat()
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| (crc >> 1) ^ (0xEDB8_8320 * (crc & 1)))
    })
}

/// The kinds of the chunks of a PNG.
pub fn png_kinds(png: &[u8]) -> Vec<String> {
    let mut kinds = Vec::new();
    let mut rest = &png[8..];
    while let Some((length, after)) = rest.split_first_chunk() {
        kinds.push(String::from_utf8(after[..4].to_vec()).unwrap());
        rest = &after[u32::from_be_bytes(*length) as usize + 8..];
    }
    kinds
}

/// The markers of the segments of a JPEG, up to its pixels.
pub fn jpeg_markers(jpeg: &[u8]) -> Vec<u8> {
    let mut markers = Vec::new();
    let mut rest = &jpeg[2..];
    while let [0xFF, marker, high, low, ..] = *rest {
        markers.push(marker);
        rest = &rest[2 + usize::from(u16::from_be_bytes([high, low]))..];
    }
    markers
}

pub fn webp_of(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let mut content = b"WEBP".to_vec();
    for (kind, chunk) in chunks {
        content.extend([&kind[..], &u32::try_from(chunk.len()).unwrap().to_le_bytes(), chunk].concat());
        content.resize(content.len().next_multiple_of(2), 0);
    }
    [b"RIFF", &u32::try_from(content.len()).unwrap().to_le_bytes()[..], &content].concat()
}

/// The content of a WebP's extended header.
pub fn extended(flags: u8, width: u16, height: u16) -> Vec<u8> {
    let [width, height] = [width, height].map(|side| (u32::from(side) - 1).to_le_bytes());
    [&[flags, 0, 0, 0], &width[..3], &height[..3]].concat()
}

/// A lossy frame of one color: its header, and a stream of zeros.
pub fn lossy_frame(width: u16, height: u16) -> Vec<u8> {
    let blocks = u32::from(width).div_ceil(16) * u32::from(height).div_ceil(16);
    let partition = (100 + 4 * blocks).min(500_000);
    let tag = (partition << 5 | 1 << 4).to_le_bytes();
    let header = [&tag[..3], &[0x9D, 0x01, 0x2A], &width.to_le_bytes(), &height.to_le_bytes()].concat();
    [header, vec![0; 2 * partition as usize]].concat()
}

#[derive(Clone, Copy)]
pub enum Vp8 {
    Opaque,
    Transparent,
}

/// A lossy picture of one color.
pub fn lossy_webp(kind: Vp8, width: u16, height: u16) -> Vec<u8> {
    let frame = lossy_frame(width, height);
    match kind {
        Vp8::Opaque => webp_of(&[(b"VP8 ", &frame)]),
        Vp8::Transparent => {
            // Compressed without loss: no transforms, no cache, no groups, and 100 for every pixel.
            let alpha = Bits::default().push(0, 3).single(100).single(0).single(0).single(0).single(0).bytes();
            webp_of(&[
                (b"VP8X", &extended(0x10, width, height)),
                (b"ALPH", &[&[1], &alpha[..]].concat()),
                (b"VP8 ", &frame),
            ])
        }
    }
}

/// A progressive JPEG in CMYK, all of one color.
pub fn cmyk_jpeg(width: u16, height: u16) -> Vec<u8> {
    let ([width_high, width_low], [height_high, height_low]) = (width.to_be_bytes(), height.to_be_bytes());
    let quantization = [&[0xFF, 0xDB, 0, 67, 0], &[1; 64][..]].concat();
    let mut frame = vec![0xFF, 0xC2, 0, 20, 8, height_high, height_low, width_high, width_low, 4];
    // A table with one code, of one bit, for "no difference to the block before".
    let codes = [&[0xFF, 0xC4, 0, 20, 0, 1], &[0; 16][..]].concat();
    let mut scan = vec![0xFF, 0xDA, 0, 14, 4];
    for component in 1..=4 {
        frame.extend([component, 0x11, 0]);
        scan.extend([component, 0]);
    }
    scan.extend([0, 0, 0]);
    let blocks = usize::from(width).div_ceil(8) * usize::from(height).div_ceil(8);
    [&[0xFF, 0xD8], &quantization[..], &frame, &codes, &scan, &vec![0; blocks.div_ceil(2)], &[0xFF, 0xD9]].concat()
}

/// A gray progressive JPEG of this many scans with nothing in them.
pub fn jpeg_with_scans(width: u16, height: u16, scans: usize) -> Vec<u8> {
    let ([width_high, width_low], [height_high, height_low]) = (width.to_be_bytes(), height.to_be_bytes());
    let quantization = [&[0xFF, 0xDB, 0, 67, 0], &[1; 64][..]].concat();
    let frame = [0xFF, 0xC2, 0, 11, 8, height_high, height_low, width_high, width_low, 1, 1, 0x11, 0];
    let codes = |place| [&[0xFF, 0xC4, 0, 20, place, 1], &[0; 16][..]].concat();
    let first = [0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 0, 0];
    let other = [0xFF, 0xDA, 0, 8, 1, 1, 0, 1, 63, 0];
    [
        &[0xFF, 0xD8],
        &quantization[..],
        &frame,
        &codes(0x00),
        &codes(0x10),
        &first,
        &other.repeat(scans - 1),
        &[0xFF, 0xD9],
    ]
    .concat()
}

/// A PNG of at most 256 colors.
pub fn palette_png(palette: &[[u8; 3]], rows: &[&[u8]]) -> Vec<u8> {
    let [width, height] = [rows[0].len(), rows.len()].map(|side| u32::try_from(side).unwrap().to_be_bytes());
    let header = [&width[..], &height, &[8, 3, 0, 0, 0]].concat();
    let pixels: Vec<u8> = rows.iter().flat_map(|row| [&[0], *row].concat()).collect();
    [
        PNG_SIGNATURE,
        &png_chunk(*b"IHDR", &header),
        &png_chunk(*b"PLTE", palette.as_flattened()),
        &png_chunk(*b"IDAT", &zlib(&pixels)),
        &png_chunk(*b"IEND", &[]),
    ]
    .concat()
}

/// A zlib stream of one stored block (RFC 1950 and 1951).
fn zlib(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).unwrap();
    let (low, high) = bytes.iter().fold((1, 0), |(low, high): (u32, u32), &byte| {
        let low = (low + u32::from(byte)) % 65_521;
        (low, (high + low) % 65_521)
    });
    [&[0x78, 0x01, 0x01], &length.to_le_bytes()[..], &(!length).to_le_bytes(), bytes, &(high << 16 | low).to_be_bytes()]
        .concat()
}

/// The bits of a lossless WebP stream, the least significant bit of each byte first.
#[derive(Default)]
pub struct Bits(Vec<bool>);

impl Bits {
    pub fn push(mut self, value: u32, count: u32) -> Self {
        self.0.extend((0..count).map(|place| value >> place & 1 == 1));
        self
    }

    /// The code of a single symbol.
    pub fn single(self, symbol: u32) -> Self {
        self.push(0b101, 3).push(symbol, 8)
    }

    /// A code of eleven symbols with up to ten bits: a hundred bits for which the decoder builds a table of 4 KB.
    pub fn costly(self) -> Self {
        // Code lengths of 3 and 4 bits for the lengths 1 to 10; then the lengths of the first eleven symbols.
        let lengths = [0, 0, 0, 3, 3, 3, 3, 3, 0, 3, 4, 4, 4, 4];
        let mut bits = self.push(0, 1).push(10, 4);
        for length in lengths {
            bits = bits.push(length, 3);
        }
        bits = bits.push(1, 1).push(1, 3).push(9, 4);
        for length in [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10_u32] {
            let (code, count) = if length <= 6 { (length - 1, 3) } else { (length + 5, 4) };
            bits = (0..count).rev().fold(bits, |bits, place| bits.push(code >> place, 1));
        }
        bits
    }

    /// A code of one bit for green: 0 for a pixel without green, 1 to copy one pixel.
    pub fn literal_or_copy(self) -> Self {
        // In the code for code lengths, the bit 0 means length 1, and the bit 1 a run of zeros; four of these follow.
        let bits = self.push(0, 1).push(0, 4).push(0, 3).push(1, 3).push(0, 3).push(1, 3);
        let bits = bits.push(1, 1).push(0, 3).push(2, 2);
        // The symbol 0, 255 symbols without a code, the symbol 256.
        bits.push(0, 1).push(1, 1).push(127, 7).push(1, 1).push(106, 7).push(0, 1)
    }

    pub fn bytes(self) -> Vec<u8> {
        self.0.chunks(8).map(|byte| byte.iter().rev().fold(0, |value, &bit| value << 1 | u8::from(bit))).collect()
    }
}

/// A lossless stream, after its header, for a picture of one color and any size: this many groups of costly codes,
/// which are not used, and one group that is.
pub fn costly_stream(groups: u32) -> Vec<u8> {
    // No transforms, no cache; all blocks use the last group.
    let mut bits = Bits::default().push(0b100, 3).push(7, 3).push(0, 1);
    bits = bits.single(groups & 0xFF).single(groups >> 8).single(0).single(0).single(0);
    for _ in 0..5 * groups {
        bits = bits.costly();
    }
    bits.single(0).single(0).single(0).single(0).single(0).bytes()
}

/// The content of a lossless chunk.
pub fn lossless(width: u32, height: u32, stream: &[u8]) -> Vec<u8> {
    let header = (width - 1) | (height - 1) << 14;
    [&[0x2F], &header.to_le_bytes()[..], stream].concat()
}
