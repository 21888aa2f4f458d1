//! Waiting for something to come true.

use std::time::{Duration, Instant};

/// How often to look.
const POLL_INTERVAL: Duration = Duration::from_millis(100);

/// Looks until there is something to see; ends the test when that takes longer than it may.
pub async fn wait_for<T>(patience: Duration, look: impl AsyncFn() -> Option<T>) -> T {
    let end = Instant::now() + patience;
    loop {
        if let Some(seen) = look().await {
            return seen;
        }
        assert!(Instant::now() < end, "not within {patience:?}");
        tokio::time::sleep(POLL_INTERVAL).await;
    }
}
