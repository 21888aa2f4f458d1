//! The directory dialect (seed 001): `POST /register` and `/user/{email}`.

use http::StatusCode;
use usher_domain::User;

use crate::Answer;
pub use crate::field_messages::refusal;
use crate::json::answer;
use crate::user_object::user_object;
pub use crate::user_object::{UserBody, erasure_begun};

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
