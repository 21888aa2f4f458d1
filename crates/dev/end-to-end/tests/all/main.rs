//! The end-to-end tests, as one program. They need a running stack, which `cargo xtask test` starts.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a panic is how a test fails"
)]

mod adapters;
mod alone;
mod authenticator;
mod authorization;
mod browser;
mod cargo_lambda;
mod docs;
mod erasure;
mod hostile_input;
mod large_erasure;
mod limiter;
mod links;
mod listing;
mod load_balancer;
mod main_flow;
mod methods;
mod no_trace_of_passwords;
mod pictures;
mod registration;
mod removal;
mod restore;
mod sessions;
mod terms;
mod tokens;
mod updates;
mod values;
