//! The container of a WebP picture (RFC 9649): refuses animations and pictures that take too much memory.

use usher_domain::Problem;

use crate::lossless;

const HEADER_BYTES: usize = 12;
const CHUNK_HEADER_BYTES: usize = 8;
const ANIMATED: u8 = 0b10;
const COMPRESSION: u8 = 0b11;
const COMPRESSED: u8 = 0b01;

/// The WebP file in an upload, with complete chunks.
///
/// # Errors
/// [`Problem::NotAPicture`] if it is truncated or malformed; [`Problem::AnimatedPicture`].
pub(crate) fn container(uploaded: &[u8]) -> Result<&[u8], Problem> {
    let length = uploaded.get(4..8).and_then(number).ok_or(Problem::NotAPicture)?;
    let end = CHUNK_HEADER_BYTES.checked_add(length).ok_or(Problem::NotAPicture)?;
    let container = uploaded.get(..end).ok_or(Problem::NotAPicture)?;
    for chunk in chunks(container) {
        match chunk? {
            (b"ANIM" | b"ANMF", _) => return Err(Problem::AnimatedPicture),
            (b"VP8X", [flags, ..]) if flags & ANIMATED != 0 => return Err(Problem::AnimatedPicture),
            _ => {}
        }
    }
    Ok(container)
}

/// Refuses a container for which the decoder would take more memory than a picture of this size needs: it compares the
/// sizes of the frame and the container only after decoding, and does not limit the tables of a lossless frame.
///
/// # Errors
/// [`Problem::NotAPicture`].
pub(crate) fn check_memory(container: &[u8], size: (u32, u32)) -> Result<(), Problem> {
    for chunk in chunks(container) {
        let fits = match chunk? {
            (b"VP8 ", frame) => lossy_size(frame) == Some(size),
            (b"VP8L", frame) => lossless::tables_fit(frame.get(5..).unwrap_or_default(), size),
            (b"ALPH", [flags, stream @ ..]) if flags & COMPRESSION == COMPRESSED => lossless::tables_fit(stream, size),
            _ => true,
        };
        if !fits {
            return Err(Problem::NotAPicture);
        }
    }
    Ok(())
}

/// The size in the header of a lossy frame (RFC 6386, section 9.1).
fn lossy_size(frame: &[u8]) -> Option<(u32, u32)> {
    let side = |at: usize| Some(u32::from(u16::from_le_bytes(frame.get(at..at + 2)?.try_into().ok()?) & 0x3FFF));
    Some((side(6)?, side(8)?))
}

type Chunk<'a> = (&'a [u8; 4], &'a [u8]);

/// The chunks of a container, up to the first that exceeds it.
fn chunks(container: &[u8]) -> impl Iterator<Item = Result<Chunk<'_>, Problem>> {
    let mut rest = container.get(HEADER_BYTES..).unwrap_or_default();
    std::iter::from_fn(move || {
        let (header, after) = rest.split_at_checked(CHUNK_HEADER_BYTES)?;
        let (kind, length) = header.split_first_chunk()?;
        let length = number(length)?;
        let Some(content) = after.get(..length) else {
            rest = &[];
            return Some(Err(Problem::NotAPicture));
        };
        rest = after.get(length + length % 2..).unwrap_or_default();
        Some(Ok((kind, content)))
    })
}

fn number(bytes: &[u8]) -> Option<usize> {
    usize::try_from(u32::from_le_bytes(bytes.try_into().ok()?)).ok()
}
