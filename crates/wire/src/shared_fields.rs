//! The fields that the documents share, parsed from whichever body has them.

use usher_domain::registration::Registration;
use usher_domain::update::{Changes, Update};
use usher_domain::{AccountId, Email, Field, FieldErrors, FullName, Password, Problem, User, UserType};

use crate::given::Given;

/// Parses a registration of an ordinary user without a picture. The dialect parses the name, which is optional in
/// some documents only.
///
/// # Errors
/// The fields that are invalid.
pub fn registration<'a>(
    given: impl Fn(Field) -> Given<'a>,
    full_name: fn(Given<'a>) -> Result<Option<FullName>, Problem>,
) -> Result<(Registration, Password), FieldErrors> {
    let mut errors = FieldErrors::default();
    let email = errors.check(Field::Email, given(Field::Email).text().and_then(Email::parse));
    let password = errors.check(Field::Password, given(Field::Password).text().and_then(Password::parse));
    let full_name = errors.check(Field::FullName, full_name(given(Field::FullName)));
    let account_id = errors.check(Field::AccountId, given(Field::AccountId).optional(AccountId::parse));
    match (email, password, full_name, account_id) {
        (Some(email), Some(password), Some(full_name), Some(account_id)) => {
            Registration { email, full_name, account_id, user_type: UserType::Kaist, picture: None }
                .with_password(password)
        }
        _ => Err(errors),
    }
}

/// Parses the fields that all documents share: address, name and password, each if given.
///
/// # Errors
/// The fields that are invalid; then nothing is changed.
pub fn update<'a>(user: &User, given: impl Fn(Field) -> Given<'a>) -> Result<Update, FieldErrors> {
    let mut errors = FieldErrors::default();
    let email = errors.check(Field::Email, given(Field::Email).optional(Email::parse));
    let full_name = errors.check(Field::FullName, given(Field::FullName).optional(FullName::parse));
    let password = errors.check(Field::Password, given(Field::Password).optional(Password::parse));
    match (email, full_name, password) {
        (Some(email), Some(full_name), Some(password)) => {
            let changes = Changes { email, full_name, ..Changes::default() };
            Update { changes, password, kept_session: None }.check_password(user)
        }
        _ => Err(errors),
    }
}
