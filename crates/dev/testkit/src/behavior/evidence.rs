//! The contracts of `KeepEvidence`, `ListEvidence` and `FindEvidence`. The end-to-end tests check that evidence cannot be deleted.

use futures_util::future::join_all;
use time::{Duration, OffsetDateTime};
use usher_domain::ports::{FindEvidence, KeepEvidence, ListEvidence};

use crate::fixtures;

/// Checks the whole contract, at `now`.
pub async fn whole_contract(evidence: &(impl KeepEvidence + ListEvidence + FindEvidence), now: OffsetDateTime) {
    let start = format!("behavior/{}", fixtures::uuid());
    let key = format!("{start}.json");
    assert_eq!(ListEvidence::keys(evidence, &start).await.unwrap(), Vec::<String>::new());
    assert_eq!(evidence.find(&key).await.unwrap(), None);
    let texts: Vec<_> = (0..20).map(|index| format!("text {index}")).collect();
    let kept = join_all(texts.iter().map(|text| evidence.keep(&key, text, now))).await;
    let kept: Vec<_> = kept.into_iter().map(Result::unwrap).collect();
    assert!(texts.contains(&kept[0]), "one of the concurrent texts was kept");
    assert!(kept.iter().all(|text| *text == kept[0]), "every caller got the text that was kept");
    assert_eq!(evidence.keep(&key, "later", now).await.unwrap(), kept[0]);
    assert_eq!(evidence.find(&key).await.unwrap().as_ref(), Some(&kept[0]));
    evidence.extend_retention(&key, now + Duration::DAY).await.unwrap();
    evidence
        .extend_retention(&key, now)
        .await
        .expect("an earlier date, from a slow clock, shortens nothing and is no error");
    assert_eq!(evidence.keep(&key, "later", now).await.unwrap(), kept[0]);
    evidence.keep(&format!("{start}-2.json"), "another", now).await.unwrap();
    let mut keys = ListEvidence::keys(evidence, &start).await.unwrap();
    keys.sort();
    assert_eq!(keys, [format!("{start}-2.json"), key]);
}
