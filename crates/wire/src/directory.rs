//! The directory dialect: `POST /register` and `/user/{email}`.

use http::StatusCode;
use usher_domain::User;

use crate::Answer;
pub use crate::field_messages::refusal;
use crate::json::answer;
use crate::user_object::user_object;
pub use crate::user_object::{UserBody, erasure_begun};

/// 201 with the new user.
#[must_use]
pub fn registered(user: &User) -> Answer {
    answer(StatusCode::CREATED, &user_object(user))
}

/// 200 with the user.
#[must_use]
pub fn found(user: &User) -> Answer {
    answer(StatusCode::OK, &user_object(user))
}

/// 200 with the updated user.
#[must_use]
pub fn updated(user: &User) -> Answer {
    answer(StatusCode::OK, &user_object(user))
}
