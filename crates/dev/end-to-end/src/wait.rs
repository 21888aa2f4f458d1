//! Polling.

use std::time::{Duration, Instant};

/// The pause between two polls.
const POLL_INTERVAL: Duration = Duration::from_millis(100);

/// Polls until there is a value. Panics after the timeout.
pub async fn wait_for<T>(timeout: Duration, poll: impl AsyncFn() -> Option<T>) -> T {
    let end = Instant::now() + timeout;
    loop {
        if let Some(found) = poll().await {
            return found;
        }
        assert!(Instant::now() < end, "not within {timeout:?}");
        tokio::time::sleep(POLL_INTERVAL).await;
    }
}
