//! The bill: what each operation of the API consumes at AWS, counted on a running stack, and what a million of it
//! costs.
//!
//! `counting` counts the functions' AWS calls (`meters`), their logs (`invocations`) and the workflows' histories
//! (`history`) for each of the `operations`. `consumption` derives the billed quantities, `cost` multiplies them with
//! `prices.json`, and `tables` and `document` write `docs/cost.md`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "a panic is how a test fails"
)]

mod branches;
pub mod consumption;
pub mod cost;
pub mod count;
pub mod counting;
pub mod document;
mod history;
mod invocations;
pub mod memory;
mod meters;
pub mod minimum;
pub mod operations;
pub mod prices;
pub mod tables;
mod units;

use std::path::PathBuf;

/// A file beside this crate's Cargo.toml.
fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name)
}
