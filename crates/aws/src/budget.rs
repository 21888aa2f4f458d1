//! Limits the work of one invocation; the next one continues.

use std::time::Duration;

use tokio::time::Instant;

/// Half of the timeout of an erasing function (60 s in `template.yaml`), so that the current call can finish.
const TIME_BUDGET: Duration = Duration::from_secs(30);

/// The budget of one invocation.
pub(crate) struct Budget {
    max: u64,
    end: Instant,
}

impl Budget {
    /// A budget of `max` items, starting now.
    pub(crate) fn of(max: u64) -> Self {
        Self { max, end: Instant::now() + TIME_BUDGET }
    }

    /// Whether it is used up after `count` items.
    pub(crate) fn is_spent(&self, count: u64) -> bool {
        count >= self.max || self.is_over()
    }

    /// Whether the time is used up.
    pub(crate) fn is_over(&self) -> bool {
        Instant::now() >= self.end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn budget_ends_by_count_or_by_time() {
        assert!(!Budget::of(10).is_spent(9));
        assert!(Budget::of(10).is_spent(10));
        let over = Budget { end: Instant::now(), ..Budget::of(10) };
        assert!(over.is_spent(0));
    }
}
