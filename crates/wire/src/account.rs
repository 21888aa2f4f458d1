//! The account dialect: `/user/profile` and the other paths for the signed-in user.

use http::StatusCode;
use serde_json::{Value, json};
use usher_domain::ports::Identity;
use usher_domain::terms::{AcceptedTerms, NamedVersions, TermsVersions, TextVersion};
use usher_domain::{Field, FieldErrors, FullName, User};

pub use crate::field_messages::refusal;
use crate::json::{Body, answer, format_time};
use crate::user_object::user_object;
pub use crate::user_object::{UserBody, erasure_begun};
use crate::{Answer, field_messages};

/// Parses the body of `POST /user/accept-terms`: `terms_version` and `privacy_version`, the versions that the client
/// showed. Without a body, no version is named.
///
/// # Errors
/// The invalid fields.
pub fn named_versions(bytes: &[u8]) -> Result<NamedVersions, FieldErrors> {
    if bytes.is_empty() {
        return Ok(NamedVersions::default());
    }
    let body = Body::read(bytes, &[Field::TermsVersion, Field::PrivacyVersion].map(field_messages::name));
    let given = |field| body.given(&[field_messages::name(field)]).optional(TextVersion::parse);
    let mut errors = FieldErrors::default();
    let terms_of_service = errors.check(Field::TermsVersion, given(Field::TermsVersion));
    let privacy_policy = errors.check(Field::PrivacyVersion, given(Field::PrivacyVersion));
    match (terms_of_service, privacy_policy) {
        (Some(terms_of_service), Some(privacy_policy)) => Ok(NamedVersions { terms_of_service, privacy_policy }),
        _ => Err(errors),
    }
}

/// 200 with the record and the Cognito user in one object. Attributes that both have come from Cognito.
#[must_use]
pub fn profile(user: &User, identity: &Identity, in_force: &TermsVersions) -> Answer {
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
            "terms_accepted": in_force.are_accepted(user.accepted_terms.as_ref()),
            "current_terms": versions(in_force),
            "accepted_terms": user.accepted_terms.as_ref().map(accepted_object),
            "created_at": format_time(user.created_at),
            "updated_at": format_time(user.updated_at),
        }),
    )
}

/// 200 with the updated record.
#[must_use]
pub fn updated(user: &User) -> Answer {
    answer(StatusCode::OK, &user_object(user))
}

/// 200 with the accepted versions and the id of the evidence.
#[must_use]
pub fn accepted(record_id: &str, accepted: &AcceptedTerms) -> Answer {
    let mut body = accepted_object(accepted);
    body["record_id"] = record_id.into();
    answer(StatusCode::OK, &body)
}

fn accepted_object(accepted: &AcceptedTerms) -> Value {
    let mut object = versions(&accepted.versions);
    object["accepted_at"] = format_time(accepted.accepted_at).into();
    object
}

fn versions(versions: &TermsVersions) -> Value {
    json!({
        "terms_version": versions.terms_of_service.as_str(),
        "privacy_version": versions.privacy_policy.as_str(),
    })
}
