//! What goes over the wire: bodies, field names, status codes and error shapes.
//!
//! One module for each dialect; no dialect uses another. What two of them share stands in a module of its own:
//! [`json`] for reading and writing bodies, [`field_messages`] for an error shape that two documents have in common,
//! [`if_none_match`] for conditional requests.

pub mod account;
pub mod admin;
pub mod directory;
pub mod field_messages;
pub mod if_none_match;
pub mod json;
mod parameters;
pub mod removal;
pub mod session;
mod user_object;

/// What an endpoint answers.
pub type Answer = http::Response<Vec<u8>>;
