//! A user as one JSON object: the form that the account and the directory document share.

use serde_json::{Value, json};
use usher_domain::{FullName, User};

use crate::json::written;

/// The object.
pub(crate) fn user_object(user: &User) -> Value {
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
