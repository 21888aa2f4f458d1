//! The tests of this function, as one program.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod events;
mod task;
