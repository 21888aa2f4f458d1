//! Whether the machine stood still while tests ran, or the emulator on it: a virtual machine that was paused, a disk that
//! hung, a clock that was set. What waits for an answer then gives up, and that says nothing about Usher.

use std::fs::File;
use std::path::Path;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use crate::emulator;
use crate::stack::Stack;

const BETWEEN_LOOKS: Duration = Duration::from_secs(1);
const LONGEST_LOOK: Duration = Duration::from_mins(1);

/// A function gives up an attempt of an AWS call after 4 s (crates/aws/src/connection.rs).
const STANDS_STILL: Duration = Duration::from_secs(4);

/// Does this work and looks on: whether time goes on, the disk writes and the stack's emulator answers. With the outcome comes
/// how long the longest standstill was, if there was one.
pub fn during<Outcome>(stack: &Stack, work: impl FnOnce() -> Outcome) -> (Outcome, Option<Duration>) {
    let (end, ended) = mpsc::channel();
    thread::scope(|scope| {
        let watch = scope.spawn(move || longest(stack, &ended));
        let outcome = work();
        drop(end);
        (outcome, watch.join().ok().filter(|longest| *longest >= STANDS_STILL))
    })
}

/// The longest that one look took, until the end.
fn longest(stack: &Stack, ended: &Receiver<()>) -> Duration {
    let file = stack.file("standstill");
    let mut longest = Duration::ZERO;
    loop {
        let look = Look::now();
        write(&file);
        emulator::answers(stack, LONGEST_LOOK);
        let is_over = ended.recv_timeout(BETWEEN_LOOKS) != Err(RecvTimeoutError::Timeout);
        longest = longest.max(look.age().saturating_sub(BETWEEN_LOOKS));
        if is_over {
            return longest;
        }
    }
}

/// Returns once the disk has something new; a disk that can't is another matter than one that hangs.
fn write(file: &Path) {
    let _ = File::create(file).and_then(|file| file.set_len(1).and_then(|()| file.sync_all()));
}

/// A moment by both clocks: one stops with the machine, the other is set afterwards.
struct Look {
    steady: Instant,
    calendar: SystemTime,
}

impl Look {
    #[expect(clippy::disallowed_methods, reason = "whether the clock was set is the question")]
    fn now() -> Self {
        Self { steady: Instant::now(), calendar: SystemTime::now() }
    }

    fn age(&self) -> Duration {
        self.steady.elapsed().max(self.calendar.elapsed().unwrap_or_else(|earlier| earlier.duration()))
    }
}
