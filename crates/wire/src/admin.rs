//! The admin dialect (seed 002), after JSend: `/api/users` and what is below it.

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
use usher_domain::{
    AccountId, DomainError, Email, Field, FieldErrors, Given, Password, Problem, User, UserId, UserType,
};

use crate::Answer;
use crate::json::{Body, answer, messages, with_retry_after, written};

/// Reads the body of `POST /api/users/create`.
///
/// # Errors
/// The fields that break a rule.
pub fn new_user(bytes: &[u8]) -> Result<(Registration, Password), FieldErrors> {
    let body = Body::read(bytes);
    let mut errors = FieldErrors::default();
    let account_id =
        errors.check(Field::AccountId, body.given(&["userId", "accountId"]).text().and_then(AccountId::parse));
    let password = errors.check(Field::Password, body.given(&["password"]).text().and_then(Password::parse));
    let user_type = errors.check(Field::UserType, user_type(body.given(&["userType", "type"])));
    let email = errors.check(Field::Email, body.given(&["email"]).text().and_then(Email::parse));
    match (account_id, password, user_type, email) {
        (Some(account_id), Some(password), Some(user_type), Some(email)) => {
            let account_id = Some(account_id);
            Ok((Registration { email, full_name: None, account_id, user_type, picture: None }, password))
        }
        _ => Err(errors),
    }
}

/// Reads the body of `PUT /api/users/profile/{id}`: both fields have to be there; whoever changes one of them only, sends
/// the other as it is.
///
/// # Errors
/// The fields that break a rule.
pub fn new_profile(bytes: &[u8]) -> Result<Update, FieldErrors> {
    let body = Body::read(bytes);
    let mut errors = FieldErrors::default();
    let password = errors.check(Field::Password, body.given(&["password"]).text().and_then(Password::parse));
    let email = errors.check(Field::Email, body.given(&["email"]).text().and_then(Email::parse));
    match (password, email) {
        (Some(password), Some(email)) => {
            Ok(Update { changes: Changes { email: Some(email), ..Changes::default() }, password: Some(password) })
        }
        _ => Err(errors),
    }
}

/// What `GET /api/users` asks for.
#[derive(Debug)]
pub struct ListQuery {
    /// Which users.
    pub filter: Filter,
    /// From where on.
    pub after: Option<Position>,
    /// How many at most.
    pub size: PageSize,
    /// Whether nobody can be meant: no user has the account id, since it breaks the rule.
    pub is_about_nobody: bool,
}

impl ListQuery {
    /// Reads the parameters of the query by their names.
    ///
    /// # Errors
    /// The parameters that break a rule.
    pub fn read(parameter: impl Fn(&str) -> Option<String>) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        let wanted = parameter("type").map(|given| user_type(Given::Text(&given))).transpose();
        let user_type = errors.check(Field::UserType, wanted);
        let size = parameter("limit").map_or_else(|| Ok(PageSize::default()), |given| PageSize::parse(&given));
        let size = errors.check(Field::Limit, size);
        let after = parameter("cursor").map(|given| position(&given)).transpose();
        let after = errors.check(Field::Cursor, after.and_then(|after| same_type(after, user_type.flatten())));
        let account_id = parameter("accountId").map(|given| AccountId::parse(&given));
        match (user_type, size, after) {
            (Some(user_type), Some(size), Some(after)) => Ok(Self {
                is_about_nobody: matches!(account_id, Some(Err(_))),
                filter: Filter { account_id: account_id.and_then(Result::ok), user_type },
                after,
                size,
            }),
            _ => Err(errors),
        }
    }
}

fn user_type(given: Given<'_>) -> Result<UserType, Problem> {
    match given {
        Given::Number(code) => UserType::from_code(code),
        given => given.text().and_then(UserType::parse),
    }
}

/// A cursor of another list is none of this one.
fn same_type(after: Option<Position>, wanted: Option<UserType>) -> Result<Option<Position>, Problem> {
    match (&after, wanted) {
        (Some(position), Some(wanted)) if position.user_type != wanted => Err(Problem::NotACursor),
        _ => Ok(after),
    }
}

/// A position as an opaque word.
fn cursor(position: &Position) -> String {
    let code = position.user_type.code();
    URL_SAFE_NO_PAD.encode(format!("{code} {} {}", written(position.created_at), position.id.as_str()))
}

fn position(cursor: &str) -> Result<Position, Problem> {
    let read = || {
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

/// 200 with a page of users; `next` while there is more.
#[must_use]
pub fn listed(page: &Page) -> Answer {
    let data: Vec<_> = page.users.iter().map(row).collect();
    let mut body = json!({ "status": "success", "data": data });
    if let Some(next) = &page.next {
        body["next"] = cursor(next).into();
    }
    answer(StatusCode::OK, &body)
}

/// 200 with a user.
#[must_use]
pub fn found(user: &User) -> Answer {
    success(StatusCode::OK, user)
}

/// 201 with the user who was made.
#[must_use]
pub fn created(user: &User) -> Answer {
    success(StatusCode::CREATED, user)
}

/// 201, as the document has it, with the user as they are now.
#[must_use]
pub fn updated(user: &User) -> Answer {
    success(StatusCode::CREATED, user)
}

/// 200, as the document has it, with the user who is being erased.
#[must_use]
pub fn deleted(user: &User) -> Answer {
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
        "createdAt": written(user.created_at),
        "updatedAt": written(user.updated_at),
    })
}

/// Answers an error of a request with a body.
#[must_use]
pub fn refusal(error: &DomainError) -> Answer {
    refusal_naming(error, body_name)
}

/// Answers an error of a request with a query.
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
        DomainError::UserNotFound => about(StatusCode::NOT_FOUND, "id", "There is no such user."),
        DomainError::PictureNotFound => about(StatusCode::NOT_FOUND, "picture", "There is no such picture."),
        DomainError::UpdateUnderWay => {
            about(StatusCode::CONFLICT, "id", "Another update of this user is under way; try again.")
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
        DomainError::TokenNotValid => about(StatusCode::BAD_REQUEST, "token", "The confirmation token is not valid."),
        DomainError::ServicesPending | DomainError::Unavailable(_) => answer(
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
        Field::Cursor => "cursor",
        Field::Email => "email",
        Field::FullName => "fullName",
        Field::Limit => "limit",
        Field::Number => "id",
        Field::Password => "password",
        Field::Picture => "picture",
        Field::PrivacyVersion => "privacyVersion",
        Field::RefreshToken => "refreshToken",
        Field::TermsVersion => "termsVersion",
        Field::UserType => "userType",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use time::macros::datetime;

    fn read(parameters: &[(&str, &str)]) -> Result<ListQuery, FieldErrors> {
        let found = |name: &str| parameters.iter().find(|(known, _)| *known == name);
        ListQuery::read(|name| found(name).map(|(_, value)| (*value).to_owned()))
    }

    fn somewhere(user_type: UserType) -> Position {
        let id = UserId::parse("0d9f7c9e-3f50-4a7e-9c56-2d4e5f60718a").unwrap();
        Position { user_type, created_at: datetime!(2026-11-22 12:00:00.5 UTC), id }
    }

    #[test]
    fn a_cursor_is_read_again() {
        let after = somewhere(UserType::Kaist);
        assert_eq!(read(&[("cursor", &cursor(&after))]).unwrap().after, Some(after));
    }

    #[test]
    fn a_cursor_of_another_list_or_a_made_up_one_is_refused() {
        let other = cursor(&somewhere(UserType::Facility));
        assert!(read(&[("cursor", &other), ("type", "1")]).is_err());
        for made_up in ["", "x", "MSAyMDI2", "é", &"A".repeat(10_000)] {
            let errors = read(&[("cursor", made_up)]).unwrap_err();
            assert_eq!(errors, FieldErrors::one(Field::Cursor, Problem::NotACursor), "{made_up}");
        }
    }

    #[test]
    fn an_account_id_that_nobody_can_have_is_about_nobody() {
        assert!(read(&[("accountId", "1x")]).unwrap().is_about_nobody);
        let query = read(&[("accountId", "Ada")]).unwrap();
        assert_eq!(query.filter.account_id, AccountId::parse("ada").ok());
    }

    #[test]
    fn a_type_is_taken_as_a_number_and_as_a_text() {
        for body in [&br#"{"userType":"0"}"#[..], br#"{"userType":0}"#] {
            let errors = new_user(body).unwrap_err();
            assert!(!errors.iter().any(|(field, _)| field == Field::UserType));
        }
        for body in [
            &br#"{"userType":"3"}"#[..],
            br#"{"userType":true}"#,
            br#"{"userType":"+1"}"#,
            br#"{"userType":""}"#,
            b"{}",
        ] {
            let errors = new_user(body).unwrap_err();
            assert!(errors.iter().any(|(field, _)| field == Field::UserType));
        }
    }

    proptest! {
        #[test]
        fn no_cursor_makes_it_panic(given in any::<String>()) {
            let _ = position(&given);
        }
    }
}
