//! How much one run of a function does before it stops and the next run goes on.

use std::time::Duration;

use tokio::time::Instant;

/// Half of what a function that erases may take (60 s in `template.yaml`): what is under way then has the other half.
const TIME_BUDGET: Duration = Duration::from_secs(30);

/// The budget of one run.
pub(crate) struct Budget {
    max: u64,
    end: Instant,
}

impl Budget {
    /// A budget of so many things, from now on.
    pub(crate) fn of(max: u64) -> Self {
        Self { max, end: Instant::now() + TIME_BUDGET }
    }

    /// Whether it is used up once so many things are done.
    pub(crate) fn is_spent(&self, count: u64) -> bool {
        count >= self.max || self.is_over()
    }

    /// Whether there is no more time.
    pub(crate) fn is_over(&self) -> bool {
        Instant::now() >= self.end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_budget_is_spent_by_count_or_by_time() {
        assert!(!Budget::of(10).is_spent(9));
        assert!(Budget::of(10).is_spent(10));
        let over = Budget { end: Instant::now(), ..Budget::of(10) };
        assert!(over.is_spent(0));
    }
}
