//! Invariants between the stores. They hold whenever no request is in progress, whatever failed before.
//!
//! [`violations`] checks a copy of all stores. Nothing here reads a store: the end-to-end suite fills a [`Stores`] from
//! a running stack.

use std::collections::{BTreeMap, BTreeSet};

use time::{Duration, OffsetDateTime};
use usher_domain::update::Lease;

/// The TTL of a one-time key (`crates/aws/src/password_seal.rs`).
const ONE_TIME_KEY_TTL: Duration = Duration::minutes(15);

/// The content of all stores.
#[derive(Clone, Debug, Default)]
pub struct Stores {
    /// The user records.
    pub records: Vec<Record>,
    /// The rows that keep addresses, account ids and numbers unique: `email#ada@example.com`, and its owner.
    pub unique_keys: BTreeMap<String, Owner>,
    /// The Cognito users.
    pub identities: Vec<CognitoUser>,
    /// The names of the stored pictures.
    pub pictures: BTreeSet<String>,
    /// The keys of the stored evidence.
    pub evidence: BTreeSet<String>,
    /// When each one-time key expires.
    pub one_time_keys: BTreeMap<String, OffsetDateTime>,
}

/// A user record.
#[derive(Clone, Debug)]
pub struct Record {
    /// The user id.
    pub id: String,
    /// The address.
    pub email: String,
    /// The name.
    pub full_name: Option<String>,
    /// The unique keys that belong to it.
    pub unique_keys: Vec<String>,
    /// The name of the picture.
    pub picture: Option<String>,
    /// The key of the evidence, if the record says that terms were accepted.
    pub acceptance: Option<String>,
    /// When the lease of an update expires; a lease without an end has the last [`OffsetDateTime`].
    pub held_until: Option<OffsetDateTime>,
    /// Whether the user is being erased.
    pub is_hidden: bool,
}

/// The owner of a unique key.
#[derive(Clone, Debug)]
pub struct Owner {
    /// The user id.
    pub user_id: String,
    /// When the reservation expires, if the key is only reserved.
    pub reserved_until: Option<OffsetDateTime>,
}

/// A Cognito user.
#[derive(Clone, Debug)]
pub struct CognitoUser {
    /// The user name, which is the `sub`.
    pub id: String,
    /// The address.
    pub email: String,
    /// The name.
    pub full_name: Option<String>,
    /// The key of the evidence, if the user is marked as having accepted terms.
    pub acceptance: Option<String>,
}

/// One sentence for each violation; none if the stores are consistent.
///
/// - Every record has one Cognito user with the same address and name, and its three unique keys.
/// - Every Cognito user has a record; every unique key has a record that claims it, or is a reservation that expires.
/// - Every picture has one owner, and every picture of a record is stored.
/// - Every acceptance of terms has evidence.
/// - No lease, reservation or one-time key outlives its TTL.
#[must_use]
pub fn violations(stores: &Stores, now: OffsetDateTime) -> Vec<String> {
    let checks =
        [records_have_identities, identities_have_records, keys_are_owned, pictures_are_owned, access_has_evidence];
    let mut found: Vec<_> = checks.iter().flat_map(|check| check(stores)).collect();
    found.extend(nothing_outlives_its_ttl(stores, now));
    found
}

fn records_have_identities(stores: &Stores) -> Vec<String> {
    let mut found = Vec::new();
    // The Cognito user of a hidden record may be erased already.
    for record in stores.records.iter().filter(|record| !record.is_hidden) {
        let own: Vec<_> = stores.identities.iter().filter(|identity| identity.id == record.id).collect();
        let [identity] = own.as_slice() else {
            found.push(format!("the record {} has {} Cognito users", record.id, own.len()));
            continue;
        };
        if identity.email != record.email {
            found.push(format!("the record {} and its Cognito user have different addresses", record.id));
        }
        if identity.full_name != record.full_name {
            found.push(format!("the record {} and its Cognito user have different names", record.id));
        }
    }
    found
}

fn identities_have_records(stores: &Stores) -> Vec<String> {
    let ids: BTreeSet<_> = stores.records.iter().map(|record| &record.id).collect();
    let orphans = stores.identities.iter().filter(|identity| !ids.contains(&identity.id));
    orphans.map(|identity| format!("the Cognito user {} has no record", identity.id)).collect()
}

fn keys_are_owned(stores: &Stores) -> Vec<String> {
    let mut found = Vec::new();
    let mut claimed = BTreeMap::new();
    for record in &stores.records {
        for key in &record.unique_keys {
            claimed.insert(key, &record.id);
            if stores.unique_keys.get(key).is_none_or(|owner| owner.user_id != record.id) {
                found.push(format!("the record {} does not own its key {key}", record.id));
            }
        }
    }
    for (key, owner) in &stores.unique_keys {
        if owner.reserved_until.is_none() && claimed.get(key) != Some(&&owner.user_id) {
            found.push(format!("the key {key} belongs to {}, whose record does not claim it", owner.user_id));
        }
    }
    found
}

fn pictures_are_owned(stores: &Stores) -> Vec<String> {
    let mut found = Vec::new();
    let mut owned = BTreeSet::new();
    for record in &stores.records {
        let Some(picture) = &record.picture else { continue };
        if !owned.insert(picture) {
            found.push(format!("the picture {picture} has two owners"));
        }
        if !record.is_hidden && !stores.pictures.contains(picture) {
            found.push(format!("the picture {picture} of {} is not stored", record.id));
        }
    }
    let orphans = stores.pictures.iter().filter(|picture| !owned.contains(picture));
    found.extend(orphans.map(|picture| format!("the picture {picture} has no owner")));
    found
}

fn access_has_evidence(stores: &Stores) -> Vec<String> {
    let of_records = stores.records.iter().map(|record| (&record.id, &record.acceptance));
    let of_identities = stores.identities.iter().map(|identity| (&identity.id, &identity.acceptance));
    let open = of_records.chain(of_identities).filter_map(|(id, acceptance)| Some((id, acceptance.as_ref()?)));
    let unproven = open.filter(|(_, acceptance)| !stores.evidence.contains(*acceptance));
    unproven.map(|(id, acceptance)| format!("{id} may come in without the evidence {acceptance}")).collect()
}

fn nothing_outlives_its_ttl(stores: &Stores, now: OffsetDateTime) -> Vec<String> {
    let leases = stores.records.iter().filter_map(|record| Some((&record.id, record.held_until?, Lease::TTL)));
    let reserved = stores.unique_keys.iter().filter_map(|(key, owner)| Some((key, owner.reserved_until?, Lease::TTL)));
    let keys = stores.one_time_keys.iter().map(|(key, until)| (key, *until, ONE_TIME_KEY_TTL));
    let too_long = leases.chain(reserved).chain(keys).filter(|(_, until, ttl)| *until > now + *ttl);
    too_long.map(|(name, until, _)| format!("{name} is held or kept until {until}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    const NOW: OffsetDateTime = datetime!(2026-11-22 12:00 UTC);
    const EVIDENCE: &str = "acceptances/ada/1/1.json";

    type Change = fn(&mut Stores);

    /// One user, in every store.
    fn consistent_stores() -> Stores {
        let record = Record {
            id: "ada".to_owned(),
            email: "ada@example.com".to_owned(),
            full_name: Some("Ada".to_owned()),
            unique_keys: vec!["email#ada@example.com".to_owned()],
            picture: Some("one.png".to_owned()),
            acceptance: Some(EVIDENCE.to_owned()),
            held_until: Some(NOW + Duration::minutes(6)),
            is_hidden: false,
        };
        let identity = CognitoUser {
            id: record.id.clone(),
            email: record.email.clone(),
            full_name: record.full_name.clone(),
            acceptance: record.acceptance.clone(),
        };
        let owner = Owner { user_id: record.id.clone(), reserved_until: None };
        Stores {
            unique_keys: BTreeMap::from([(record.unique_keys[0].clone(), owner)]),
            pictures: BTreeSet::from(["one.png".to_owned()]),
            evidence: BTreeSet::from([EVIDENCE.to_owned()]),
            one_time_keys: BTreeMap::from([("key".to_owned(), NOW + Duration::minutes(15))]),
            records: vec![record],
            identities: vec![identity],
        }
    }

    fn violations_after(change: impl FnOnce(&mut Stores)) -> Vec<String> {
        let mut stores = consistent_stores();
        change(&mut stores);
        violations(&stores, NOW)
    }

    #[test]
    fn consistent_stores_have_no_violation() {
        assert_eq!(violations_after(|_| ()), Vec::<String>::new());
    }

    #[test]
    fn each_inconsistency_is_found() {
        let changes: [(&str, Change); 14] = [
            ("has 0 Cognito users", |stores| stores.identities.clear()),
            ("has no record", |stores| stores.records.clear()),
            ("different addresses", |stores| stores.identities[0].email = "b@c.de".to_owned()),
            ("different names", |stores| stores.identities[0].full_name = None),
            ("does not own its key", |stores| stores.unique_keys.clear()),
            ("does not claim it", |stores| stores.records[0].unique_keys.clear()),
            ("has two owners", |stores| stores.records.push(stores.records[0].clone())),
            ("is not stored", |stores| stores.pictures.clear()),
            ("has no owner", |stores| stores.records[0].picture = None),
            ("without the evidence", |stores| stores.evidence.clear()),
            ("without the evidence", |stores| {
                stores.records[0].acceptance = None;
                stores.evidence.clear();
            }),
            ("is held", |stores| stores.records[0].held_until = Some(NOW + Duration::minutes(7))),
            ("is held", |stores| {
                stores.one_time_keys.insert("key".to_owned(), NOW + Duration::HOUR);
            }),
            ("is held", |stores| {
                let owner = stores.unique_keys.values_mut().next().unwrap();
                owner.reserved_until = Some(NOW + Duration::HOUR);
            }),
        ];
        for (expected, change) in changes {
            let found = violations_after(change);
            assert!(found.iter().any(|sentence| sentence.contains(expected)), "{expected}: {found:?}");
        }
    }

    #[test]
    fn reservation_needs_no_record() {
        let found = violations_after(|stores| {
            let owner = Owner { user_id: "ada".to_owned(), reserved_until: Some(NOW + Duration::MINUTE) };
            stores.unique_keys.insert("email#new@example.com".to_owned(), owner);
        });
        assert_eq!(found, Vec::<String>::new());
    }

    #[test]
    fn hidden_record_may_lack_identity_and_picture() {
        let found = violations_after(|stores| {
            stores.records[0].is_hidden = true;
            stores.identities.clear();
            stores.pictures.clear();
        });
        assert_eq!(found, Vec::<String>::new());
    }
}
