//! The admin dialect, in the style of JSend: `/api/users` and the paths below it.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::StatusCode;
use serde::Serialize;
use serde_json::{Map, Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use usher_domain::listing::{Filter, ListedUser, Page, PageSize, Position};
use usher_domain::registration::Registration;
use usher_domain::update::{Changes, Update};
use usher_domain::{AccountId, DomainError, Email, Field, FieldErrors, Password, Problem, User, UserId, UserType};

use crate::Answer;
use crate::given::Given;
use crate::json::{Body, answer, format_time, messages, with_retry_after};

/// Parses the body of `POST /api/users/create`.
///
/// # Errors
/// The invalid fields.
pub fn new_user(bytes: &[u8]) -> Result<(Registration, Password), FieldErrors> {
    let body = Body::read(bytes, &["userId", "accountId", "password", "userType", "type", "email"]);
    let mut errors = FieldErrors::default();
    let account_id =
        errors.check(Field::AccountId, body.given(&["userId", "accountId"]).text().and_then(AccountId::parse));
    let password = errors.check(Field::Password, body.given(&["password"]).text().and_then(Password::parse));
    let user_type = errors.check(Field::UserType, user_type(body.given(&["userType", "type"])));
    let email = errors.check(Field::Email, body.given(&["email"]).text().and_then(Email::parse));
    match (account_id, password, user_type, email) {
        (Some(account_id), Some(password), Some(user_type), Some(email)) => {
            let account_id = Some(account_id);
            Registration { email, full_name: None, account_id, user_type, picture: None }.with_password(password)
        }
        _ => Err(errors),
    }
}

/// Parses the body of `PUT /api/users/profile/{id}` for this user. Both fields are required; a caller who changes only
/// one sends the other unchanged.
///
/// # Errors
/// The invalid fields.
pub fn new_profile(user: &User, bytes: &[u8]) -> Result<Update, FieldErrors> {
    let body = Body::read(bytes, &["password", "email"]);
    let mut errors = FieldErrors::default();
    let password = errors.check(Field::Password, body.given(&["password"]).text().and_then(Password::parse));
    let email = errors.check(Field::Email, body.given(&["email"]).text().and_then(Email::parse));
    match (password, email) {
        (Some(password), Some(email)) => {
            let changes = Changes { email: Some(email), ..Changes::default() };
            Update { changes, password: Some(password), kept_session: None }.check_password(user)
        }
        _ => Err(errors),
    }
}

/// The query of `GET /api/users`.
#[derive(Debug)]
pub struct ListQuery {
    /// Which users to list.
    pub filter: Filter,
    /// The position after which the page starts; the start of the list if `None`.
    pub after: Option<Position>,
    /// The page size.
    pub size: PageSize,
    /// Whether no user can match, since the account id is malformed.
    pub matches_no_user: bool,
}

impl ListQuery {
    /// Parses the decoded query parameters. Each may be given once. Unknown parameters are refused: a misspelled filter
    /// would otherwise list all users.
    ///
    /// # Errors
    /// The parameters that are invalid, repeated or unknown.
    pub fn read<'a>(query: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        let mut given: BTreeMap<Field, Vec<&str>> = BTreeMap::new();
        for (name, value) in query {
            match PARAMETERS.into_iter().find(|field| query_name(*field) == name) {
                Some(field) => given.entry(field).or_default().push(value),
                None => errors.refuse_unknown(name),
            }
        }
        let once = |field: Field| match given.get(&field).map(Vec::as_slice) {
            None => Ok(None),
            Some([value]) => Ok(Some(*value)),
            Some(_) => Err(Problem::Repeated),
        };
        let wanted = once(Field::UserType).and_then(|given| given.map(UserType::parse).transpose());
        let user_type = errors.check(Field::UserType, wanted);
        let size = once(Field::Limit).and_then(|given| given.map_or(Ok(PageSize::default()), PageSize::parse));
        let size = errors.check(Field::Limit, size);
        let after = once(Field::Cursor).and_then(|given| given.map(decode_cursor).transpose());
        let after = errors.check(Field::Cursor, after.and_then(|after| same_type(after, user_type.flatten())));
        let account_id = errors.check(Field::AccountId, once(Field::AccountId));
        match (user_type, size, after, account_id) {
            (Some(user_type), Some(size), Some(after), Some(account_id)) => {
                let account_id = account_id.map(AccountId::parse);
                errors.into_result(Self {
                    matches_no_user: matches!(account_id, Some(Err(_))),
                    filter: Filter { account_id: account_id.and_then(Result::ok), user_type },
                    after,
                    size,
                })
            }
            _ => Err(errors),
        }
    }
}

/// The query parameters of `GET /api/users`.
const PARAMETERS: [Field; 4] = [Field::AccountId, Field::Cursor, Field::Limit, Field::UserType];

fn user_type(given: Given<'_>) -> Result<UserType, Problem> {
    match given {
        Given::Number(code) => UserType::from_code(code),
        given => given.text().and_then(UserType::parse),
    }
}

/// Refuses a cursor from the list of another type.
fn same_type(after: Option<Position>, wanted: Option<UserType>) -> Result<Option<Position>, Problem> {
    match (&after, wanted) {
        (Some(position), Some(wanted)) if position.user_type != wanted => Err(Problem::NotACursor),
        _ => Ok(after),
    }
}

/// Longer than any cursor that [`encode_cursor`] makes.
const MAX_CURSOR_BYTES: usize = 128;

/// Encodes a position as an opaque cursor. It keeps the full precision of the time: a truncated one would sort before
/// the user that it stands after, who would be listed twice.
fn encode_cursor(position: &Position) -> String {
    let (code, id) = (position.user_type.code(), position.id.as_str());
    // Formatting fails only for years of more than four digits.
    let created_at = position.created_at.format(&Rfc3339).unwrap_or_default();
    URL_SAFE_NO_PAD.encode(format!("{code} {created_at} {id}"))
}

fn decode_cursor(cursor: &str) -> Result<Position, Problem> {
    let read = || {
        if cursor.len() > MAX_CURSOR_BYTES {
            return None;
        }
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
        let mut parts = text.split(' ');
        let position = Position {
            user_type: UserType::from_code(parts.next()?.parse().ok()?).ok()?,
            created_at: OffsetDateTime::parse(parts.next()?, &Rfc3339).ok()?,
            id: UserId::parse(parts.next()?).ok()?,
        };
        parts.next().is_none().then_some(position)
    };
    read().ok_or(Problem::NotACursor)
}

/// 200 with a page of users, and `next` unless it is the last page.
#[must_use]
pub fn listed(page: &Page) -> Answer {
    let data: Vec<_> = page.users.iter().map(row).collect();
    let mut body = json!({ "status": "success", "data": data });
    if let Some(next) = &page.next {
        body["next"] = encode_cursor(next).into();
    }
    answer(StatusCode::OK, &body)
}

/// 200 with a user.
#[must_use]
pub fn found(user: &User) -> Answer {
    success(StatusCode::OK, user)
}

/// 201 with the new user.
#[must_use]
pub fn created(user: &User) -> Answer {
    success(StatusCode::CREATED, user)
}

/// 201, as the admin document requires, with the updated user.
#[must_use]
pub fn updated(user: &User) -> Answer {
    success(StatusCode::CREATED, user)
}

/// 200, as the admin document requires, with the user whose erasure has begun.
#[must_use]
pub fn deleted(user: &User) -> Answer {
    success(StatusCode::OK, user)
}

/// 200 with the user whose sessions were revoked.
#[must_use]
pub fn signed_out(user: &User) -> Answer {
    success(StatusCode::OK, user)
}

/// 200 with the user whose authenticator app is off.
#[must_use]
pub fn authenticator_off(user: &User) -> Answer {
    success(StatusCode::OK, user)
}

fn success(status: StatusCode, user: &User) -> Answer {
    answer(status, &json!({ "status": "success", "data": row(&ListedUser::from(user)) }))
}

fn row(user: &ListedUser) -> Value {
    json!({
        "id": user.number.get(),
        "accountId": user.account_id.as_str(),
        "type": user.user_type.code(),
        "email": user.email.as_str(),
        "createdAt": format_time(user.created_at),
        "updatedAt": format_time(user.updated_at),
    })
}

/// The response to an error; fields are named as in a body.
#[must_use]
pub fn refusal(error: &DomainError) -> Answer {
    refusal_naming(error, body_name)
}

/// The response to an error; fields are named as in a query.
#[must_use]
pub fn query_refusal(error: &DomainError) -> Answer {
    refusal_naming(error, query_name)
}

fn refusal_naming(error: &DomainError, name: fn(Field) -> &'static str) -> Answer {
    match error {
        DomainError::InvalidInput(errors) => fail(StatusCode::BAD_REQUEST, &messages(errors, name)),
        DomainError::EmailTaken => taken(Field::Email, name),
        DomainError::AccountIdTaken => taken(Field::AccountId, name),
        DomainError::WrongCredentials(_) => about(StatusCode::UNAUTHORIZED, "password", "The password is wrong."),
        DomainError::NotSignedIn => {
            about(StatusCode::UNAUTHORIZED, "authorization", "Sign in and send a valid access token.")
        }
        DomainError::Forbidden => about(StatusCode::FORBIDDEN, "authorization", "You may not do this."),
        DomainError::SignInTooOld => {
            about(StatusCode::FORBIDDEN, "authorization", "Sign in again with your password to do this.")
        }
        DomainError::UserNotFound => about(StatusCode::NOT_FOUND, "id", "There is no such user."),
        DomainError::PictureNotFound => about(StatusCode::NOT_FOUND, "picture", "There is no such picture."),
        DomainError::SessionNotFound => about(StatusCode::NOT_FOUND, "session", "There is no such session."),
        DomainError::ErasureNotFound => about(StatusCode::NOT_FOUND, "erasure", "There is no such erasure."),
        DomainError::UpdateUnderWay => {
            about(StatusCode::CONFLICT, "id", "Another update of this user is under way; try again.")
        }
        DomainError::IdentityDiffers => {
            about(StatusCode::CONFLICT, "id", "This user's address or name is being changed; try again.")
        }
        DomainError::TermsNotCurrent => about(StatusCode::CONFLICT, "terms", "There is a newer version."),
        DomainError::TooManyAttempts { retry_after } => with_retry_after(
            about(StatusCode::TOO_MANY_REQUESTS, "request", "Too many attempts; try again later."),
            *retry_after,
        ),
        DomainError::BodyTooLarge => about(StatusCode::PAYLOAD_TOO_LARGE, "request", "The request body is too large."),
        DomainError::LastAdmin => {
            about(StatusCode::CONFLICT, "id", "The last admin cannot be erased or demoted; make another admin first.")
        }
        DomainError::EmailNotVerified => {
            about(StatusCode::FORBIDDEN, "authorization", "Verify your email address first.")
        }
        DomainError::AuthenticatorOn => about(StatusCode::CONFLICT, "otp", "An authenticator app is on already."),
        DomainError::TokenNotValid => about(StatusCode::BAD_REQUEST, "token", "The confirmation token is not valid."),
        DomainError::ServicesPending
        | DomainError::FilesKept
        | DomainError::MalformedMessage
        | DomainError::Unavailable(_) => answer(
            StatusCode::INTERNAL_SERVER_ERROR,
            &json!({ "status": "error", "message": "Something went wrong on our side." }),
        ),
    }
}

fn taken(field: Field, name: fn(Field) -> &'static str) -> Answer {
    fail(StatusCode::CONFLICT, &messages(&FieldErrors::one(field, Problem::Taken), name))
}

fn about(status: StatusCode, field: &str, sentence: &str) -> Answer {
    fail(status, &Map::from_iter([(field.to_owned(), json!([sentence]))]))
}

fn fail(status: StatusCode, data: &impl Serialize) -> Answer {
    answer(status, &json!({ "status": "fail", "data": data }))
}

fn query_name(field: Field) -> &'static str {
    match field {
        Field::AccountId => "accountId",
        Field::UserType => "type",
        other => body_name(other),
    }
}

fn body_name(field: Field) -> &'static str {
    match field {
        Field::AccountId => "userId",
        Field::All => "all",
        Field::Cursor => "cursor",
        Field::Email => "email",
        Field::FullName => "fullName",
        Field::Limit => "limit",
        Field::NewPassword => "new_password",
        Field::Number => "id",
        Field::OldPassword => "old_password",
        Field::Otp => "otp",
        Field::Password => "password",
        Field::Picture => "picture",
        Field::PrivacyVersion => "privacyVersion",
        Field::RefreshToken => "refreshToken",
        Field::TermsVersion => "termsVersion",
        Field::Token => "token",
        Field::UserType => "userType",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use time::macros::datetime;
    use usher_domain::{FilesFolder, FullName, Revocations, UserNumber};

    fn read(parameters: &[(&str, &str)]) -> Result<ListQuery, FieldErrors> {
        ListQuery::read(parameters.iter().copied())
    }

    fn told(parameters: &[(&str, &str)]) -> Value {
        let answer = query_refusal(&read(parameters).unwrap_err().into());
        assert_eq!(answer.status(), 400);
        serde_json::from_slice(answer.body()).unwrap()
    }

    #[test]
    fn unknown_parameter_is_reported_by_name() {
        for name in ["accountid", "ACCOUNTID", "account_id", "page", "", "é\"<"] {
            let expected = json!({ "status": "fail", "data": { name: ["Unknown parameter."] } });
            assert_eq!(told(&[(name, "ada")]), expected);
            assert_eq!(told(&[("type", "1"), (name, "ada"), (name, "ada")]), expected);
        }
    }

    #[test]
    fn a_parameter_that_is_repeated_is_refused() {
        for name in ["accountId", "type", "limit", "cursor"] {
            let expected = json!({ "status": "fail", "data": { name: ["Specify this parameter only once."] } });
            assert_eq!(told(&[(name, "1"), (name, "1"), (name, "2")]), expected);
        }
    }

    #[test]
    fn one_answer_names_all_invalid_parameters() {
        let told = told(&[("type", "9"), ("limit", "0"), ("cursor", "x"), ("sort", "name"), ("accountId", "ada")]);
        let named: Vec<_> = told["data"].as_object().unwrap().keys().cloned().collect();
        assert_eq!(named, ["cursor", "limit", "sort", "type"]);
    }

    fn somewhere(user_type: UserType) -> Position {
        let id = UserId::parse("0d9f7c9e-3f50-4a7e-9c56-2d4e5f60718a").unwrap();
        Position { user_type, created_at: datetime!(2026-11-22 12:00:00.5 UTC), id }
    }

    #[test]
    fn cursor_round_trips() {
        let after = somewhere(UserType::Kaist);
        assert_eq!(read(&[("cursor", &encode_cursor(&after))]).unwrap().after, Some(after));
    }

    #[test]
    fn cursor_of_another_list_and_forged_one_are_refused() {
        let other = encode_cursor(&somewhere(UserType::Facility));
        assert!(read(&[("cursor", &other), ("type", "1")]).is_err());
        for made_up in ["", "x", "MSAyMDI2", "é", &"A".repeat(10_000)] {
            let errors = read(&[("cursor", made_up)]).unwrap_err();
            assert_eq!(errors, FieldErrors::one(Field::Cursor, Problem::NotACursor), "{made_up}");
        }
    }

    #[test]
    fn impossible_account_id_matches_no_user() {
        assert!(read(&[("accountId", "1x")]).unwrap().matches_no_user);
        let query = read(&[("accountId", "Ada")]).unwrap();
        assert_eq!(query.filter.account_id, AccountId::parse("ada").ok());
    }

    #[test]
    fn type_is_accepted_as_number_and_text() {
        for body in [
            &br#"{"userType":"0"}"#[..],
            br#"{"userType":0}"#,
            br#"{"userType":1.0}"#,
            br#"{"userType":1e0}"#,
            br#"{"userType":1,"z":1e400}"#,
        ] {
            let errors = new_user(body).unwrap_err();
            assert!(!errors.iter().any(|(field, _)| field == Field::UserType));
        }
        for body in [
            &br#"{"userType":"3"}"#[..],
            br#"{"userType":true}"#,
            br#"{"userType":1.5}"#,
            br#"{"userType":1e400}"#,
            br#"{"userType":"+1"}"#,
            br#"{"userType":""}"#,
            b"{}",
        ] {
            let errors = new_user(body).unwrap_err();
            assert!(errors.iter().any(|(field, _)| field == Field::UserType));
        }
    }

    #[test]
    fn personal_password_is_refused() {
        let personal = Some(FieldErrors::one(Field::Password, Problem::PersonalPassword));
        for password in ["ada.king@example.com", "Countess-Ada"] {
            let body = json!({
                "userId": "countess-ada", "email": "ada.king@example.com", "userType": 1, "password": password,
            });
            assert_eq!(new_user(body.to_string().as_bytes()).err(), personal, "{password}");
        }
        let user = fixtures_user();
        for password in ["ada.king@example.com", "countess.lovelace", "ada lovelace"] {
            let body = json!({ "email": "ada.king@example.com", "password": password });
            assert_eq!(new_profile(&user, body.to_string().as_bytes()).err(), personal, "{password}");
        }
    }

    /// The testkit depends on this crate, so its fixtures cannot be used here.
    fn fixtures_user() -> User {
        let created_at = datetime!(2026-11-22 12:00 UTC);
        User {
            id: UserId::parse("0d9f7c9e-3f50-4a7e-9c56-2d4e5f60718a").unwrap(),
            number: UserNumber::new(42).unwrap(),
            account_id: AccountId::parse("ada").unwrap(),
            user_type: UserType::Kaist,
            email: Email::parse("countess.lovelace@example.com").unwrap(),
            verified_email: None,
            full_name: FullName::parse("Ada Lovelace").ok(),
            files_folder: FilesFolder::from_random(1),
            picture: None,
            accepted_terms: None,
            created_at,
            updated_at: created_at,
            revocations: Revocations::default(),
            password_changed_at: None,
            authenticator: None,
            restored_at: None,
        }
    }

    proptest! {
        #[test]
        fn no_cursor_makes_it_panic(given in any::<String>()) {
            let _ = decode_cursor(&given);
        }
    }
}
