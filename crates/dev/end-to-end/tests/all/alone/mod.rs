//! Tests that need a stack to themselves (`.config/nextest.toml`): they reconfigure functions, measure, or would be
//! disturbed by other calls.

mod bill;
mod enumeration;
mod erasure_crashed;
mod erasure_faults;
mod erasure_services;
mod erasure_unreported;
mod faults;
mod growth;
mod limits;
mod operator_tool;
mod registration_rollback;
mod request_log;
mod terms_interrupted;
mod throttled;
mod update_rollback;
mod verified_email;
mod warm_process;
