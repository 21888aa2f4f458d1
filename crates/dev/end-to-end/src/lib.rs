//! Shared code of the end-to-end tests: the stack under test, an HTTP client, and the operator's access to AWS.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "a panic is how a test fails"
)]

pub mod authenticator;
pub mod belongings;
pub mod browser;
pub mod callers;
pub mod cargo_lambda;
pub mod clock;
pub mod crowd;
pub mod description;
pub mod erasing;
pub mod fault_walk;
pub mod forgery;
pub mod hostile;
pub mod http;
pub mod mails;
pub mod meter;
pub mod old_records;
pub mod operator;
pub mod operator_tool;
pub mod own_table;
pub mod pages;
pub mod people;
pub mod pictures;
pub mod pool;
mod response;
pub mod services;
pub mod source;
pub mod stack;
pub mod stores;
pub mod wait;
