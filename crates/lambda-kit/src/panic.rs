//! A panic ends the process in every build profile.

/// Aborts the process after a panic. The release profile has `panic = "abort"`, and functions built without it, as in
/// end-to-end tests, must not survive a panic that ends the deployed ones.
pub(crate) fn abort_on_panic() {
    #[cfg(panic = "unwind")]
    {
        let report = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            report(panic);
            std::process::abort();
        }));
    }
}
