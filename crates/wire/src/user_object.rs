//! A user as a JSON object, in requests and responses of the account and the directory document.

use http::StatusCode;
use serde_json::{Value, json};
use usher_domain::erasure::Erasure;
use usher_domain::registration::Registration;
use usher_domain::update::Update;
use usher_domain::{Field, FieldErrors, FullName, Password, User};

use crate::given::Given;
use crate::json::{Body, answer, format_time};
use crate::{Answer, field_messages, shared_fields};

/// The body of a request that creates or updates a user: `email`, `password`, `full_name`, `account_id`.
#[derive(Debug)]
pub struct UserBody<'a>(Body<'a>);

/// All names of the fields; some fields have two.
const NAMES: [&str; 6] = ["email", "password", "full_name", "name", "account_id", "accountId"];

impl<'a> UserBody<'a> {
    /// Parses a body.
    #[must_use]
    pub fn read(bytes: &'a [u8]) -> Self {
        Self(Body::read(bytes, &NAMES))
    }

    /// Parses a registration; the name is optional.
    ///
    /// # Errors
    /// The fields that are invalid.
    pub fn registration(&self) -> Result<(Registration, Password), FieldErrors> {
        shared_fields::registration(|field| self.given(field), |given| given.optional(FullName::parse))
    }

    /// Parses an update of this user.
    ///
    /// # Errors
    /// The fields that are invalid.
    pub fn update(&self, user: &User) -> Result<Update, FieldErrors> {
        shared_fields::update(user, |field| self.given(field))
    }

    fn given(&self, field: Field) -> Given<'_> {
        match field {
            Field::Email | Field::Password => self.0.given(&[field_messages::name(field)]),
            Field::FullName => self.0.given(&["full_name", "name"]),
            Field::AccountId => self.0.given(&["account_id", "accountId"]),
            _ => Given::Nothing,
        }
    }
}

/// 200 with the id of the erasure.
#[must_use]
pub fn erasure_begun(erasure: &Erasure) -> Answer {
    let message = "The account is closed and everything that belongs to it is being erased.";
    answer(StatusCode::OK, &json!({ "message": message, "erasure_id": erasure.id.as_str() }))
}

pub(crate) fn user_object(user: &User) -> Value {
    json!({
        "id": user.id.as_str(),
        "number": user.number.get(),
        "account_id": user.account_id.as_str(),
        "type": user.user_type.code(),
        "email": user.email.as_str(),
        "full_name": user.full_name.as_ref().map(FullName::as_str),
        "created_at": format_time(user.created_at),
        "updated_at": format_time(user.updated_at),
    })
}
