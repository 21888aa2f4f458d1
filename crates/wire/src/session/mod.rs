//! The session dialect, in the style of Django REST framework: `/api/user/…/`.

mod body;

use http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, ETAG, WWW_AUTHENTICATE, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderValue, Response, StatusCode};
use serde_json::{Value, json};
use usher_domain::authenticator::{AuthenticatorSecret, RecoveryCode};
use usher_domain::listed_session::{Device, ListedSession};
use usher_domain::session::Session;
use usher_domain::{DomainError, Field, FieldErrors, FullName, PictureName, Problem, SessionId, User};

use crate::Answer;
use crate::if_none_match::IfNoneMatch;
use crate::json::{answer, format_time, messages, with_retry_after};

pub use body::{AuthenticatorProof, GivenPicture, RequestBody};

/// Builds links to pictures.
#[derive(Clone, Debug)]
pub struct PictureLinks {
    base: String,
}

impl PictureLinks {
    /// Links below this base URL of the API, without a trailing slash.
    #[must_use]
    pub const fn below(base: String) -> Self {
        Self { base }
    }

    fn link(&self, picture: &PictureName) -> String {
        format!("{}/api/user/media/{picture}", self.base)
    }
}

/// 200 with the tokens and the user.
#[must_use]
pub fn signed_in(session: &Session, user: &User, links: &PictureLinks) -> Answer {
    answer(StatusCode::OK, &json!({ "tokens": tokens(session), "data": user_object(user, links) }))
}

/// 200 with new tokens.
#[must_use]
pub fn refreshed(session: &Session) -> Answer {
    answer(StatusCode::OK, &tokens(session))
}

/// 201 with the new user.
#[must_use]
pub fn registered(user: &User, links: &PictureLinks) -> Answer {
    answer(StatusCode::CREATED, &user_object(user, links))
}

/// 200 with the user whom the access token was issued to.
#[must_use]
pub fn me(user: &User, links: &PictureLinks) -> Answer {
    answer(StatusCode::OK, &user_object(user, links))
}

/// 200 with the updated user.
#[must_use]
pub fn updated(user: &User, links: &PictureLinks) -> Answer {
    answer(StatusCode::OK, &user_object(user, links))
}

/// Whether a logout is of all sessions. Without a body it is of this one.
///
/// # Errors
/// The field `all`, unless it is true or false.
pub fn is_logout_of_all(bytes: &[u8]) -> Result<bool, FieldErrors> {
    if bytes.is_empty() {
        return Ok(false);
    }
    let given = RequestBody::json(bytes).given(Field::All).flag();
    given.map_err(|problem| FieldErrors::one(Field::All, problem))
}

/// 200: signed out.
#[must_use]
pub fn logged_out() -> Answer {
    detail(StatusCode::OK, "Successfully logged out.")
}

/// 200 with the sessions; `current` is the one of the caller.
#[must_use]
pub fn sessions(sessions: &[ListedSession], current: &SessionId) -> Answer {
    let sessions: Vec<_> = sessions
        .iter()
        .map(|session| {
            json!({
                "id": session.id.as_str(),
                "began_at": format_time(session.began_at),
                "last_used_at": format_time(session.last_used_at),
                "device": session.device.as_ref().map(Device::as_str),
                "current": session.id == *current,
            })
        })
        .collect();
    answer(StatusCode::OK, &sessions)
}

/// 204: the session is revoked.
#[must_use]
pub fn session_revoked() -> Answer {
    let mut answer = Response::new(Vec::new());
    *answer.status_mut() = StatusCode::NO_CONTENT;
    answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

/// 200: the password is changed.
#[must_use]
pub fn password_changed() -> Answer {
    detail(StatusCode::OK, "The new password has been saved.")
}

/// 200, whether or not a user has the address.
#[must_use]
pub fn link_requested() -> Answer {
    detail(StatusCode::OK, "If an account has this address, a mail with a link is on its way.")
}

/// 200: the address is verified.
#[must_use]
pub fn email_verified() -> Answer {
    detail(StatusCode::OK, "The email address is verified.")
}

/// 200: the account is restored.
#[must_use]
pub fn account_restored() -> Answer {
    detail(StatusCode::OK, "The account is yours again. Sign in with the new password.")
}

/// 200 with the secret of an authenticator app, and as a URI.
#[must_use]
pub fn authenticator(secret: &AuthenticatorSecret, uri: &str) -> Answer {
    answer(StatusCode::OK, &json!({ "secret": secret.reveal(), "otpauth_uri": uri }))
}

/// 200 with the recovery codes: the authenticator app is on.
#[must_use]
pub fn authenticator_on(codes: &[RecoveryCode]) -> Answer {
    let codes: Vec<_> = codes.iter().map(RecoveryCode::reveal).collect();
    answer(StatusCode::OK, &json!({ "recovery_codes": codes }))
}

/// 200: no authenticator app is on.
#[must_use]
pub fn authenticator_off() -> Answer {
    detail(StatusCode::OK, "The authenticator app is off.")
}

/// 200 with the picture.
#[must_use]
pub fn picture(name: &PictureName, bytes: Vec<u8>) -> Answer {
    cacheable(Response::new(bytes), name)
}

/// 304: the client has the current picture.
#[must_use]
pub fn picture_not_modified(name: &PictureName) -> Answer {
    let mut answer = Response::new(Vec::new());
    *answer.status_mut() = StatusCode::NOT_MODIFIED;
    cacheable(answer, name)
}

/// A picture never changes under its name, but it is deleted with its owner. So browsers revalidate it after minutes,
/// and shared caches must not store it. A 304 needs the media type, too: API Gateway adds `application/json` if it is
/// missing.
fn cacheable(mut answer: Answer, name: &PictureName) -> Answer {
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(name.format().media_type()));
    // Browsers must not take an upload for anything but a picture.
    answer.headers_mut().insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("private, max-age=300"));
    if let Ok(tag) = HeaderValue::from_str(&entity_tag(name)) {
        answer.headers_mut().insert(ETAG, tag);
    }
    answer
}

/// The entity tag of a picture: the part of its name that is unique to it, since a picture never changes under its
/// name.
fn entity_tag(name: &PictureName) -> String {
    format!("\"{}\"", name.id())
}

/// Whether an `If-None-Match` header names this picture (RFC 9110 section 13.1.2).
#[must_use]
pub fn has_picture(if_none_match: &str, name: &PictureName) -> bool {
    IfNoneMatch::parse(if_none_match).is_some_and(|given| given.names(name.id()))
}

/// The methods that each path allows, in the order of Django REST framework.
const METHODS: [(&str, &str); 17] = [
    ("/api/user/login", "POST, OPTIONS"),
    ("/api/user/register", "POST, OPTIONS"),
    ("/api/user/me", "GET, HEAD, OPTIONS"),
    ("/api/user/update", "PUT, OPTIONS"),
    ("/api/user/refresh", "POST, OPTIONS"),
    ("/api/user/logout", "POST, OPTIONS"),
    ("/api/user/sessions", "GET, HEAD, OPTIONS"),
    ("/api/user/sessions/{id}", "DELETE, OPTIONS"),
    ("/api/user/password/change", "POST, OPTIONS"),
    ("/api/user/password/reset", "POST, OPTIONS"),
    ("/api/user/password/reset/confirm", "POST, OPTIONS"),
    ("/api/user/email/verify/send", "POST, OPTIONS"),
    ("/api/user/email/verify", "POST, OPTIONS"),
    ("/api/user/restore", "POST, OPTIONS"),
    ("/api/user/mfa/totp", "POST, DELETE, OPTIONS"),
    ("/api/user/mfa/totp/confirm", "POST, OPTIONS"),
    ("/api/user/media/{image_name}", "GET, HEAD, OPTIONS"),
];

/// 405 with `Allow`; `resource` is the path as in `template.yaml`.
#[must_use]
pub fn method_not_allowed(method: &str, resource: &str) -> Answer {
    let allowed =
        METHODS.iter().find(|(path, _)| *path == resource.trim_end_matches('/')).map_or("", |(_, allowed)| allowed);
    let mut answer = detail(StatusCode::METHOD_NOT_ALLOWED, &format!("Method \"{method}\" not allowed."));
    answer.headers_mut().insert(ALLOW, HeaderValue::from_static(allowed));
    answer
}

fn tokens(session: &Session) -> Value {
    json!({ "refresh": session.refresh.reveal(), "access": session.access.reveal() })
}

fn user_object(user: &User, links: &PictureLinks) -> Value {
    json!({
        "id": user.id.as_str(),
        "full_name": user.full_name.as_ref().map(FullName::as_str),
        "email": user.email.as_str(),
        "profile_pic": user.picture.as_ref().map(|picture| links.link(picture)),
    })
}

/// The response to an error.
#[must_use]
pub fn refusal(error: &DomainError) -> Answer {
    match error {
        DomainError::InvalidInput(errors) => fields(errors),
        DomainError::EmailTaken => fields(&FieldErrors::one(Field::Email, Problem::Taken)),
        DomainError::AccountIdTaken => fields(&FieldErrors::one(Field::AccountId, Problem::Taken)),
        DomainError::WrongCredentials(_) => {
            answer(StatusCode::BAD_REQUEST, &json!({ "password": ["The email or the password is wrong."] }))
        }
        DomainError::NotSignedIn => not_signed_in(),
        DomainError::Forbidden => detail(StatusCode::FORBIDDEN, "You do not have permission to perform this action."),
        DomainError::SignInTooOld => detail(StatusCode::FORBIDDEN, "Sign in again with your password to do this."),
        DomainError::UserNotFound
        | DomainError::PictureNotFound
        | DomainError::SessionNotFound
        | DomainError::ErasureNotFound => detail(StatusCode::NOT_FOUND, "Not found."),
        DomainError::UpdateUnderWay => {
            detail(StatusCode::CONFLICT, "Another update is under way; nothing was changed, try again.")
        }
        DomainError::IdentityDiffers => {
            detail(StatusCode::CONFLICT, "Your address or name is being changed; nothing was done, try again.")
        }
        DomainError::TermsNotCurrent => detail(StatusCode::CONFLICT, "There is a newer version."),
        DomainError::TooManyAttempts { retry_after } => {
            with_retry_after(detail(StatusCode::TOO_MANY_REQUESTS, "Too many attempts; try again later."), *retry_after)
        }
        DomainError::BodyTooLarge => detail(StatusCode::PAYLOAD_TOO_LARGE, "The request body is too large."),
        DomainError::LastAdmin => {
            detail(StatusCode::CONFLICT, "The last admin cannot be erased or demoted; make another admin first.")
        }
        DomainError::EmailNotVerified => {
            answer(StatusCode::BAD_REQUEST, &json!({ "email": ["Verify your email address first."] }))
        }
        DomainError::AuthenticatorOn => {
            detail(StatusCode::CONFLICT, "An authenticator app is on already. Turn it off first.")
        }
        DomainError::TokenNotValid => answer(
            StatusCode::BAD_REQUEST,
            &json!({ "token": ["The link is not valid: it was used, has expired, or was replaced by a newer one."] }),
        ),
        DomainError::ServicesPending
        | DomainError::FilesKept
        | DomainError::MalformedMessage
        | DomainError::Unavailable(_) => detail(StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong on our side."),
    }
}

/// 401 with a challenge for the scheme `JWT`, which the session document uses for bearer tokens.
fn not_signed_in() -> Answer {
    let mut answer = answer(
        StatusCode::UNAUTHORIZED,
        &json!({ "detail": "Given token not valid for any token type", "code": "token_not_valid" }),
    );
    answer.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("JWT realm=\"usher\""));
    answer
}

fn detail(status: StatusCode, detail: &str) -> Answer {
    answer(status, &json!({ "detail": detail }))
}

/// 400 with only the invalid fields, each an array of strings.
fn fields(errors: &FieldErrors) -> Answer {
    answer(StatusCode::BAD_REQUEST, &messages(errors, name))
}

fn name(field: Field) -> &'static str {
    match field {
        Field::AccountId => "account_id",
        Field::All => "all",
        Field::Cursor => "cursor",
        Field::Email => "email",
        Field::FullName => "full_name",
        Field::Limit => "limit",
        Field::NewPassword => "new_password",
        Field::Number => "number",
        Field::OldPassword => "old_password",
        Field::Otp => "otp",
        Field::Password => "password",
        Field::Picture => "profile_pic",
        Field::PrivacyVersion => "privacy_version",
        Field::RefreshToken => "refresh",
        Field::TermsVersion => "terms_version",
        Field::Token => "token",
        Field::UserType => "type",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use usher_domain::{FilesFolder, PictureFormat};

    #[test]
    fn entity_tag_of_picture_is_recognized() {
        let name = PictureName::from_random(FilesFolder::from_random(1), 2, PictureFormat::Png);
        assert!(has_picture(&entity_tag(&name), &name));
        assert!(!has_picture(name.id(), &name));
    }

    #[test]
    fn unmodified_picture_keeps_its_media_type() {
        let name = PictureName::from_random(FilesFolder::from_random(1), 2, PictureFormat::Png);
        assert_eq!(picture_not_modified(&name).headers()[CONTENT_TYPE], "image/png");
    }

    #[test]
    fn method_not_allowed_lists_the_allowed_methods() {
        let answer = method_not_allowed("PATCH", "/api/user/login/");
        assert_eq!((answer.status().as_u16(), answer.headers()[ALLOW].to_str().unwrap()), (405, "POST, OPTIONS"));
        assert_eq!(answer.body(), br#"{"detail":"Method \"PATCH\" not allowed."}"#);
    }
}
