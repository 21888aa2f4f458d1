//! Tests of the test code, as one program.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a panic is how a test fails")]

#[cfg(feature = "aws-proxy")]
mod aws_proxy;
mod in_memory;
mod picture_first;
mod sessions;
