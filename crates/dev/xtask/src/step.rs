//! Progress: one line per step with what it does and how long it took.

use std::io::Write as _;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use anyhow::Result;

/// How often a step that says nothing shows that it is still at work.
const HEARTBEAT: Duration = Duration::from_secs(2);

/// Runs a step that prints nothing itself; a dot every two seconds shows that it goes on.
pub fn quiet<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    print_now(&format!("  {what} "));
    let start = Instant::now();
    let (done, waiting) = mpsc::channel::<()>();
    let result = std::thread::scope(|scope| {
        scope.spawn(move || {
            while waiting.recv_timeout(HEARTBEAT) == Err(RecvTimeoutError::Timeout) {
                print_now(".");
            }
        });
        let result = work();
        drop(done);
        result
    });
    let outcome = if result.is_ok() { "done" } else { "failed" };
    println!(" {outcome} in {}", elapsed(start));
    result
}

/// Runs a step whose tools print what they do.
pub fn loud<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("  {what}");
    let start = Instant::now();
    let result = work();
    let outcome = if result.is_ok() { "done" } else { "failed" };
    println!("  {what}: {outcome} in {}", elapsed(start));
    result
}

/// `0.4 s`
pub fn elapsed(start: Instant) -> String {
    format!("{:.1} s", start.elapsed().as_secs_f32())
}

fn print_now(text: &str) {
    print!("{text}");
    // A progress line that can't be shown is no reason to stop.
    let _ = std::io::stdout().flush();
}
