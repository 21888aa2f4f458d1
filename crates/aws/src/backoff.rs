//! How long to wait before something is sent again.

use std::time::Duration;

/// The longest first wait, in milliseconds.
const BASE_MILLIS: u64 = 50;

/// Waits up to twice as long each time, anywhere below that: those who were refused together come back apart.
pub(crate) async fn wait(attempt: u32) {
    tokio::time::sleep(Duration::from_millis(fastrand::u64(..BASE_MILLIS << attempt))).await;
}
