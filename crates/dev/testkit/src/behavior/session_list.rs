//! The contracts of `NoteSession` and `ListSessions`.

use time::Duration;
use usher_domain::listed_session::{ListedSession, MAX_LISTED};
use usher_domain::ports::{ListSessions, NoteSession};

use crate::fixtures;

/// Checks the whole contract.
pub async fn whole_contract(list: &(impl NoteSession + ListSessions)) {
    noted_sessions_are_listed(list).await;
    session_is_listed_once(list).await;
    sessions_used_least_recently_are_dropped(list).await;
}

/// A user without sessions has an empty list; others have theirs, as noted.
async fn noted_sessions_are_listed(list: &(impl NoteSession + ListSessions)) {
    let (user, other) = (fixtures::user_id(), fixtures::user_id());
    let first = fixtures::listed_session(&fixtures::new_session_id());
    let second = ListedSession { device: None, ..fixtures::listed_session(&fixtures::new_session_id()) };
    for session in [&first, &second] {
        list.note(&user, session).await.unwrap();
    }
    let listed = list.list(&user).await.unwrap();
    assert_eq!(listed.len(), 2);
    assert!(listed.contains(&first) && listed.contains(&second), "{listed:?}");
    assert_eq!(list.list(&other).await.unwrap(), []);
}

/// A refresh replaces the entry of its session.
async fn session_is_listed_once(list: &(impl NoteSession + ListSessions)) {
    let user = fixtures::user_id();
    let session = fixtures::listed_session(&fixtures::new_session_id());
    let later = ListedSession { last_used_at: fixtures::NOW + Duration::HOUR, ..session.clone() };
    for session in [&session, &later] {
        list.note(&user, session).await.unwrap();
    }
    assert_eq!(list.list(&user).await.unwrap(), [later]);
}

/// The list is bounded.
async fn sessions_used_least_recently_are_dropped(list: &(impl NoteSession + ListSessions)) {
    let user = fixtures::user_id();
    let noted = i64::try_from(MAX_LISTED).unwrap() + 2;
    for minute in 0..noted {
        let session = fixtures::listed_session(&fixtures::new_session_id());
        let last_used_at = fixtures::NOW + Duration::minutes(minute);
        list.note(&user, &ListedSession { last_used_at, ..session }).await.unwrap();
    }
    let listed = list.list(&user).await.unwrap();
    assert_eq!(listed.len(), MAX_LISTED);
    assert!(listed.iter().all(|session| session.last_used_at >= fixtures::NOW + Duration::minutes(2)));
}
