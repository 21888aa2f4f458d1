//! Limits the memory for the tables of a lossless WebP stream.
//!
//! A stream may define up to 65,536 groups of five prefix codes, used or not, and `image-webp` builds a table for each
//! code. So an upload of 5 MB can take more than 1 GB (<https://github.com/image-rs/image-webp/issues/21>; Go's
//! CVE-2026-46603 is the same problem). The codes precede the pixels. So this parses a stream up to the pixels, as the
//! decoder does, and adds up the memory. Where the decoder departs from the specification (RFC 9649, section 3), this
//! follows the decoder.

/// In bytes: eight times the maximum found in pictures of 13 megapixels that libwebp encoded.
const MAX_TABLE_BYTES: usize = 16 * 1024 * 1024;

/// Codes of up to this many bits are in a lookup table of the decoder, longer ones in a tree. Sizes are in bytes.
const TABLE_BITS: usize = 10;
const TABLE_ENTRY: usize = 4;
const TREE_NODE: usize = 16;
/// Overhead of each code: its entry in the list of groups, also while the list is reallocated, and the allocator's own.
const CODE: usize = 256;

const MAX_CODE_LENGTH: usize = 15;
const LENGTH_CODE_ORDER: [usize; 19] = [17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];
const LITERALS: u32 = 256;
const LENGTHS: u32 = 24;
const DISTANCES: u32 = 40;

/// Whether the tables of a stream for a picture of this size are valid and fit in the memory limit.
pub(crate) fn tables_fit(stream: &[u8], (width, height): (u32, u32)) -> bool {
    let mut reader = Reader { bits: Bits { bytes: stream, position: 0 }, tables: 0 };
    reader.read_to_pixels(width, height).is_some()
}

/// Parses a stream. Methods return `None` if the decoder would fail or take too much memory.
struct Reader<'a> {
    bits: Bits<'a>,
    tables: usize,
}

impl Reader<'_> {
    fn read_to_pixels(&mut self, width: u32, height: u32) -> Option<()> {
        let width = self.transforms(width, height)?;
        let cache = self.cache_size()?;
        let mut groups = 1;
        if self.bits.flag()? {
            groups += self.subsampled_image(width, height)?;
        }
        for _ in 0..groups {
            self.group(cache)?;
        }
        Some(())
    }

    /// Skips the transforms, and returns the width after them.
    fn transforms(&mut self, mut width: u32, height: u32) -> Option<u32> {
        let mut seen = [false; 4];
        while self.bits.flag()? {
            let kind = self.bits.read(2)?;
            if std::mem::replace(seen.get_mut(kind as usize)?, true) {
                return None;
            }
            match kind {
                0 | 1 => {
                    self.subsampled_image(width, height)?;
                }
                2 => {}
                _ => {
                    let colors = self.bits.read(8)? + 1;
                    self.image(colors, 1)?;
                    width = subsampled(
                        width,
                        match colors {
                            ..=2 => 3,
                            3..=4 => 2,
                            5..=16 => 1,
                            17.. => 0,
                        },
                    );
                }
            }
        }
        Some(width)
    }

    fn subsampled_image(&mut self, width: u32, height: u32) -> Option<u32> {
        let bits = self.bits.read(3)? + 2;
        self.image(subsampled(width, bits), subsampled(height, bits))
    }

    /// Skips an embedded image, and returns the largest number that red and green form in a pixel. In the image that
    /// assigns groups to blocks, this is the index of the last group. Pixels copied from earlier ones cannot exceed it.
    fn image(&mut self, width: u32, height: u32) -> Option<u32> {
        let cache = self.cache_size()?;
        let [green, red, blue, alpha, distance] = self.group(cache)?;
        let mut missing = width * height;
        let mut largest = 0;
        while missing > 0 {
            let symbol = green.read(&mut self.bits)?;
            let mut pixels = 1;
            if symbol < LITERALS {
                largest = largest.max(red.read(&mut self.bits)? << 8 | symbol);
                blue.read(&mut self.bits)?;
                alpha.read(&mut self.bits)?;
            } else if symbol < LITERALS + LENGTHS {
                pixels = self.extended(symbol - LITERALS)?;
                let distance = distance.read(&mut self.bits)?;
                self.extended(distance)?;
            }
            missing = missing.checked_sub(pixels)?;
        }
        Some(largest)
    }

    /// A length or distance, from the symbol and its extra bits.
    fn extended(&mut self, symbol: u32) -> Option<u32> {
        if symbol < 4 {
            return Some(symbol + 1);
        }
        let extra = (symbol - 2) / 2;
        Some(((2 + symbol % 2) << extra) + self.bits.read(extra)? + 1)
    }

    fn cache_size(&mut self) -> Option<u32> {
        if !self.bits.flag()? {
            return Some(0);
        }
        let bits = self.bits.read(4)?;
        (1..=11).contains(&bits).then(|| 1 << bits)
    }

    fn group(&mut self, cache: u32) -> Option<[Code; 5]> {
        Some([
            self.code(LITERALS + LENGTHS + cache)?,
            self.code(LITERALS)?,
            self.code(LITERALS)?,
            self.code(LITERALS)?,
            self.code(DISTANCES)?,
        ])
    }

    fn code(&mut self, alphabet: u32) -> Option<Code> {
        let code = if self.bits.flag()? { self.short_code(alphabet) } else { self.long_code(alphabet) }?;
        self.tables += code.memory();
        (self.tables <= MAX_TABLE_BYTES).then_some(code)
    }

    fn short_code(&mut self, alphabet: u32) -> Option<Code> {
        let two = self.bits.flag()?;
        let first_bits = if self.bits.flag()? { 8 } else { 1 };
        let first = self.bits.read(first_bits)?;
        let symbols = if two { vec![first, self.bits.read(8)?] } else { vec![first] };
        symbols.iter().all(|&symbol| symbol < alphabet).then(|| Code::short(symbols))
    }

    fn long_code(&mut self, alphabet: u32) -> Option<Code> {
        let mut lengths = [0; LENGTH_CODE_ORDER.len()];
        let given = 4 + self.bits.read(4)?;
        for &symbol in LENGTH_CODE_ORDER.get(..given as usize)? {
            lengths[symbol] = self.bits.read(3)?;
        }
        let length_code = Code::from_lengths(&lengths)?;
        Code::from_lengths(&self.lengths(&length_code, alphabet)?)
    }

    fn lengths(&mut self, code: &Code, alphabet: u32) -> Option<Vec<u32>> {
        let mut left = alphabet;
        if self.bits.flag()? {
            let bits = 2 + 2 * self.bits.read(3)?;
            left = Some(self.bits.read(bits)? + 2).filter(|&left| left <= alphabet)?;
        }
        let alphabet = alphabet as usize;
        let mut lengths = Vec::with_capacity(alphabet);
        let mut previous = 8;
        while lengths.len() < alphabet && left > 0 {
            left -= 1;
            let (length, times) = match code.read(&mut self.bits)? {
                16 => (previous, 3 + self.bits.read(2)?),
                17 => (0, 3 + self.bits.read(3)?),
                18 => (0, 11 + self.bits.read(7)?),
                length => (length, 1),
            };
            if length != 0 {
                previous = length;
            }
            lengths.extend(std::iter::repeat_n(length, times as usize));
        }
        (lengths.len() <= alphabet).then_some(lengths)
    }
}

fn subsampled(side: u32, bits: u32) -> u32 {
    side.div_ceil(1 << bits)
}

/// A canonical prefix code.
struct Code {
    /// How many symbols have a code of each length.
    counts: [u32; MAX_CODE_LENGTH + 1],
    /// The symbols, those with the shortest codes first.
    symbols: Vec<u32>,
}

impl Code {
    /// The code of one symbol, which takes no bits, or of two, which take one each.
    fn short(symbols: Vec<u32>) -> Self {
        let mut counts = [0; MAX_CODE_LENGTH + 1];
        counts[symbols.len() - 1] = if symbols.len() == 1 { 1 } else { 2 };
        Self { counts, symbols }
    }

    fn from_lengths(lengths: &[u32]) -> Option<Self> {
        let mut used: Vec<(u32, u32)> = lengths.iter().copied().zip(0..).filter(|&(length, _)| length > 0).collect();
        used.sort_unstable();
        let mut counts = [0; MAX_CODE_LENGTH + 1];
        for &(length, _) in &used {
            *counts.get_mut(length as usize)? += 1;
        }
        let symbols: Vec<u32> = used.into_iter().map(|(_, symbol)| symbol).collect();
        if symbols.len() == 1 {
            return Some(Self::short(symbols));
        }
        let room: u32 = (1..).zip(&counts[1..]).map(|(length, &count)| count << (MAX_CODE_LENGTH - length)).sum();
        (room == 1 << MAX_CODE_LENGTH).then_some(Self { counts, symbols })
    }

    fn memory(&self) -> usize {
        let longest = self.counts.iter().rposition(|&count| count > 0).unwrap_or_default();
        let in_tree = self.counts.iter().skip(TABLE_BITS + 1).sum::<u32>() as usize;
        CODE + (TABLE_ENTRY << longest.min(TABLE_BITS)) + 2 * TREE_NODE * in_tree
    }

    fn read(&self, bits: &mut Bits<'_>) -> Option<u32> {
        if let [only] = *self.symbols {
            return Some(only);
        }
        let (mut code, mut first, mut index) = (0, 0, 0);
        for &count in &self.counts[1..] {
            code += bits.read(1)?;
            if code < first + count {
                return self.symbols.get((index + code - first) as usize).copied();
            }
            index += count;
            first = (first + count) * 2;
            code *= 2;
        }
        None
    }
}

/// The bits of a stream, the least significant bit of each byte first.
struct Bits<'a> {
    bytes: &'a [u8],
    position: usize,
}

impl Bits<'_> {
    fn read(&mut self, count: u32) -> Option<u32> {
        let mut value = 0;
        for place in 0..count {
            let byte = self.bytes.get(self.position / 8)?;
            value |= u32::from(byte >> (self.position % 8) & 1) << place;
            self.position += 1;
        }
        Some(value)
    }

    fn flag(&mut self) -> Option<bool> {
        Some(self.read(1)? == 1)
    }
}
