//! Searches for the accepted pictures that take the most time to decode.
//!
//! `cargo nextest run --workspace --run-ignored only --no-capture the_worst_pictures`
//!
//! Each format is tried with all combinations of encoder options, at 1/16 and at 1/64 of the maximum pixels and bytes.
//! Those whose time grows most between the two are measured at full size. The measure is processor time, so that a busy
//! machine does not matter. There is no threshold, since machines differ; docs/decisions/0024-picture-decoding-limits.md has the
//! results.

mod jpeg;
mod png;
mod webp;

use std::fs;
use std::time::Duration;

use usher_picture::prepare;

/// The size of a candidate, up to the maximum that is accepted.
#[derive(Clone, Copy)]
pub struct Size {
    pub width: u16,
    pub height: u16,
    pub bytes: usize,
}

const FULL: Size = Size { width: 4224, height: 3136, bytes: 5 * 1024 * 1024 };
const SIXTY_FOURTH: Size = Size { width: FULL.width / 8, height: FULL.height / 8, bytes: FULL.bytes / 64 };
const SIXTEENTH: Size = Size { width: FULL.width / 4, height: FULL.height / 4, bytes: FULL.bytes / 16 };

/// How many candidates of each format are measured at full size.
const FULL_SIZE_CANDIDATES: usize = 5;

/// A way to make a picture of any size.
pub struct Candidate {
    name: String,
    make: Box<dyn Fn(Size) -> Vec<u8>>,
}

impl Candidate {
    fn new(name: String, make: impl Fn(Size) -> Vec<u8> + 'static) -> Self {
        Self { name, make: Box::new(make) }
    }
}

#[test]
#[ignore = "takes minutes, and only prints"]
fn the_worst_pictures_that_a_search_finds() {
    let formats = [
        ("JPEG", jpeg::candidates()),
        ("PNG", png::candidates()),
        ("WebP without loss", webp::lossless_candidates()),
        ("WebP with loss", webp::lossy_candidates()),
    ];
    for (format, candidates) in formats {
        let count = candidates.len();
        let mut small: Vec<_> = candidates.into_iter().map(|one| (growth(&one), one)).collect();
        small.sort_by_key(|(growth, _)| std::cmp::Reverse(*growth));
        println!("{format}: {count} kinds tried");
        for (growth, candidate) in small.into_iter().take(FULL_SIZE_CANDIDATES) {
            let uploaded = (candidate.make)(FULL);
            let (full, outcome) = time(&uploaded);
            let kilobytes = uploaded.len() / 1000;
            println!("  {full:>7.2?} ({growth:>8.2?} at 1/16), {kilobytes:>4} KB, {outcome}: {}", candidate.name);
        }
    }
}

/// How much more processor time a candidate takes at 1/16 than at 1/64.
fn growth(candidate: &Candidate) -> Duration {
    let [more, less] = [SIXTEENTH, SIXTY_FOURTH].map(|size| time(&(candidate.make)(size)).0);
    more.saturating_sub(less)
}

/// The processor time to prepare an upload, and the outcome. A decoder that panics takes no further time.
fn time(uploaded: &[u8]) -> (Duration, &'static str) {
    let before = processor_time();
    let outcome = match std::panic::catch_unwind(|| prepare(uploaded)) {
        Ok(Ok(_)) => "a picture",
        Ok(Err(_)) => "refused",
        Err(_) => "panics",
    };
    (processor_time().saturating_sub(before), outcome)
}

fn processor_time() -> Duration {
    let statistics = fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    Duration::from_nanos(statistics.split(' ').next().unwrap().parse().unwrap())
}

/// Pseudorandom bytes, the same for the same seed.
pub fn noise(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_be_bytes()[0]
    })
    .take(length)
    .collect()
}
