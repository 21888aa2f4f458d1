//! The messages of `register-user`.

use serde::{Deserialize, Serialize};
use usher_domain::registration::Registration;
use usher_domain::{SealedPassword, UserId};

use crate::Message;

/// What `register-user` starts with, and what create-identity takes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RegisterUserInput {
    /// Who registers.
    pub registration: Message<Registration>,
    /// The password, sealed.
    pub password: Message<SealedPassword>,
}

/// What delete-identity takes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DeleteIdentityInput {
    /// Who registered.
    pub registration: Message<Registration>,
    /// The password, sealed: its key names the registration.
    pub password: Message<SealedPassword>,
    /// The id of the identity, where one is known to have been created.
    pub user_id: Option<Message<UserId>>,
}

/// What create-identity gives and delete-user takes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct IdentityMessage {
    /// The id of the identity.
    pub user_id: Message<UserId>,
}

/// What create-user-record takes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CreateUserRecordInput {
    /// Who registers.
    pub registration: Message<Registration>,
    /// The id of the identity that was created.
    pub user_id: Message<UserId>,
}
