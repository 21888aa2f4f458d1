//! Shared test code, never deployed:
//!
//! - in-memory ports, and the contract tests that they and the AWS adapters both pass;
//! - the events under `events/` as test input, with a snapshot of the response to each;
//! - behind the feature `aws-proxy`, a proxy that records the AWS calls of functions and makes them fail.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "a panic is how a test fails"
)]

#[cfg(feature = "aws-proxy")]
pub mod aws_proxy;
pub mod behavior;
pub mod events;
pub mod fixtures;
pub mod in_memory;
pub mod invariants;
pub mod snapshots;
pub mod world;
