//! WebP: lossless with every transform, lossy from streams of noise, and lossy with lossless transparency.

use super::{Candidate, Size, noise};
use crate::samples::{Bits, extended, lossless, webp_of};

#[derive(Clone, Copy, Debug)]
enum Code {
    /// A single symbol, which takes no bits.
    One,
    /// Codes of up to ten bits.
    Long,
    /// Every second pixel is copied.
    Copies,
}

#[derive(Clone, Copy, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "the flags are independent")]
struct Lossless {
    predictor: Option<u32>,
    colors: bool,
    green: bool,
    palette: bool,
    cache: bool,
    /// An image that assigns groups of codes to blocks.
    groups: bool,
    code: Code,
}

pub fn lossless_candidates() -> Vec<Candidate> {
    let mut candidates = Vec::new();
    for kind in kinds() {
        candidates.push(Candidate::new(format!("lossless, {kind:?}"), move |size| {
            webp_of(&[(b"VP8L", &lossless(size.width.into(), size.height.into(), &stream(kind, size.bytes)))])
        }));
    }
    candidates
}

/// Lossy, with and without transparency.
pub fn lossy_candidates() -> Vec<Candidate> {
    let mut candidates = Vec::new();
    for seed in 0..150 {
        candidates.push(Candidate::new(format!("lossy, noise {seed}"), move |size| {
            webp_of(&[(b"VP8 ", &lossy(seed, size, size.bytes))])
        }));
        candidates.push(Candidate::new(format!("lossy, noise {seed}, with transparency"), move |size| {
            let kind = Lossless { cache: true, predictor: Some(11), ..kinds()[0] };
            let alpha = stream(Lossless { code: Code::Copies, ..kind }, size.bytes / 4);
            webp_of(&[
                (b"VP8X", &extended(0x10, size.width, size.height)),
                // Filtered by the gradient.
                (b"ALPH", &[&[0b1101], &alpha[..]].concat()),
                (b"VP8 ", &lossy(seed, size, size.bytes * 3 / 4)),
            ])
        }));
    }
    candidates
}

fn kinds() -> Vec<Lossless> {
    let mut kinds = Vec::new();
    for predictor in [None, Some(1), Some(5), Some(7), Some(10), Some(11), Some(12), Some(13)] {
        for transforms in 0..8 {
            for cache in [false, true] {
                for groups in [false, true] {
                    for code in [Code::One, Code::Long, Code::Copies] {
                        let [colors, green, palette] = [1, 2, 4].map(|bit| transforms & bit != 0);
                        kinds.push(Lossless { predictor, colors, green, palette, cache, groups, code });
                    }
                }
            }
        }
    }
    kinds
}

/// A lossless stream after its header.
fn stream(kind: Lossless, bytes: usize) -> Vec<u8> {
    let mut bits = Bits::default();
    if let Some(mode) = kind.predictor {
        bits = flat(bits.push(0b001, 3).push(0, 3), mode);
    }
    if kind.colors {
        bits = flat(bits.push(0b011, 3).push(0, 3), 77);
    }
    if kind.green {
        bits = bits.push(0b101, 3);
    }
    if kind.palette {
        bits = flat(bits.push(0b111, 3).push(255, 8), 9);
    }
    bits = bits.push(0, 1);
    bits = if kind.cache { bits.push(1, 1).push(11, 4) } else { bits.push(0, 1) };
    bits = if kind.groups { flat(bits.push(1, 1).push(0, 3), 0) } else { bits.push(0, 1) };
    bits = match kind.code {
        Code::One => bits.single(100).single(100).single(100).single(100).single(0),
        Code::Long => bits.costly().costly().costly().costly().single(0),
        // Copied from the pixel before.
        Code::Copies => bits.literal_or_copy().single(100).single(100).single(100).single(1),
    };
    // The first pixel has none before it.
    let mut stream = bits.push(0, 1).bytes();
    stream.extend(noise(3, bytes.saturating_sub(stream.len() + 200)));
    stream
}

/// An embedded image of one color, whose pixels take no bits.
fn flat(bits: Bits, green: u32) -> Bits {
    bits.push(0, 1).single(green).single(3).single(5).single(0).single(0)
}

/// A lossy frame of noise, which can always be decoded.
fn lossy(seed: u64, size: Size, bytes: usize) -> Vec<u8> {
    let first = bytes.min(500_000) / 2;
    let tag = (u32::try_from(first).unwrap() << 5 | 1 << 4).to_le_bytes();
    let size_bytes = [size.width.to_le_bytes(), size.height.to_le_bytes()].concat();
    let mut partition = noise(seed + 10, first);
    // The first bit is the color space, which has to be zero.
    partition[0] &= 0x3F;
    let rest = noise(seed + 1000, bytes.saturating_sub(first + 200));
    // The sizes of the partitions, in case the noise has eight of them.
    let lengths = u32::try_from(rest.len() / 9).unwrap().to_le_bytes()[..3].repeat(7);
    [&tag[..3], &[0x9D, 0x01, 0x2A], &size_bytes, &partition, &lengths, &rest].concat()
}
