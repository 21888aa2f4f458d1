//! The messages of `update-user`.

use serde::{Deserialize, Serialize};
use usher_domain::update::{Changes, LeasedUser, RevokedByUpdate};
use usher_domain::{Email, PictureName, SealedPassword, SessionId, User, UserId};

use crate::Message;

/// The input of `update-user`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct UpdateUserInput {
    /// The user to update.
    pub user_id: Message<UserId>,
    /// The changes to the record and to Cognito.
    pub changes: Message<Changes>,
    /// The new password, encrypted, if there is one.
    pub password: Option<Message<SealedPassword>>,
    /// What a new address or password does to the sessions.
    pub revoked: RevokedByUpdateMessage,
}

/// What a new address or password does to the sessions.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RevokedByUpdateMessage {
    /// The only session that stays valid.
    pub kept: Option<Message<SessionId>>,
    /// The version of the revocations when it was found valid.
    pub version: u64,
}

impl From<RevokedByUpdateMessage> for RevokedByUpdate {
    fn from(message: RevokedByUpdateMessage) -> Self {
        Self { kept: message.kept.map(|Message(kept)| kept), version: message.version }
    }
}

/// The input of get-user.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct GetUserInput {
    /// The user to read.
    pub user_id: Message<UserId>,
    /// The name of the update that takes the lease.
    pub held_by: String,
    /// The new address, if there is one; it is reserved if it differs from the record's.
    pub email: Option<Message<Email>>,
}

/// The output of get-user: the user, and whether an earlier update was interrupted.
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

/// The input of update-identity.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct UpdateIdentityInput {
    /// The user before the update.
    pub from: Message<User>,
    /// The user after it.
    pub to: Message<User>,
    /// Whether this is a rollback: then the identity is read first, and written only if it differs from `to`.
    #[serde(default)]
    pub rolls_back: bool,
}

/// The input of update-user-record.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct UpdateUserRecordInput {
    /// The user before the update.
    pub from: Message<User>,
    /// The user after it.
    pub to: Message<User>,
    /// The name of the update that has the lease.
    pub held_by: String,
    /// What a new address or password does to the sessions; absent in a rollback.
    #[serde(default)]
    pub revoked: Option<RevokedByUpdateMessage>,
}

/// The input of set-password.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SetPasswordInput {
    /// The user whose password is set.
    pub user_id: Message<UserId>,
    /// The encrypted password.
    pub password: Message<SealedPassword>,
}

/// The input of delete-picture.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DeletePictureInput {
    /// The name of the picture.
    pub picture: Message<PictureName>,
}
