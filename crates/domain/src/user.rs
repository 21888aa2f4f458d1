//! A user's record.

use time::OffsetDateTime;

use crate::authenticator::Authenticator;
use crate::terms::AcceptedTerms;
use crate::{AccountId, Email, FilesFolder, FullName, PictureName, Revocations, UserId, UserNumber, UserType};

/// The record of a user. It has no secrets, only hashes of recovery codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The id in Cognito and in every store.
    pub id: UserId,
    /// The integer id of the admin document.
    pub number: UserNumber,
    /// The account id, chosen or by default.
    pub account_id: AccountId,
    /// The user type.
    pub user_type: UserType,
    /// The address; Cognito has the same one.
    pub email: Email,
    /// The address that the user has proved to own last.
    pub verified_email: Option<Email>,
    /// The name, if one was given.
    pub full_name: Option<FullName>,
    /// The folder of the user's files.
    pub files_folder: FilesFolder,
    /// The picture, if there is one.
    pub picture: Option<PictureName>,
    /// The last acceptance of the terms, if any.
    pub accepted_terms: Option<AcceptedTerms>,
    /// When the record was created.
    pub created_at: OffsetDateTime,
    /// When the record was last updated.
    pub updated_at: OffsetDateTime,
    /// The revoked sessions.
    pub revocations: Revocations,
    /// When the password was last changed, or an update began to change it; `None` if it is still the first one.
    pub password_changed_at: Option<OffsetDateTime>,
    /// The authenticator app, if one was set up.
    pub authenticator: Option<Authenticator>,
    /// When the account was last restored by a mailed link.
    pub restored_at: Option<OffsetDateTime>,
}

impl User {
    /// Whether the user has proved to own the current address.
    #[must_use]
    pub fn has_verified_email(&self) -> bool {
        self.verified_email.as_ref() == Some(&self.email)
    }
}
