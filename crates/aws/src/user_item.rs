//! How a user record stands in the table `Users`, and its keys.
//!
//! | partition key | holds |
//! |---|---|
//! | `user#<id>` | the record |
//! | `email#<address>`, `account#<account id>`, `number#<number>` | who has that address, account id, number |

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use usher_domain::{AccountId, DomainError, Email, FullName, User, UserId, UserNumber, UserType};

pub(crate) type Item = HashMap<String, AttributeValue>;

/// The name of the partition key.
pub(crate) const KEY: &str = "pk";

/// The partition key of a record.
pub(crate) fn user_key(id: &UserId) -> String {
    format!("user#{}", id.as_str())
}

/// The partition key that keeps an address unique.
pub(crate) fn email_key(email: &Email) -> String {
    format!("email#{}", email.as_str())
}

/// The partition key that keeps an account id unique.
pub(crate) fn account_key(account_id: &AccountId) -> String {
    format!("account#{}", account_id.as_str())
}

/// The partition key that keeps a number unique.
fn number_key(number: UserNumber) -> String {
    format!("number#{number}")
}

/// The partition keys that belong to one user alone: address, account id, number.
pub(crate) fn unique_keys(user: &User) -> [String; 3] {
    [email_key(&user.email), account_key(&user.account_id), number_key(user.number)]
}

/// The row that says who has a unique key.
pub(crate) fn unique_row(key: String, owner: &UserId) -> Item {
    HashMap::from([(KEY.to_owned(), AttributeValue::S(key)), text("user_id", owner.as_str())])
}

/// Whose row it is.
pub(crate) fn owner(row: &Item) -> Option<UserId> {
    UserId::parse(row.get("user_id")?.as_s().ok()?).ok()
}

/// The row of a record.
pub(crate) fn from_user(user: &User) -> Result<Item, DomainError> {
    let mut item = HashMap::from([
        (KEY.to_owned(), AttributeValue::S(user_key(&user.id))),
        text("user_id", user.id.as_str()),
        ("number".to_owned(), AttributeValue::N(user.number.to_string())),
        text("account_id", user.account_id.as_str()),
        ("type".to_owned(), AttributeValue::N(user.user_type.code().to_string())),
        text("email", user.email.as_str()),
        text("created_at", &written(user.created_at)?),
        text("updated_at", &written(user.updated_at)?),
    ]);
    if let Some(name) = &user.full_name {
        item.extend([text("full_name", name.as_str())]);
    }
    if let Some(revoked_at) = user.sessions_revoked_at {
        item.extend([text("sessions_revoked_at", &written(revoked_at)?)]);
    }
    Ok(item)
}

/// The record in a row.
pub(crate) fn to_user(item: &Item) -> Result<User, DomainError> {
    read(item).ok_or_else(|| DomainError::unavailable("read a user record")("an attribute is missing or malformed"))
}

fn read(item: &Item) -> Option<User> {
    Some(User {
        id: UserId::parse(string(item, "user_id")?).ok()?,
        number: UserNumber::new(number(item, "number")?).ok()?,
        account_id: AccountId::parse(string(item, "account_id")?).ok()?,
        user_type: UserType::from_code(number(item, "type")?).ok()?,
        email: Email::parse(string(item, "email")?).ok()?,
        full_name: optional(item, "full_name", |name| FullName::parse(name).ok()).ok()?,
        created_at: moment(string(item, "created_at")?)?,
        updated_at: moment(string(item, "updated_at")?)?,
        sessions_revoked_at: optional(item, "sessions_revoked_at", moment).ok()?,
    })
}

fn text(name: &str, value: &str) -> (String, AttributeValue) {
    (name.to_owned(), AttributeValue::S(value.to_owned()))
}

fn string<'a>(item: &'a Item, name: &str) -> Option<&'a str> {
    item.get(name)?.as_s().ok().map(String::as_str)
}

fn number<N: std::str::FromStr>(item: &Item, name: &str) -> Option<N> {
    item.get(name)?.as_n().ok()?.parse().ok()
}

/// An attribute that is there but malformed.
struct Malformed;

/// An attribute that may be absent.
fn optional<T>(item: &Item, name: &str, parse: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Malformed> {
    if !item.contains_key(name) {
        return Ok(None);
    }
    string(item, name).and_then(parse).ok_or(Malformed).map(Some)
}

fn moment(text: &str) -> Option<OffsetDateTime> {
    OffsetDateTime::parse(text, &Rfc3339).ok()
}

fn written(moment: OffsetDateTime) -> Result<String, DomainError> {
    moment.format(&Rfc3339).map_err(DomainError::unavailable("write a time"))
}
