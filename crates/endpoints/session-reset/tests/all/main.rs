//! All tests of this function, in one binary.

mod events;
mod handler;
