//! The HTTP API as clients see it: bodies, field names, status codes and error shapes.
//!
//! There is one module for each dialect, and no dialect uses another. Shared code has its own modules: [`json`] parses
//! and renders bodies, [`field_messages`] has the error shape of two documents, [`if_none_match`] handles conditional
//! requests.

pub mod account;
pub mod admin;
pub mod directory;
pub mod field_messages;
pub mod given;
pub mod if_none_match;
pub mod json;
mod parameters;
pub mod problem_messages;
pub mod removal;
pub mod session;
mod shared_fields;
mod user_object;

/// The response of an endpoint.
pub type Answer = http::Response<Vec<u8>>;
