//! docs.
/// x
#[expect(clippy::disallowed_methods, reason = "tests are told by the environment what to do")]
#[must_use]
pub fn is_to_be_written() -> bool {
    std::env::var("USHER_BILL").is_ok_and(|value| value == "write")
}
