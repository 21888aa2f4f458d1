//! The account dialect (seed 000): `/user/profile` and its neighbours, for the signed-in person.

use http::StatusCode;
use serde_json::json;
use usher_domain::ports::Identity;
use usher_domain::{FullName, User};

use crate::Answer;
pub use crate::field_messages::refusal;
use crate::json::{answer, written};

/// 200 with the record and the Cognito user in one object. What both know, Cognito tells.
#[must_use]
pub fn profile(user: &User, identity: &Identity) -> Answer {
    answer(
        StatusCode::OK,
        &json!({
            "id": user.id.as_str(),
            "number": user.number.get(),
            "account_id": user.account_id.as_str(),
            "type": user.user_type.code(),
            "email": identity.email.as_str(),
            "email_verified": identity.email_verified,
            "full_name": identity.full_name.as_ref().map(FullName::as_str),
            "status": identity.status,
            "enabled": identity.enabled,
            "created_at": written(user.created_at),
            "updated_at": written(user.updated_at),
        }),
    )
}
