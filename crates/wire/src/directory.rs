//! The directory dialect (seed 001): `POST /register` and `/user/{email}`.

use http::StatusCode;
use serde_json::{Value, json};
use usher_domain::{Field, FullName, Given, User};

pub use crate::field_messages::refusal;
use crate::json::{Body, answer, written};
use crate::{Answer, field_messages};

/// The body of `POST /register`: `email` and `password`; `full_name` and `account_id` where wanted.
#[derive(Debug)]
pub struct RegisterBody(Body);

impl RegisterBody {
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
            Field::Picture | Field::RefreshToken | Field::UserType => Given::Nothing,
        }
    }
}

/// 201 with the user who registered.
#[must_use]
pub fn registered(user: &User) -> Answer {
    answer(StatusCode::CREATED, &body(user))
}

/// 200 with a user.
#[must_use]
pub fn found(user: &User) -> Answer {
    answer(StatusCode::OK, &body(user))
}

fn body(user: &User) -> Value {
    json!({
        "id": user.id.as_str(),
        "number": user.number.get(),
        "account_id": user.account_id.as_str(),
        "type": user.user_type.code(),
        "email": user.email.as_str(),
        "full_name": user.full_name.as_ref().map(FullName::as_str),
        "created_at": written(user.created_at),
        "updated_at": written(user.updated_at),
    })
}
