//! What a function does while it starts, so that its first call need not: open connections, fetch keys.

use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::timeout;

type Work = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Work that the parts of a function have handed in, and nobody has done yet.
#[derive(Clone, Default)]
pub(crate) struct StartUp(Arc<Mutex<Vec<(String, Work)>>>);

impl StartUp {
    /// Adds work, unless the same, by its name, is there already.
    pub(crate) fn add(&self, name: String, work: impl Future<Output = ()> + Send + 'static) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.iter().all(|(other, _)| *other != name) {
            waiting.push((name, Box::pin(work)));
        }
    }

    /// Does all of it at once, as far as there is time.
    pub(crate) async fn run(&self, limit: Duration) {
        let waiting = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        let mut running: JoinSet<()> = waiting.into_iter().map(|(_, work)| work).collect();
        // What is not done in time is left to the first call.
        let _ = timeout(limit, async { while running.join_next().await.is_some() {} }).await;
    }
}

impl fmt::Debug for StartUp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("StartUp")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[tokio::test]
    async fn the_same_work_is_done_once_and_never_again() {
        let (start_up, done) = (StartUp::default(), Arc::new(AtomicUsize::new(0)));
        for name in ["one", "one", "two"] {
            let done = Arc::clone(&done);
            start_up.add(name.to_owned(), async move {
                done.fetch_add(1, Ordering::Relaxed);
            });
        }
        start_up.run(Duration::from_secs(5)).await;
        start_up.run(Duration::from_secs(5)).await;
        assert_eq!(done.load(Ordering::Relaxed), 2);
    }

    #[tokio::test]
    async fn what_hangs_holds_up_nothing_for_long() {
        let start_up = StartUp::default();
        start_up.add("a host that is silent".to_owned(), std::future::pending());
        start_up.run(Duration::from_millis(1)).await;
    }
}
