//! The content of all stores of a stack, for [`usher_testkit::invariants`].

use std::collections::{BTreeMap, BTreeSet, HashMap};

use aws_sdk_cognitoidentityprovider::Client as Cognito;
use aws_sdk_cognitoidentityprovider::types::{AttributeType, UserType};
use aws_sdk_dynamodb::Client as DynamoDb;
use aws_sdk_dynamodb::types::AttributeValue;
use time::format_description::well_known::Rfc3339;
use time::{OffsetDateTime, PrimitiveDateTime};
use usher_testkit::invariants::{CognitoUser, Owner, Record, Stores, violations};

use crate::clock::now;
use crate::stack::Stack;

type Row = HashMap<String, AttributeValue>;

/// Reads every store.
pub async fn read(stack: &Stack) -> Stores {
    let outputs = &stack.outputs;
    let rows = rows(stack, &outputs.users_table).await;
    let (records, others): (Vec<_>, Vec<_>) = rows.iter().partition(|row| string(row, "pk").starts_with("user#"));
    Stores {
        records: records.into_iter().map(record).collect(),
        unique_keys: others.into_iter().map(|row| (string(row, "pk"), owner(row))).collect(),
        identities: identities(stack).await,
        pictures: keys(stack, &outputs.files_bucket, "pictures/").await.iter().map(|key| picture_name(key)).collect(),
        evidence: keys(stack, &outputs.evidence_bucket, "acceptances/").await,
        one_time_keys: one_time_keys(stack).await,
    }
}

/// The violations that did not exist before. Other tests leave users behind that they created without Usher.
pub async fn new_violations(stack: &Stack, before: &BTreeSet<String>) -> Vec<String> {
    violations(&read(stack).await, now()).into_iter().filter(|found| !before.contains(found)).collect()
}

async fn rows(stack: &Stack, table: &str) -> Vec<Row> {
    let scan = DynamoDb::new(stack.connection().sdk()).scan().table_name(table).consistent_read(true);
    scan.into_paginator().items().send().collect::<Result<_, _>>().await.unwrap()
}

fn record(row: &Row) -> Record {
    let (id, email) = (string(row, "user_id"), string(row, "email"));
    Record {
        unique_keys: vec![
            format!("email#{email}"),
            format!("account#{}", string(row, "account_id")),
            format!("number#{}", row["number"].as_n().unwrap()),
        ],
        full_name: text(row, "full_name"),
        picture: text(row, "picture"),
        acceptance: row.get("accepted_terms").map(|accepted| {
            let accepted = accepted.as_m().unwrap();
            acceptance(&id, &string(accepted, "terms_of_service"), &string(accepted, "privacy_policy"))
        }),
        held_until: row.get("held_by").map(|_| moment(row, "held_until").unwrap_or(FOR_EVER)),
        is_hidden: row.contains_key("hidden_at"),
        id,
        email,
    }
}

const FOR_EVER: OffsetDateTime = PrimitiveDateTime::MAX.assume_utc();

fn owner(row: &Row) -> Owner {
    Owner { user_id: string(row, "user_id"), reserved_until: moment(row, "expires_at") }
}

async fn identities(stack: &Stack) -> Vec<CognitoUser> {
    let list = Cognito::new(stack.connection().sdk()).list_users().user_pool_id(&stack.outputs.user_pool_id);
    let users = list.into_paginator().items().send().collect::<Result<Vec<_>, _>>().await.unwrap();
    users.iter().map(identity).collect()
}

fn identity(user: &UserType) -> CognitoUser {
    let value = |name: &str| {
        let attribute = user.attributes().iter().find(|attribute| attribute.name() == name);
        attribute.and_then(AttributeType::value).filter(|value| !value.is_empty()).map(str::to_owned)
    };
    let id = user.username().unwrap().to_owned();
    let accepted = value("custom:accepted_terms").and_then(|versions| {
        let (terms, privacy) = versions.split_once('/')?;
        Some(acceptance(&id, terms, privacy))
    });
    CognitoUser { email: value("email").unwrap_or_default(), full_name: value("name"), acceptance: accepted, id }
}

fn acceptance(id: &str, terms: &str, privacy: &str) -> String {
    format!("acceptances/{id}/{terms}/{privacy}.json")
}

async fn keys(stack: &Stack, bucket: &str, start: &str) -> BTreeSet<String> {
    let mut pages = stack.s3().list_objects_v2().bucket(bucket).prefix(start).into_paginator().send();
    let mut keys = BTreeSet::new();
    while let Some(page) = pages.next().await {
        keys.extend(page.unwrap().contents().iter().map(|object| object.key().unwrap().to_owned()));
    }
    keys
}

/// The name in the record is the key without its slash.
fn picture_name(key: &str) -> String {
    key.trim_start_matches("pictures/").replace('/', "")
}

async fn one_time_keys(stack: &Stack) -> BTreeMap<String, OffsetDateTime> {
    let rows = rows(stack, &stack.outputs.one_time_keys_table).await;
    rows.iter().map(|row| (string(row, "key_id"), moment(row, "expires_at").unwrap_or(FOR_EVER))).collect()
}

fn text(row: &Row, name: &str) -> Option<String> {
    row.get(name)?.as_s().ok().cloned()
}

fn string(row: &Row, name: &str) -> String {
    text(row, name).unwrap_or_else(|| panic!("a row has {name}"))
}

/// Rows have times in seconds of Unix time, or in RFC 3339.
fn moment(row: &Row, name: &str) -> Option<OffsetDateTime> {
    match row.get(name)? {
        AttributeValue::N(seconds) => OffsetDateTime::from_unix_timestamp(seconds.parse().ok()?).ok(),
        AttributeValue::S(text) => OffsetDateTime::parse(text, &Rfc3339).ok(),
        _ => None,
    }
}
