//! Checks of JPEG files that the decoder does not make.

use usher_domain::Problem;

const HUFFMAN_TABLES: u8 = 0xC4;
const END_OF_IMAGE: u8 = 0xD9;
const START_OF_SCAN: u8 = 0xDA;

/// Far more than cameras write: the largest metadata take some hundred segments. For some kinds, the decoder scans all
/// previous segments again with each new one, which takes half a minute for 5 MB of them.
const MAX_SEGMENTS: usize = 1000;

/// The decoder processes the whole picture with each scan, and a scan can have as few as ten bytes. Encoders write
/// about 10 scans, or 18 for four components.
const MAX_SCANS: usize = 20;

/// Twelve scans of the largest pictures.
const MAX_SCANNED_PIXELS: u64 = 12 * 13 * 1024 * 1024;

/// Eight full tables for each scan. The decoder allocates 3 KB for each table, however short it is.
const MAX_HUFFMAN_BYTES: usize = MAX_SCANS * 8 * 273;

/// The picture in a file, from the start to the end-of-image marker.
pub(crate) struct Jpeg<'a> {
    pub(crate) bytes: &'a [u8],
    scans: usize,
}

impl Jpeg<'_> {
    /// Whether the scans take too much work for a picture of this many pixels.
    pub(crate) fn is_too_complex(&self, pixels: u64) -> bool {
        u64::try_from(self.scans).is_ok_and(|scans| scans * pixels > MAX_SCANNED_PIXELS)
    }
}

/// Finds the picture in a file. A truncated picture is refused, since the decoder would fill the missing part with
/// gray.
///
/// # Errors
/// [`Problem::NotAPicture`] without an end-of-image marker or with too many segments or Huffman tables;
/// [`Problem::PictureTooComplex`] with too many scans.
pub(crate) fn picture(uploaded: &[u8]) -> Result<Jpeg<'_>, Problem> {
    let (first_scan, end) = bounds(uploaded).ok_or(Problem::NotAPicture)?;
    let bytes = uploaded.get(..end).ok_or(Problem::NotAPicture)?;
    let compressed = bytes.get(first_scan..).ok_or(Problem::NotAPicture)?;
    // This counts at least as many scans as the decoder sees.
    let scans = compressed.windows(2).filter(|pair| *pair == [0xFF, START_OF_SCAN]).count();
    if scans > MAX_SCANS {
        return Err(Problem::PictureTooComplex);
    }
    Ok(Jpeg { bytes, scans })
}

/// The start of the first scan and the end of the picture. Segments are skipped by their length, since one may hold a
/// thumbnail with its own end-of-image marker.
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
            if huffman_bytes > MAX_HUFFMAN_BYTES || !has_only_tables(content) {
                return None;
            }
        }
        position = at + 1 + length;
    }
    None
}

/// The position of the marker that starts here, after any number of fill bytes.
fn marker_at(uploaded: &[u8], position: usize) -> Option<usize> {
    let rest = uploaded.get(position..)?.strip_prefix(&[0xFF])?;
    Some(position + 1 + rest.iter().position(|&byte| byte != 0xFF)?)
}

/// The position of the next marker after compressed data, in which 0xFF may be followed by zeros and restart markers.
fn next_marker(uploaded: &[u8], position: usize) -> Option<usize> {
    let mut pairs = uploaded.get(position..)?.windows(2);
    let found = pairs.position(|pair| matches!(pair, [0xFF, 0x01..=0xCF | 0xD8..=0xFE]))?;
    Some(position + found + 1)
}

/// Whether a segment consists of Huffman tables only: the decoder would parse remaining bytes as segments.
fn has_only_tables(mut content: &[u8]) -> bool {
    while let Some((counts, symbols)) = content.split_first_chunk::<17>() {
        let symbol_count: usize = counts.iter().skip(1).map(|&count| usize::from(count)).sum();
        match symbols.get(symbol_count..) {
            Some(rest) => content = rest,
            None => return false,
        }
    }
    content.is_empty()
}
