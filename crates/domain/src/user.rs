//! A user: the record that Usher keeps of a person.

use time::OffsetDateTime;

use crate::terms::AcceptedTerms;
use crate::{AccountId, Email, FilesFolder, FullName, PictureName, UserId, UserNumber, UserType};

/// The record of a person, without anything secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The id under which Cognito and every store know the person.
    pub id: UserId,
    /// The integer id of seed 002.
    pub number: UserNumber,
    /// The chosen or made name of the account.
    pub account_id: AccountId,
    /// The kind of user.
    pub user_type: UserType,
    /// The address; Cognito holds the same one.
    pub email: Email,
    /// The name, where one was given.
    pub full_name: Option<FullName>,
    /// Where the person's files are kept.
    pub files_folder: FilesFolder,
    /// The picture, where there is one.
    pub picture: Option<PictureName>,
    /// The terms that the person accepted last, where there are any.
    pub accepted_terms: Option<AcceptedTerms>,
    /// When the record was made.
    pub created_at: OffsetDateTime,
    /// When the record was last changed.
    pub updated_at: OffsetDateTime,
    /// Every session that began at or before this time is over.
    pub sessions_revoked_at: Option<OffsetDateTime>,
    /// When a new password was last set, or an update began to set one; `None` if the first one was never changed.
    pub password_changed_at: Option<OffsetDateTime>,
}
