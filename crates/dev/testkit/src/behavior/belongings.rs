//! A store as the systems see it that write to it. Usher's ports only erase what these have written.

use std::future::Future;

use usher_domain::UserId;

/// The data of users in a store, accessed without the port.
pub trait Belongings: Send + Sync {
    /// Stores an item of this name for the user.
    fn put(&self, user: &UserId, name: &str) -> impl Future<Output = ()> + Send;

    /// The number of the user's items, with every version.
    fn count(&self, user: &UserId) -> impl Future<Output = usize> + Send;
}

/// A store whose items can be locked against deletion.
pub trait Lockable: Belongings {
    /// Locks every version of the user's item of this name.
    fn lock(&self, user: &UserId, name: &str) -> impl Future<Output = ()> + Send;

    /// Removes the lock.
    fn unlock(&self, user: &UserId, name: &str) -> impl Future<Output = ()> + Send;
}
