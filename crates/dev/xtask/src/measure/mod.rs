//! The commands that measure. Each prepares a stack or a build, runs the measurement, and writes the figures into a
//! page of docs/. The measurements themselves, and the recorded figures, are in `crates/dev/measure`.

pub mod bench;
pub mod bill;
pub mod fuzz;
pub mod growth;
pub mod load;
mod machine;
mod section;
mod stale_counts;
