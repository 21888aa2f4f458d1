//! Registration: creating the record after the Cognito user.

use time::OffsetDateTime;

use crate::error::DomainError;
use crate::ports::{CreateUser, CreateUserRefusal};
use crate::registration::Registration;
use crate::user::User;
use crate::user_id::UserId;
use crate::user_number::UserNumber;
use crate::{AccountId, Failure, FilesFolder, Revocations};

/// How many numbers are drawn at most: with 10^9 users one draw in 10^7 collides.
const DRAWS: usize = 5;

/// Creates the record of a user whose identity exists.
///
/// `draw` returns 128 random bits. A retry for the same `user_id` returns the stored user.
///
/// # Errors
/// [`DomainError::EmailTaken`], [`DomainError::AccountIdTaken`], [`DomainError::TooManyAttempts`] or
/// [`DomainError::Unavailable`].
pub async fn create_user_record(
    users: &impl CreateUser,
    registration: &Registration,
    user_id: &UserId,
    now: OffsetDateTime,
    draw: impl Fn() -> Result<u128, Failure>,
) -> Result<User, DomainError> {
    let files_folder = match &registration.picture {
        Some(picture) => picture.folder().clone(),
        None => FilesFolder::from_random(draw()?),
    };
    for _ in 0..DRAWS {
        let number = UserNumber::from_random(draw()?);
        let user = new_user(registration, user_id, now, number, files_folder.clone());
        match users.create(&user).await {
            Ok(stored) => return Ok(stored),
            Err(CreateUserRefusal::EmailTaken) => return Err(DomainError::EmailTaken),
            Err(CreateUserRefusal::AccountIdTaken) if registration.account_id.is_some() => {
                return Err(DomainError::AccountIdTaken);
            }
            Err(CreateUserRefusal::AccountIdTaken | CreateUserRefusal::NumberTaken) => {}
            Err(CreateUserRefusal::Failed(error)) => return Err(error),
        }
    }
    Err(DomainError::unavailable("draw a user number")("all drawn numbers are taken"))
}

fn new_user(
    registration: &Registration,
    user_id: &UserId,
    now: OffsetDateTime,
    number: UserNumber,
    files_folder: FilesFolder,
) -> User {
    User {
        id: user_id.clone(),
        number,
        account_id: registration.account_id.clone().unwrap_or_else(|| AccountId::from_number(number)),
        user_type: registration.user_type,
        email: registration.email.clone(),
        verified_email: None,
        full_name: registration.full_name.clone(),
        files_folder,
        picture: registration.picture.clone(),
        accepted_terms: None,
        created_at: now,
        updated_at: now,
        revocations: Revocations::default(),
        password_changed_at: None,
        authenticator: None,
        restored_at: None,
    }
}
