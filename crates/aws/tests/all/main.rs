//! Tests of the adapters with responses that the emulator never gives, in one binary.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a panic is how a test fails")]

mod access_tokens;
mod at_most_once;
mod attempts;
mod canned;
mod erasures;
mod evidence;
mod files;
mod identities;
mod sessions;
mod small_s3;
mod stack_keys;
mod throttling;
mod users;
