//! Progress output: one line for each step, with its duration.

use std::io::Write as _;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use anyhow::Result;

/// How often a silent step prints a dot.
const HEARTBEAT: Duration = Duration::from_secs(2);

/// Runs a step that prints nothing itself; a dot every two seconds shows that it is running.
pub fn quiet<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    print_now(&format!("  {what} "));
    let start = Instant::now();
    let (done, heartbeat) = mpsc::channel::<()>();
    let result = std::thread::scope(|scope| {
        scope.spawn(move || {
            while heartbeat.recv_timeout(HEARTBEAT) == Err(RecvTimeoutError::Timeout) {
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

/// Runs a step that prints its own output.
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
    // Failing to print progress must not fail the step.
    let _ = std::io::stdout().flush();
}
