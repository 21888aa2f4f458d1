//! Contract tests of the ports. Each function checks one rule of a contract, and panics if the implementation breaks
//! it. They run on the in-memory ports (`tests/all/in_memory.rs`) and on the AWS adapters (`crates/dev/end-to-end`).

pub mod attempts;
pub mod authenticators;
mod belongings;
pub mod erased_identities;
pub mod evidence;
pub mod files;
pub mod hidden_users;
pub mod identities;
pub mod last_admin;
pub mod mailed_links;
pub mod old_users;
pub mod pictures;
pub mod removal_queue;
pub mod removal_requests;
pub mod revocations;
pub mod rows;
pub mod seal;
pub mod session_list;
pub mod users;

pub use belongings::{Belongings, Lockable};
pub use old_users::WriteOld;
