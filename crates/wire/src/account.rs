//! The account dialect: `/user/profile` and the other paths for the signed-in user.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::header::{CACHE_CONTROL, ETAG};
use http::{HeaderValue, StatusCode};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use usher_domain::erasure::{ErasureId, ErasureState};
use usher_domain::ports::Identity;
use usher_domain::service::Recipient;
use usher_domain::terms::{AcceptedTerms, NamedVersions, Terms, TermsContent, TermsVersions, Text, TextVersion};
use usher_domain::{DomainError, Field, FieldErrors, FullName, User};

pub use crate::field_messages::refusal;
use crate::if_none_match::IfNoneMatch;
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

/// 200 with the state of an erasure, of each service, and the certificate, which is embedded as it is stored. Nothing
/// of it is personal data.
///
/// # Errors
/// [`DomainError::Unavailable`] if the certificate is not JSON.
pub fn erasure(
    id: &ErasureId,
    state: ErasureState,
    recipients: &[Recipient],
    certificate: Option<&str>,
) -> Result<Answer, DomainError> {
    let certificate = certificate.map(serde_json::from_str::<Value>).transpose();
    let certificate = certificate.map_err(DomainError::unavailable("parse a certificate"))?;
    let recipients: Vec<_> = recipients
        .iter()
        .map(|one| json!({ "service_name": one.name.as_str(), "status": one.status.as_str() }))
        .collect();
    let body = json!({
        "erasure_id": id.as_str(),
        "state": state.as_str(),
        "recipients": recipients,
        "certificate": certificate,
    });
    Ok(answer(StatusCode::OK, &body))
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

/// The response of `GET /user/terms`: both texts in force. It is rendered once, since every caller gets the same.
#[derive(Debug)]
pub struct TermsDocument {
    whole: Answer,
    tag: String,
}

impl TermsDocument {
    /// Renders the texts with their versions and hashes, under the names that they have in the evidence.
    #[must_use]
    pub fn new(terms: &Terms, content: &TermsContent) -> Self {
        let body = json!({
            "terms_of_service": text_object(&terms.terms_of_service, content.terms_of_service),
            "privacy_policy": text_object(&terms.privacy_policy, content.privacy_policy),
        });
        let whole = answer(StatusCode::OK, &body);
        // Of the body, so that another rendering of the same texts gets another tag.
        let tag = URL_SAFE_NO_PAD.encode(Sha256::digest(whole.body()));
        Self { whole: cacheable(whole, &tag), tag }
    }

    /// 200 with the texts, or 304 if the `If-None-Match` header names them (RFC 9110 section 13.1.2).
    #[must_use]
    pub fn respond(&self, if_none_match: Option<&str>) -> Answer {
        let mut answer = self.whole.clone();
        if if_none_match.and_then(IfNoneMatch::parse).is_some_and(|given| given.names(&self.tag)) {
            *answer.status_mut() = StatusCode::NOT_MODIFIED;
            answer.body_mut().clear();
        }
        answer
    }
}

fn text_object(text: &Text, content: &str) -> Value {
    json!({ "version": text.version.as_str(), "sha256": text.sha256, "text": content })
}

/// The texts are public and change only with a deployment. A client that accepts a version which it cached before a
/// deployment gets 409, and reads the new one at the latest after these five minutes.
fn cacheable(mut answer: Answer, tag: &str) -> Answer {
    answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{tag}\"")) {
        answer.headers_mut().insert(ETAG, tag);
    }
    answer
}
