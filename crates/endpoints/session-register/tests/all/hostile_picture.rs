//! A picture that makes the decoder panic ends only the subprocess. Tested with the same binary that is deployed.

use std::path::Path;
use std::time::Duration;

use usher_domain::Problem;
use usher_picture::{prepare_in, prepare_within};

/// The binary of the function, which also runs as the subprocess.
const PROGRAM: &str = env!("CARGO_BIN_EXE_session-register");

/// A gray JPEG whose block values overflow. zune-jpeg 0.5.15 panics at it; a later version may decode it.
const OVERFLOWING: &[u8] = include_bytes!("../../../../picture/tests/files/overflowing.jpg");

#[test]
fn picture_comes_back_from_the_subprocess() {
    let pixel = include_bytes!("../../../../picture/tests/files/pixel.png");
    let picture = prepare_in(Path::new(PROGRAM), pixel).unwrap().unwrap();
    assert_eq!(Ok(picture), usher_picture::prepare(pixel));
}

#[test]
fn problem_comes_back_from_the_subprocess() {
    assert_eq!(prepare_in(Path::new(PROGRAM), b"<svg/>").unwrap(), Err(Problem::NotAPicture));
    let too_large = vec![0xFF; 5 * 1024 * 1024 + 1];
    assert_eq!(
        prepare_in(Path::new(PROGRAM), &too_large).unwrap(),
        Err(Problem::PictureTooLarge { limit_megabytes: 5 })
    );
}

#[test]
fn decoder_panic_is_reported_as_no_picture() {
    assert!(std::panic::catch_unwind(|| usher_picture::prepare(OVERFLOWING)).is_err(), "it does");
    assert_eq!(prepare_in(Path::new(PROGRAM), OVERFLOWING).unwrap(), Err(Problem::NotAPicture));
}

/// The test hangs if the subprocess is not killed.
#[test]
fn slow_subprocess_is_killed() {
    let pixel = include_bytes!("../../../../picture/tests/files/pixel.png");
    let prepared = prepare_within(Duration::ZERO, Path::new(PROGRAM), pixel).unwrap();
    assert_eq!(prepared, Err(Problem::PictureTooComplex));
}

#[test]
fn missing_program_is_an_internal_failure() {
    assert!(prepare_in(Path::new("/there/is/no/such/program"), OVERFLOWING).is_err());
}
