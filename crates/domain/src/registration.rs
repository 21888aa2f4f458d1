//! Registration: one small step for each state of the machine `register-user`.

use time::OffsetDateTime;

use crate::error::DomainError;
use crate::ports::{CreateUser, CreateUserRefusal};
use crate::user::{User, UserId, UserNumber, UserType};
use crate::{AccountId, Email, Failure, FullName, SealedPassword};

/// What is known of a person who registers, besides the password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registration {
    /// The address to sign in with.
    pub email: Email,
    /// The name, where one was given.
    pub full_name: Option<FullName>,
    /// The account id, where one was chosen.
    pub account_id: Option<AccountId>,
    /// The kind of user to make.
    pub user_type: UserType,
}

/// Names one registration, so that a repeated step knows its own work again: random, unique, meaningless to others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistrationId(String);

impl RegistrationId {
    /// Each registration seals its password once, under a key of its own: the key's id names the registration too.
    #[must_use]
    pub fn of(password: &SealedPassword) -> Self {
        Self(password.key_id.clone())
    }

    /// The id itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// How often a number is drawn before something must be wrong: with 10^9 users one draw in 10^7 collides.
const DRAWS: usize = 5;

/// Stores the record of a person whose identity has been made.
///
/// `draw` gives 64 random bits a call. Run twice for one `user_id`, it gives the stored user the second time.
///
/// # Errors
/// [`DomainError::EmailTaken`], [`DomainError::AccountIdTaken`] or [`DomainError::Unavailable`].
pub async fn create_user_record(
    users: &impl CreateUser,
    registration: &Registration,
    user_id: &UserId,
    now: OffsetDateTime,
    draw: impl Fn() -> Result<u64, Failure>,
) -> Result<User, DomainError> {
    for _ in 0..DRAWS {
        let user = new_user(registration, user_id, now, UserNumber::from_random(draw()?));
        match users.create(&user).await {
            Ok(stored) => return Ok(stored),
            Err(CreateUserRefusal::EmailTaken) => return Err(DomainError::EmailTaken),
            Err(CreateUserRefusal::AccountIdTaken) if registration.account_id.is_some() => {
                return Err(DomainError::AccountIdTaken);
            }
            Err(CreateUserRefusal::AccountIdTaken | CreateUserRefusal::NumberTaken) => {}
            Err(CreateUserRefusal::Failed(failure)) => return Err(failure.into()),
        }
    }
    Err(DomainError::unavailable("draw a user number")("every number that was drawn is taken"))
}

fn new_user(registration: &Registration, user_id: &UserId, now: OffsetDateTime, number: UserNumber) -> User {
    User {
        id: user_id.clone(),
        number,
        account_id: registration.account_id.clone().unwrap_or_else(|| AccountId::from_number(number)),
        user_type: registration.user_type,
        email: registration.email.clone(),
        full_name: registration.full_name.clone(),
        created_at: now,
        updated_at: now,
        sessions_revoked_at: None,
    }
}
