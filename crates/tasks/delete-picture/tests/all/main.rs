//! The tests of this function, as one program.

mod events;
mod task;
