//! Preparing valid and hostile uploads.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod accepted;
mod any_bytes;
mod hostile;
#[cfg(target_os = "linux")]
mod memory;
mod samples;
mod stripped;
mod worst;
