//! The ports in memory: the simplest thing that keeps each contract.

mod evidence;
mod identities;
mod pictures;
mod register_user;
mod seal;
mod update_user;
mod users;

pub use evidence::Evidence;
pub use identities::Identities;
pub use pictures::Pictures;
pub use register_user::RegisterUser;
pub use seal::Seal;
pub use update_user::UpdateUserWorkflow;
pub use users::Users;
