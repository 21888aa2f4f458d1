//! Exponential backoff with full jitter.

use std::time::Duration;

/// The maximum of the first wait.
const BASE_MILLIS: u64 = 50;

/// Waits for a random time below a maximum that doubles each time.
pub(crate) async fn wait(attempt: u32) {
    tokio::time::sleep(Duration::from_millis(fastrand::u64(..BASE_MILLIS << attempt))).await;
}
