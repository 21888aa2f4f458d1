//! The commands that measure: each prepares a stack or builds what is measured, runs the measurement, and writes the
//! figures into its page. What is measured, and the recorded figures, are in `crates/dev/measure`.

pub mod bench;
pub mod bill;
mod counted;
pub mod fuzz;
pub mod growth;
pub mod load;
mod machine;
mod section;
