//! What the JPEG decoder lets pass, and Usher does not.

const START_OF_SCAN: u8 = 0xDA;
const END_OF_IMAGE: [u8; 2] = [0xFF, 0xD9];

/// Far above what cameras write, where the largest metadata are in some hundred segments. The decoder goes through all of
/// some kinds again with each that follows: for 5 MB of them it takes half a minute.
const MAX_SEGMENTS: usize = 1000;

/// Whether a file has a bearable number of segments, and the mark at the end of its picture.
///
/// The decoder fills with grey what is missing of a picture that was cut off; nobody would want that for a picture.
pub(crate) fn is_sound(uploaded: &[u8]) -> bool {
    scans(uploaded).is_some_and(|scans| scans.windows(2).any(|pair| pair == END_OF_IMAGE))
}

/// The file from its first scan on, past the segments before it: one of them may hold a smaller picture, with an end of
/// its own.
fn scans(uploaded: &[u8]) -> Option<&[u8]> {
    let mut rest = uploaded.get(2..)?;
    for _ in 0..MAX_SEGMENTS {
        while let [0xFF, 0xFF, ..] = rest {
            rest = rest.get(1..)?;
        }
        let [0xFF, marker, high, low, ..] = *rest else { return None };
        if marker == START_OF_SCAN {
            return Some(rest);
        }
        rest = rest.get(2 + usize::from(u16::from_be_bytes([high, low]))..)?;
    }
    None
}
