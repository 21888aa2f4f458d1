//! The use cases that endpoints and tasks share, each a function on ports.

pub mod access;
pub mod admit;
pub mod authenticator;
pub mod erase;
pub mod list;
pub mod mailed_links;
pub mod picture_first;
pub mod register;
pub mod remove;
pub mod restore;
pub mod sessions;
pub mod sign_in;
pub mod tell_services;
