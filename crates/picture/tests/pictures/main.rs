//! Uploads, good and hostile, and what becomes of them.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod accepted;
mod any_bytes;
mod hostile;
mod made;
#[cfg(target_os = "linux")]
mod memory;
mod stripped;
mod worst;
