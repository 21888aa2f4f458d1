//! What tests share: in-memory ports, the behaviour suite that they and the AWS adapters both pass, and the events under
//! `events/` as test input, with the answer that each gets; and, behind the feature `aws-proxy`, a proxy that sees a function's calls of AWS. Nothing
//! here is shipped.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "a panic is how a test fails"
)]

#[cfg(feature = "aws-proxy")]
pub mod aws_proxy;
pub mod behaviour;
pub mod events;
pub mod fixtures;
pub mod in_memory;
pub mod invariants;
pub mod snapshots;
pub mod world;
