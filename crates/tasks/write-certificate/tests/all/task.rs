//! The state `write-certificate` on in-memory ports.

use serde_json::{Value, json};
use usher_testkit::in_memory::Evidence;
use usher_testkit::{events, fixtures};
use write_certificate::WriteCertificate;

async fn certificate() -> (Evidence, String) {
    let task = WriteCertificate { evidence: Evidence::default() };
    events::outcome(&task, events::event("tasks/write-certificate")).await.unwrap();
    let key = format!("certificates/{}.json", fixtures::erasure_id(&fixtures::ada().id).as_str());
    let text = task.evidence.text(&key).unwrap();
    (task.evidence, text)
}

#[tokio::test]
async fn certificate_has_counts_times_and_recipients() {
    let certificate: Value = serde_json::from_str(&certificate().await.1).unwrap();
    assert_eq!(
        certificate["subject"],
        json!({ "hmac_sha256_128": fixtures::erasure_id(&fixtures::ada().id).as_str() })
    );
    assert_eq!(certificate["requested_at"], "2026-11-22T11:59:00.123Z");
    assert_eq!(certificate["completed_at"], "2026-11-22T12:00:00.000Z");
    let counts: Vec<_> =
        certificate["erased"].as_array().unwrap().iter().map(|store| store["count"].as_u64()).collect();
    assert_eq!(counts, [None, None, Some(4), Some(3), Some(1)]);
    let expected = json!([{
        "service_name": "billing", "status": "confirmed", "attempts": 2, "last_answer": "202",
        "called_at": "2026-11-22T11:59:30.000Z",
    }]);
    assert_eq!(certificate["recipients"], expected);
}

#[tokio::test]
async fn certificate_is_pseudonymous() {
    let (_, text) = certificate().await;
    let ada = fixtures::ada();
    for personal in [ada.id.as_str(), ada.email.as_str(), ada.files_folder.as_str(), "Lovelace"] {
        assert!(!text.contains(personal), "{personal}");
    }
}

#[tokio::test]
async fn retry_keeps_the_first_certificate() {
    let (evidence, first) = certificate().await;
    let task = WriteCertificate { evidence };
    let mut event = events::event("tasks/write-certificate");
    event["files"] = 0.into();
    events::outcome(&task, event).await.unwrap();
    let [key] = task.evidence.keys("").try_into().unwrap();
    assert_eq!(task.evidence.text(&key), Some(first));
}

#[tokio::test]
async fn each_run_has_its_own_certificate() {
    let (evidence, first) = certificate().await;
    let task = WriteCertificate { evidence };
    let (id, mut event) = (fixtures::erasure_id(&fixtures::ada().id), events::event("tasks/write-certificate"));
    event["run"] = format!("{}-2", id.as_str()).into();
    events::outcome(&task, event).await.unwrap();
    let text = |end: &str| task.evidence.text(&format!("certificates/{}{end}.json", id.as_str())).unwrap();
    assert_eq!(text(""), first);
    let second: Value = serde_json::from_str(&text("-2")).unwrap();
    assert_eq!(second["certificate_id"], format!("certificates/{}-2.json", id.as_str()));
    assert_eq!(second["subject"]["hmac_sha256_128"], id.as_str());
}
