//! The messages of `update-user`.

use serde::{Deserialize, Serialize};
use usher_domain::update::{Changes, LeasedUser};
use usher_domain::{Email, PictureName, SealedPassword, User, UserId};

use crate::Message;

/// What `update-user` starts with.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct UpdateUserInput {
    /// Whose record changes.
    pub user_id: Message<UserId>,
    /// What changes on the record and the identity.
    pub changes: Message<Changes>,
    /// The new password, sealed, where there is one.
    pub password: Option<Message<SealedPassword>>,
}

/// What get-user takes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct GetUserInput {
    /// Whose record is wanted.
    pub user_id: Message<UserId>,
    /// The name of the update that leases the record.
    pub held_by: String,
    /// The new address, where one was given; if it differs from the record's, it is reserved.
    pub email: Option<Message<Email>>,
}

/// What get-user gives: the user, and one field more.
#[derive(Clone, Debug, Serialize)]
pub struct LeasedUserMessage {
    #[serde(flatten)]
    user: Message<User>,
    interrupted: bool,
}

impl From<LeasedUser> for LeasedUserMessage {
    fn from(leased: LeasedUser) -> Self {
        Self { user: Message(leased.user), interrupted: leased.interrupted }
    }
}

/// What update-identity takes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct UpdateIdentityInput {
    /// The user before the update.
    pub from: Message<User>,
    /// The user after it.
    pub to: Message<User>,
    /// Whether this rolls back an update: then the identity is read first, and written only if it differs from `to`.
    #[serde(default)]
    pub rolls_back: bool,
}

/// What update-user-record takes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct UpdateUserRecordInput {
    /// The user before the update.
    pub from: Message<User>,
    /// The user after it.
    pub to: Message<User>,
    /// The name of the update that leases the record.
    pub held_by: String,
}

/// What set-password takes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SetPasswordInput {
    /// Whose password it is.
    pub user_id: Message<UserId>,
    /// The password, sealed.
    pub password: Message<SealedPassword>,
}

/// What delete-picture takes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DeletePictureInput {
    /// The name of the picture.
    pub picture: Message<PictureName>,
}
