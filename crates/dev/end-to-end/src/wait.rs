//! Waiting for something to come true.

use std::time::{Duration, Instant};

/// How often to look.
const POLL_INTERVAL: Duration = Duration::from_millis(100);

/// Looks until there is something to see; ends the test when that takes longer than it may.
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
