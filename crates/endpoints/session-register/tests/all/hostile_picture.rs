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
fn a_good_picture_comes_back() {
    let pixel = include_bytes!("../../../../picture/tests/files/pixel.png");
    let picture = prepare_in(Path::new(PROGRAM), pixel).unwrap().unwrap();
    assert_eq!(Ok(picture), usher_picture::prepare(pixel));
}

#[test]
fn what_is_wrong_with_an_upload_comes_back_too() {
    assert_eq!(prepare_in(Path::new(PROGRAM), b"<svg/>").unwrap(), Err(Problem::NotAPicture));
    let too_large = vec![0xFF; 5 * 1024 * 1024 + 1];
    assert_eq!(
        prepare_in(Path::new(PROGRAM), &too_large).unwrap(),
        Err(Problem::PictureTooLarge { limit_megabytes: 5 })
    );
}

#[test]
fn a_picture_that_makes_the_decoder_panic_is_none() {
    assert!(std::panic::catch_unwind(|| usher_picture::prepare(OVERFLOWING)).is_err(), "it does");
    assert_eq!(prepare_in(Path::new(PROGRAM), OVERFLOWING).unwrap(), Err(Problem::NotAPicture));
}

/// The test hangs if the subprocess is not killed.
#[test]
fn a_process_that_takes_too_long_is_ended() {
    let pixel = include_bytes!("../../../../picture/tests/files/pixel.png");
    let prepared = prepare_within(Duration::ZERO, Path::new(PROGRAM), pixel).unwrap();
    assert_eq!(prepared, Err(Problem::PictureTooComplex));
}

#[test]
fn without_a_process_nobody_is_told_that_it_is_no_picture() {
    assert!(prepare_in(Path::new("/there/is/no/such/program"), OVERFLOWING).is_err());
}
