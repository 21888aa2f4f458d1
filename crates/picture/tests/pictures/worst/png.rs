//! PNG: all color types, filters and interlacing, with content that compresses well or badly.

use std::io::Write as _;

use flate2::write::ZlibEncoder;
use flate2::{Compression, FlushCompress};

use super::{Candidate, Size, noise};
use crate::samples::{PNG_SIGNATURE, png_chunk};

#[derive(Clone, Copy, Debug)]
struct Kind {
    color: u8,
    depth: u8,
    interlaced: bool,
    filter: Filter,
    content: Content,
}

#[derive(Clone, Copy, Debug)]
enum Filter {
    Always(u8),
    InTurn,
}

#[derive(Clone, Copy, Debug)]
enum Content {
    Flat,
    Gradient,
    NoiseFirst,
}

pub fn candidates() -> Vec<Candidate> {
    let mut candidates = Vec::new();
    for (color, depth) in [(0, 1), (0, 8), (0, 16), (2, 8), (2, 16), (3, 1), (3, 8), (4, 8), (4, 16), (6, 8), (6, 16)] {
        for interlaced in [false, true] {
            for filter in [Filter::Always(0), Filter::Always(3), Filter::Always(4), Filter::InTurn] {
                for content in [Content::Flat, Content::Gradient, Content::NoiseFirst] {
                    let kind = Kind { color, depth, interlaced, filter, content };
                    candidates.push(Candidate::new(format!("{kind:?}"), move |size| made(kind, size)));
                }
            }
        }
    }
    candidates.push(Candidate::new("gigabytes of zeros after the pixels".to_owned(), bomb));
    candidates.push(Candidate::new("as many empty chunks as fit".to_owned(), |size| {
        let kind = Kind { color: 6, depth: 8, interlaced: false, filter: Filter::Always(4), content: Content::Flat };
        let picture = made(kind, size);
        let empty = png_chunk(*b"tEXt", b"a\0").repeat(size.bytes.saturating_sub(picture.len()) / 14);
        [&picture[..33], &empty, &picture[33..]].concat()
    }));
    candidates
}

fn made(kind: Kind, size: Size) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    let bits = usize::from(kind.depth) * [1, 0, 3, 1, 2, 0, 4][usize::from(kind.color)];
    let mut noise =
        if matches!(kind.content, Content::NoiseFirst) { noise(2, size.bytes * 9 / 10) } else { Vec::new() };
    for (width, height) in passes(kind, size) {
        let length = (width * bits).div_ceil(8);
        for row in 0..height {
            let filter = match kind.filter {
                Filter::Always(filter) => filter,
                Filter::InTurn => u8::try_from(row % 5).unwrap(),
            };
            let mut bytes = noise.split_off(noise.len().saturating_sub(length));
            let next = |index: usize| {
                if matches!(kind.content, Content::Gradient) { u8::try_from(index % 256).unwrap() } else { 0 }
            };
            bytes.extend((bytes.len()..length).map(next));
            encoder.write_all(&[filter]).unwrap();
            encoder.write_all(&bytes).unwrap();
        }
    }
    file(kind, size, &encoder.finish().unwrap())
}

fn file(kind: Kind, size: Size, compressed: &[u8]) -> Vec<u8> {
    let [width, height] = [size.width, size.height].map(|side| u32::from(side).to_be_bytes());
    let header = [&width[..], &height, &[kind.depth, kind.color, 0, 0, u8::from(kind.interlaced)]].concat();
    let palette = if kind.color == 3 { png_chunk(*b"PLTE", &vec![7; 3 << kind.depth]) } else { Vec::new() };
    let transparency = if kind.color == 3 { png_chunk(*b"tRNS", &[9]) } else { Vec::new() };
    [
        PNG_SIGNATURE,
        &png_chunk(*b"IHDR", &header),
        &palette,
        &transparency,
        &png_chunk(*b"IDAT", compressed),
        &png_chunk(*b"IEND", &[]),
    ]
    .concat()
}

/// The sizes of the passes in which a picture is stored.
fn passes(kind: Kind, size: Size) -> Vec<(usize, usize)> {
    let [width, height] = [size.width, size.height].map(usize::from);
    if !kind.interlaced {
        return vec![(width, height)];
    }
    let places = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];
    places.map(|(left, top, across, down)| ((width - left).div_ceil(across), (height - top).div_ceil(down))).to_vec()
}

/// Excess zeros after the pixels, compressed into the remaining bytes.
fn bomb(size: Size) -> Vec<u8> {
    let kind = Kind { color: 6, depth: 16, interlaced: false, filter: Filter::Always(4), content: Content::Flat };
    let mut compressor = flate2::Compress::new(Compression::best(), true);
    let zeros = vec![0; 16 * 1024 * 1024];
    // Two blocks of zeros: the second one only refers to the first and can be repeated.
    let mut blocks = [0; 2].map(|_| {
        let mut block = Vec::with_capacity(1024 * 1024);
        compressor.compress_vec(&zeros, &mut block, FlushCompress::Sync).unwrap();
        block
    });
    let again = std::mem::take(&mut blocks[1]);
    let count = size.bytes.saturating_sub(blocks[0].len() + 200) / again.len();
    file(kind, size, &[&blocks[0][..], &again.repeat(count)].concat())
}
