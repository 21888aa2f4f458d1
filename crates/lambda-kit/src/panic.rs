//! A panic ends the process, however it was compiled.

/// Makes the process end after a panic, as it does where it is compiled with `panic = "abort"` (the release profile): what
/// the tests of the whole stack run must not survive what the deployed programs do not.
pub(crate) fn end_after_panic() {
    #[cfg(panic = "unwind")]
    {
        let report = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            report(panic);
            std::process::abort();
        }));
    }
}
