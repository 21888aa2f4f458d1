//! A store as those systems see it that fill it. Usher's ports only erase what others put there.

use std::future::Future;

use usher_domain::UserId;

/// What belongs to people in a store, past the port.
pub trait Belongings: Send + Sync {
    /// Puts something of this name there that belongs to the person.
    fn put(&self, user: &UserId, name: &str) -> impl Future<Output = ()> + Send;

    /// How much there is of the person's, every version counted.
    fn count(&self, user: &UserId) -> impl Future<Output = usize> + Send;
}

/// A store whose things can be locked, so that nobody can delete them.
pub trait Lockable: Belongings {
    /// Locks what there is of this name.
    fn lock(&self, user: &UserId, name: &str) -> impl Future<Output = ()> + Send;

    /// Takes the lock away.
    fn unlock(&self, user: &UserId, name: &str) -> impl Future<Output = ()> + Send;
}
