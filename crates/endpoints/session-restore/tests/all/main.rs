//! All tests of this function, in one binary.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod events;
mod handler;
