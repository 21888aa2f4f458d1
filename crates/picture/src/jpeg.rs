//! What the JPEG decoder lets pass, and Usher does not.

use usher_domain::Problem;

const HUFFMAN_TABLES: u8 = 0xC4;
const END_OF_IMAGE: u8 = 0xD9;
const START_OF_SCAN: u8 = 0xDA;

/// Far above what cameras write, where the largest metadata are in some hundred segments. The decoder goes through all of
/// some kinds again with each that follows: for 5 MB of them it takes half a minute.
const MAX_SEGMENTS: usize = 1000;

/// The decoder goes through a whole picture again with each scan, and a scan can have as few as ten bytes. Encoders
/// write about 10 scans, and 18 for four colours.
const MAX_SCANS: usize = 20;

/// Twelve scans of the largest pictures.
const MAX_SCANNED_PIXELS: u64 = 12 * 13 * 1024 * 1024;

/// Eight full tables for each of so many scans. The decoder makes 3 KB of each table, however short it is.
const MAX_HUFFMAN_BYTES: usize = MAX_SCANS * 8 * 273;

/// The part of a file that is the picture: from its start to the mark at its end.
pub(crate) struct Jpeg<'a> {
    pub(crate) bytes: &'a [u8],
    scans: usize,
}

impl Jpeg<'_> {
    /// Whether going through so many pixels with each scan is too much work.
    pub(crate) fn is_too_complex(&self, pixels: u64) -> bool {
        u64::try_from(self.scans).is_ok_and(|scans| scans * pixels > MAX_SCANNED_PIXELS)
    }
}

/// Finds the picture in a file.
///
/// The decoder fills with grey what is missing of a picture that was cut off; nobody would want that for a picture.
///
/// # Errors
/// [`Problem::NotAPicture`] without that mark, and with more segments than is bearable; [`Problem::PictureTooComplex`].
pub(crate) fn picture(uploaded: &[u8]) -> Result<Jpeg<'_>, Problem> {
    let (first_scan, end) = bounds(uploaded).ok_or(Problem::NotAPicture)?;
    let bytes = uploaded.get(..end).ok_or(Problem::NotAPicture)?;
    let compressed = bytes.get(first_scan..).ok_or(Problem::NotAPicture)?;
    // Whatever the decoder takes for the start of a scan has these bytes.
    let scans = compressed.windows(2).filter(|pair| *pair == [0xFF, START_OF_SCAN]).count();
    if scans > MAX_SCANS {
        return Err(Problem::PictureTooComplex);
    }
    Ok(Jpeg { bytes, scans })
}

/// Where the first scan begins, past the segments before it, one of which may hold a smaller picture with an end of its
/// own; and where the picture ends.
fn bounds(uploaded: &[u8]) -> Option<(usize, usize)> {
    let mut position = 2;
    let mut first_scan = None;
    let mut huffman_bytes = 0;
    for _ in 0..MAX_SEGMENTS {
        let at = if first_scan.is_none() { marker_at(uploaded, position)? } else { next_marker(uploaded, position)? };
        let marker = *uploaded.get(at)?;
        match marker {
            END_OF_IMAGE => return Some((first_scan?, at + 1)),
            START_OF_SCAN => first_scan = first_scan.or(Some(at - 1)),
            _ => {}
        }
        let length = usize::from(u16::from_be_bytes(*uploaded.get(at + 1..)?.first_chunk()?));
        let content = uploaded.get(at + 1..)?.get(2..length)?;
        if marker == HUFFMAN_TABLES {
            huffman_bytes += length;
            if huffman_bytes > MAX_HUFFMAN_BYTES || !is_full_of_tables(content) {
                return None;
            }
        }
        position = at + 1 + length;
    }
    None
}

/// Where the marker is that stands right here, behind any number of fill bytes.
fn marker_at(uploaded: &[u8], position: usize) -> Option<usize> {
    let rest = uploaded.get(position..)?.strip_prefix(&[0xFF])?;
    Some(position + 1 + rest.iter().position(|&byte| byte != 0xFF)?)
}

/// Where the next marker is behind what is compressed, in which zeros and restart markers may follow 0xFF.
fn next_marker(uploaded: &[u8], position: usize) -> Option<usize> {
    let mut pairs = uploaded.get(position..)?.windows(2);
    let found = pairs.position(|pair| matches!(pair, [0xFF, 0x01..=0xCF | 0xD8..=0xFE]))?;
    Some(position + found + 1)
}

/// Whether a segment of Huffman tables is nothing but tables: the decoder takes bytes that are left over for segments.
fn is_full_of_tables(mut content: &[u8]) -> bool {
    while let Some((counts, symbols)) = content.split_first_chunk::<17>() {
        let symbol_count: usize = counts.iter().skip(1).map(|&count| usize::from(count)).sum();
        match symbols.get(symbol_count..) {
            Some(rest) => content = rest,
            None => return false,
        }
    }
    content.is_empty()
}
