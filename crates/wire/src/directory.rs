//! The directory dialect (seed 001): `POST /register` and `/user/{email}`.

use http::StatusCode;
use usher_domain::{Field, Given, User};

pub use crate::field_messages::refusal;
use crate::json::{Body, answer};
use crate::user_object::user_object;
use crate::{Answer, field_messages};

/// The body of `POST /register`: `email` and `password`; `full_name` and `account_id` where wanted. And that of `PUT
/// /user/{email}`: `email`, `full_name` and `password`, each where it is to be changed.
#[derive(Debug)]
pub struct RequestBody(Body);

impl RequestBody {
    /// Reads a body.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Self {
        Self(Body::read(bytes))
    }

    /// What was given for a field; nothing for a field that the document does not have.
    #[must_use]
    pub fn given(&self, field: Field) -> Given<'_> {
        match field {
            Field::Email | Field::Password => self.0.given(&[field_messages::name(field)]),
            Field::FullName => self.0.given(&["full_name", "name"]),
            Field::AccountId => self.0.given(&["account_id", "accountId"]),
            _ => Given::Nothing,
        }
    }
}

/// 201 with the user who registered.
#[must_use]
pub fn registered(user: &User) -> Answer {
    answer(StatusCode::CREATED, &user_object(user))
}

/// 200 with a user.
#[must_use]
pub fn found(user: &User) -> Answer {
    answer(StatusCode::OK, &user_object(user))
}

/// 200 with the user as they are now.
#[must_use]
pub fn updated(user: &User) -> Answer {
    answer(StatusCode::OK, &user_object(user))
}
