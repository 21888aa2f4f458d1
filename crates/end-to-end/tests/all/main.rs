//! The suite, as one program. It needs a running stack, which `cargo xtask test` starts.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a panic is how a test fails"
)]

mod adapters;
mod authorisation;
mod bill;
mod browser;
mod cargo_lambda;
mod erasure;
mod erasure_faults;
mod erasure_of_much;
mod erasure_services;
mod faults;
mod growth;
mod hostile_input;
mod limiter;
mod limits;
mod listing;
mod load_balancer;
mod main_job;
mod methods;
mod no_trace_of_passwords;
mod pictures;
mod registration;
mod registration_undone;
mod removal;
mod request_log;
mod terms;
mod terms_interrupted;
mod throttled;
mod tokens;
mod updates;
mod updates_undone;
mod values;
mod warm_process;
