//! What tests share: in-memory ports, the behaviour suite that they and the AWS adapters both pass, and the events under
//! `events/` as test input, with the answer that each gets. Nothing here is shipped.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "a panic is how a test fails"
)]

pub mod behaviour;
pub mod events;
pub mod fixtures;
pub mod in_memory;
pub mod snapshots;
pub mod world;
