//! The rows of the table `Users`, and their keys.
//!
//! | partition key | holds |
//! |---|---|
//! | `user#<id>` | the record |
//! | `email#<address>`, `account#<account id>`, `number#<number>` | the id of the user who has it |
//!
//! A row of an address with `expires_at` is a reservation by the update in `held_by`. After that time it is void, and
//! DynamoDB's TTL deletes it.
//!
//! The index `by-type` has only the records (no other row has a `type`), ordered by creation time. It projects the
//! attributes of a list ([`to_listed`]), so that taking a lease or accepting terms does not write to it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Display;

use aws_sdk_dynamodb::types::AttributeValue;
use time::OffsetDateTime;
use usher_domain::authenticator::{ActiveAuthenticator, Authenticator, AuthenticatorSeed};
use usher_domain::listing::ListedUser;
use usher_domain::removal::TokenHash;
use usher_domain::terms::{AcceptedTerms, TermsVersions, TextVersion};
use usher_domain::{
    AccountId, DomainError, Email, FilesFolder, FullName, PictureName, Revocations, SessionId, User, UserId,
    UserNumber, UserType, timestamp,
};

use crate::attribute::seconds;

pub(crate) type Item = HashMap<String, AttributeValue>;

/// The name of the partition key.
pub(crate) const KEY: &str = "pk";

/// The prefixes of unique keys.
const EMAIL: &str = "email";
const ACCOUNT: &str = "account";
const NUMBER: &str = "number";

fn unique_key(kind: &str, value: impl Display) -> String {
    format!("{kind}#{value}")
}

/// The partition key of a record.
pub(crate) fn user_key(id: &UserId) -> String {
    format!("user#{}", id.as_str())
}

/// The partition key that keeps an address unique.
pub(crate) fn email_key(email: &Email) -> String {
    unique_key(EMAIL, email.as_str())
}

/// The partition key that keeps an account id unique.
pub(crate) fn account_key(account_id: &AccountId) -> String {
    unique_key(ACCOUNT, account_id.as_str())
}

/// The partition key that keeps a number unique.
pub(crate) fn number_key(number: UserNumber) -> String {
    unique_key(NUMBER, number)
}

/// The unique keys of a user: address, account id, number.
pub(crate) fn unique_keys(user: &User) -> [String; 3] {
    [email_key(&user.email), account_key(&user.account_id), number_key(user.number)]
}

/// The same, from a record's row, hidden or not.
pub(crate) fn unique_keys_of_row(item: &Item) -> Result<[String; 3], DomainError> {
    let keys = || {
        let number = item.get("number")?.as_n().ok()?;
        Some([
            unique_key(EMAIL, string(item, "email")?),
            unique_key(ACCOUNT, string(item, "account_id")?),
            unique_key(NUMBER, number),
        ])
    };
    keys().ok_or_else(|| DomainError::unavailable("parse a user record")("a unique key is missing"))
}

/// Whether the user is being erased.
pub(crate) fn is_hidden(item: &Item) -> bool {
    item.contains_key("hidden_at")
}

/// Whether the row is a reservation.
pub(crate) fn is_reserved(row: &Item) -> bool {
    row.contains_key("expires_at")
}

/// Whether the row is an expired reservation.
pub(crate) fn has_expired(row: &Item, now: OffsetDateTime) -> bool {
    number::<i64>(row, "expires_at").is_some_and(|expires_at| expires_at < now.unix_timestamp())
}

/// The folder of the user's files.
pub(crate) fn files_folder(item: &Item) -> Option<FilesFolder> {
    FilesFolder::parse(item.get("files_folder")?.as_s().ok()?).ok()
}

/// The row of a unique key.
pub(crate) fn unique_row(key: String, owner: &UserId) -> Item {
    HashMap::from([(KEY.to_owned(), AttributeValue::S(key)), text("user_id", owner.as_str())])
}

/// The user whose row it is.
pub(crate) fn owner(row: &Item) -> Option<UserId> {
    UserId::parse(row.get("user_id")?.as_s().ok()?).ok()
}

/// Renders a record.
pub(crate) fn from_user(user: &User) -> Result<Item, DomainError> {
    let mut item = HashMap::from([
        (KEY.to_owned(), AttributeValue::S(user_key(&user.id))),
        text("user_id", user.id.as_str()),
        ("number".to_owned(), AttributeValue::N(user.number.to_string())),
        text("account_id", user.account_id.as_str()),
        ("type".to_owned(), AttributeValue::N(user.user_type.code().to_string())),
        text("email", user.email.as_str()),
        text("files_folder", user.files_folder.as_str()),
        text("created_at", &format_time(user.created_at)?),
        text("updated_at", &format_time(user.updated_at)?),
    ]);
    if user.has_verified_email() {
        item.extend([text("verified_email", user.email.as_str())]);
    }
    if let Some(name) = &user.full_name {
        item.extend([text("full_name", name.as_str())]);
    }
    if let Some(picture) = &user.picture {
        item.extend([text("picture", &picture.to_string())]);
    }
    if let Some(accepted) = &user.accepted_terms {
        item.insert("accepted_terms".to_owned(), accepted_terms(accepted)?);
    }
    item.extend(revocations(&user.revocations)?);
    if let Some(changed_at) = user.password_changed_at {
        item.extend([text("password_changed_at", &format_time(changed_at)?)]);
    }
    if let Some(restored_at) = user.restored_at {
        item.extend([text("restored_at", &format_time(restored_at)?)]);
    }
    if let Some(app) = &user.authenticator {
        item.insert(AUTHENTICATOR.to_owned(), authenticator(app)?);
    }
    Ok(item)
}

/// Parses a record.
pub(crate) fn to_user(item: &Item) -> Result<User, DomainError> {
    read(item).ok_or_else(|| DomainError::unavailable("parse a user record")("an attribute is missing or malformed"))
}

fn read(item: &Item) -> Option<User> {
    Some(User {
        id: UserId::parse(string(item, "user_id")?).ok()?,
        number: UserNumber::new(number(item, "number")?).ok()?,
        account_id: AccountId::parse(string(item, "account_id")?).ok()?,
        user_type: UserType::from_code(number(item, "type")?).ok()?,
        email: Email::parse(string(item, "email")?).ok()?,
        verified_email: optional(item, "verified_email", |email| Email::parse(email).ok()).ok()?,
        full_name: optional(item, "full_name", |name| Some(FullName::stored(name))).ok()?,
        files_folder: FilesFolder::parse(string(item, "files_folder")?).ok()?,
        picture: optional(item, "picture", |name| PictureName::parse(name).ok()).ok()?,
        accepted_terms: match item.get("accepted_terms") {
            Some(accepted) => Some(to_accepted_terms(accepted.as_m().ok()?)?),
            None => None,
        },
        created_at: parse_time(string(item, "created_at")?)?,
        updated_at: parse_time(string(item, "updated_at")?)?,
        revocations: to_revocations(item)?,
        password_changed_at: optional(item, "password_changed_at", parse_time).ok()?,
        authenticator: match item.get(AUTHENTICATOR) {
            Some(app) => Some(to_authenticator(app.as_m().ok()?)?),
            None => None,
        },
        restored_at: optional(item, "restored_at", parse_time).ok()?,
    })
}

/// Parses a row of the index.
pub(crate) fn to_listed(item: &Item) -> Result<ListedUser, DomainError> {
    let read = || {
        Some(ListedUser {
            id: UserId::parse(string(item, "user_id")?).ok()?,
            number: UserNumber::new(number(item, "number")?).ok()?,
            account_id: AccountId::parse(string(item, "account_id")?).ok()?,
            user_type: UserType::from_code(number(item, "type")?).ok()?,
            email: Email::parse(string(item, "email")?).ok()?,
            created_at: parse_time(string(item, "created_at")?)?,
            updated_at: parse_time(string(item, "updated_at")?)?,
        })
    };
    read().ok_or_else(|| DomainError::unavailable("parse a row of the index")("an attribute is missing or malformed"))
}

/// The names of the attributes of [`revocations`], without the version.
pub(crate) const REVOCATIONS: [&str; 3] = ["sessions_revoked_at", "sessions_kept", "sessions_ended"];

/// The name of the version.
pub(crate) const REVOCATIONS_VERSION: &str = "sessions_version";

/// The attributes with the revoked sessions. What is empty has none, since DynamoDB has no empty sets.
pub(crate) fn revocations(revocations: &Revocations) -> Result<Item, DomainError> {
    let [all_at, kept, ended] = REVOCATIONS;
    let mut item = Item::new();
    if revocations.version > 0 {
        item.insert(REVOCATIONS_VERSION.to_owned(), AttributeValue::N(revocations.version.to_string()));
    }
    if let Some(at) = revocations.all_at {
        item.extend([text(all_at, &format_time(at)?)]);
    }
    if !revocations.kept.is_empty() {
        let ids = revocations.kept.iter().map(|id| id.as_str().to_owned());
        item.insert(kept.to_owned(), AttributeValue::Ss(ids.collect()));
    }
    if !revocations.ended.is_empty() {
        let sessions = revocations.ended.iter().map(|(id, until)| (id.as_str().to_owned(), seconds(*until)));
        item.insert(ended.to_owned(), AttributeValue::M(sessions.collect()));
    }
    Ok(item)
}

fn to_revocations(item: &Item) -> Option<Revocations> {
    let [all_at, kept, ended] = REVOCATIONS;
    let session = |(id, until): (&String, &AttributeValue)| {
        let until = until.as_n().ok()?.parse().ok()?;
        Some((SessionId::parse(id).ok()?, OffsetDateTime::from_unix_timestamp(until).ok()?))
    };
    Some(Revocations {
        all_at: optional(item, all_at, parse_time).ok()?,
        kept: match item.get(kept) {
            Some(kept) => kept.as_ss().ok()?.iter().map(|id| SessionId::parse(id).ok()).collect::<Option<_>>()?,
            None => BTreeSet::new(),
        },
        ended: match item.get(ended) {
            Some(ended) => ended.as_m().ok()?.iter().map(session).collect::<Option<_>>()?,
            None => BTreeMap::new(),
        },
        version: match item.get(REVOCATIONS_VERSION) {
            Some(_) => number(item, REVOCATIONS_VERSION)?,
            None => 0,
        },
    })
}

/// The name of the attribute with the authenticator app.
pub(crate) const AUTHENTICATOR: &str = "authenticator";

/// The authenticator app. Only one that is on has a last step.
pub(crate) fn authenticator(app: &Authenticator) -> Result<AttributeValue, DomainError> {
    Ok(AttributeValue::M(match app {
        Authenticator::Pending(seed) => HashMap::from([text("seed", &seed.to_text())]),
        Authenticator::On(app) => HashMap::from([
            text("seed", &app.seed.to_text()),
            ("last_step".to_owned(), AttributeValue::N(app.last_step.to_string())),
            ("recovery_codes".to_owned(), AttributeValue::L(app.recovery_codes.iter().map(recovery_code).collect())),
            text("confirmed_at", &format_time(app.confirmed_at)?),
        ]),
    }))
}

fn recovery_code(hash: &TokenHash) -> AttributeValue {
    AttributeValue::S(hash.to_text())
}

fn to_authenticator(item: &Item) -> Option<Authenticator> {
    let seed = AuthenticatorSeed::from_text(string(item, "seed")?)?;
    if !item.contains_key("last_step") {
        return Some(Authenticator::Pending(seed));
    }
    let hash = |code: &AttributeValue| TokenHash::from_text(code.as_s().ok()?);
    let recovery_codes = item.get("recovery_codes")?.as_l().ok()?.iter().map(hash).collect::<Option<_>>()?;
    let last_step = number(item, "last_step")?;
    let confirmed_at = parse_time(string(item, "confirmed_at")?)?;
    Some(Authenticator::On(ActiveAuthenticator { seed, last_step, recovery_codes, confirmed_at }))
}

/// The attribute with the terms that the user has accepted.
pub(crate) fn accepted_terms(accepted: &AcceptedTerms) -> Result<AttributeValue, DomainError> {
    Ok(AttributeValue::M(HashMap::from([
        text("terms_of_service", accepted.versions.terms_of_service.as_str()),
        text("privacy_policy", accepted.versions.privacy_policy.as_str()),
        text("accepted_at", &format_time(accepted.accepted_at)?),
    ])))
}

fn to_accepted_terms(item: &Item) -> Option<AcceptedTerms> {
    Some(AcceptedTerms {
        versions: TermsVersions {
            terms_of_service: TextVersion::parse(string(item, "terms_of_service")?).ok()?,
            privacy_policy: TextVersion::parse(string(item, "privacy_policy")?).ok()?,
        },
        accepted_at: parse_time(string(item, "accepted_at")?)?,
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

/// An attribute that is present but malformed.
struct Malformed;

/// An attribute that may be absent.
fn optional<T>(item: &Item, name: &str, parse: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Malformed> {
    if !item.contains_key(name) {
        return Ok(None);
    }
    string(item, name).and_then(parse).ok_or(Malformed).map(Some)
}

/// Parses a time of any width.
pub(crate) fn parse_time(text: &str) -> Option<OffsetDateTime> {
    timestamp::parse(text)
}

/// The common prefix of all texts, of any width, for times within the same second.
pub(crate) fn second(time: OffsetDateTime) -> Result<String, DomainError> {
    let mut text = format_time(time)?;
    text.truncate("2026-11-22T12:00:28".len());
    Ok(text)
}

/// Formats a time. Texts sort like their times; those of earlier versions only to the second.
pub(crate) fn format_time(time: OffsetDateTime) -> Result<String, DomainError> {
    timestamp::format(time).map_err(DomainError::unavailable("format a time"))
}
