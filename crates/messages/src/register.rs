//! The messages of `register-user`.

use serde::{Deserialize, Serialize};
use usher_domain::registration::Registration;
use usher_domain::{SealedPassword, UserId};

use crate::Message;

/// The input of `register-user`, and of create-identity.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RegisterUserInput {
    /// The registration.
    pub registration: Message<Registration>,
    /// The encrypted password.
    pub password: Message<SealedPassword>,
}

/// The input of delete-identity.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DeleteIdentityInput {
    /// The registration.
    pub registration: Message<Registration>,
    /// The encrypted password: its key id identifies the registration.
    pub password: Message<SealedPassword>,
    /// The id of the identity, if one is known to have been created.
    pub user_id: Option<Message<UserId>>,
}

/// The output of create-identity, and the input of delete-user.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct IdentityMessage {
    /// The id of the identity.
    pub user_id: Message<UserId>,
}

/// The input of create-user-record.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CreateUserRecordInput {
    /// The registration.
    pub registration: Message<Registration>,
    /// The id of the new identity.
    pub user_id: Message<UserId>,
}
