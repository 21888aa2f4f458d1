//! Work during init that the first call would otherwise have to do: opening connections, fetching keys.

use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::timeout;

type Work = Pin<Box<dyn Future<Output = ()> + Send>>;

/// The registered work that has not run yet.
#[derive(Clone, Default)]
pub(crate) struct InitTasks(Arc<Mutex<Vec<(String, Work)>>>);

impl InitTasks {
    /// Adds work, unless there is work of the same name.
    pub(crate) fn add(&self, name: String, work: impl Future<Output = ()> + Send + 'static) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.iter().all(|(other, _)| *other != name) {
            waiting.push((name, Box::pin(work)));
        }
    }

    /// Runs all work concurrently, until the timeout.
    pub(crate) async fn run(&self, limit: Duration) {
        let waiting = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        let mut running: JoinSet<()> = waiting.into_iter().map(|(_, work)| work).collect();
        // The first call does what is left.
        let _ = timeout(limit, async { while running.join_next().await.is_some() {} }).await;
    }
}

impl fmt::Debug for InitTasks {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("InitTasks")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[tokio::test]
    async fn same_work_runs_once() {
        let (init, done) = (InitTasks::default(), Arc::new(AtomicUsize::new(0)));
        for name in ["one", "one", "two"] {
            let done = Arc::clone(&done);
            init.add(name.to_owned(), async move {
                done.fetch_add(1, Ordering::Relaxed);
            });
        }
        init.run(Duration::from_secs(5)).await;
        init.run(Duration::from_secs(5)).await;
        assert_eq!(done.load(Ordering::Relaxed), 2);
    }

    #[tokio::test]
    async fn hanging_work_is_abandoned_at_the_timeout() {
        let init = InitTasks::default();
        init.add("a host that does not answer".to_owned(), std::future::pending());
        init.run(Duration::from_millis(1)).await;
    }
}
