//! The ports in memory: the simplest thing that keeps each contract.

mod identities;
mod register_user;
mod seal;
mod users;

pub use identities::Identities;
pub use register_user::RegisterUser;
pub use seal::Seal;
pub use users::Users;
