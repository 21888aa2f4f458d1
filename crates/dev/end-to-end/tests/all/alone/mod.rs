//! Tests that have a stack to themselves (`.config/nextest.toml`): they change functions, measure, or are disturbed by other
//! calls.

mod bill;
mod erasure_crashed;
mod erasure_faults;
mod erasure_services;
mod erasure_unreported;
mod faults;
mod growth;
mod limits;
mod operator_tool;
mod registration_undone;
mod request_log;
mod terms_interrupted;
mod throttled;
mod updates_undone;
mod warm_process;
