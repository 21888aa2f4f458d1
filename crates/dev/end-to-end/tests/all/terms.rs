//! Accepting the terms: the evidence is written first, once, and cannot be deleted.

use aws_sdk_cognitoidentityprovider::Client as Cognito;
use aws_sdk_cognitoidentityprovider::types::AttributeType;
use aws_sdk_s3::Client;
use aws_sdk_s3::primitives::DateTime;
use aws_sdk_s3::types::{ObjectLockRetention, ObjectLockRetentionMode};
use serde_json::{Value, json};
use usher_end_to_end::clock::now;
use usher_end_to_end::http::{Answer, Caller, run_concurrently};
use usher_end_to_end::people::Person;
use usher_end_to_end::stack::Stack;

struct SignedInUser {
    caller: Caller,
    bearer: String,
    person: Person,
}

impl SignedInUser {
    fn new(stack: &Stack) -> Self {
        let caller = Caller::of(stack);
        let person = Person::registered(&caller);
        Self { bearer: format!("Bearer {}", person.sign_in(&caller).access), caller, person }
    }

    fn accept(&self, body: &Value) -> Answer {
        self.caller.send("POST", "/user/accept-terms", Some(&self.bearer), Some(body))
    }

    fn profile(&self) -> Value {
        self.caller.get("/user/profile", Some(&self.bearer)).body
    }
}

/// The evidence bucket, accessed with all permissions.
struct Bucket {
    client: Client,
    name: String,
}

impl Bucket {
    fn of(stack: &Stack) -> Self {
        Self { client: stack.s3(), name: stack.outputs.evidence_bucket.clone() }
    }

    async fn versions(&self, key: &str) -> Vec<String> {
        let found = self.client.list_object_versions().bucket(&self.name).prefix(key).send().await.unwrap();
        assert!(found.delete_markers().is_empty());
        found.versions().iter().map(|version| version.version_id().unwrap().to_owned()).collect()
    }

    async fn text(&self, key: &str) -> String {
        let found = self.client.get_object().bucket(&self.name).key(key).send().await.unwrap();
        String::from_utf8(found.body.collect().await.unwrap().to_vec()).unwrap()
    }
}

#[tokio::test]
async fn acceptance_writes_evidence_and_opens_access() {
    let stack = Stack::under_test();
    let (user, bucket) = (SignedInUser::new(&stack), Bucket::of(&stack));
    let before = user.profile();
    assert_eq!((&before["terms_accepted"], &before["accepted_terms"]), (&json!(false), &Value::Null));

    let accepted = user.accept(&before["current_terms"]);
    assert_eq!(accepted.status, 200, "{accepted:?}");
    let after = user.profile();
    assert_eq!(after["terms_accepted"], true);
    assert_eq!(after["accepted_terms"]["accepted_at"], accepted.body["accepted_at"]);

    let key = accepted.body["record_id"].as_str().unwrap();
    let record: Value = serde_json::from_str(&bucket.text(key).await).unwrap();
    assert_eq!(record["record_id"], key);
    assert_eq!(
        record["pii_principal"],
        json!({
            "id": after["id"], "name": user.person.full_name, "email": user.person.email, "email_verified": false,
        })
    );
    assert_eq!(record["event"]["time"], accepted.body["accepted_at"]);
    for known in ["source_address", "user_agent", "request_id"] {
        assert!(record["event"][known].is_string(), "{known}: {record}");
    }
    for notice in record["notices"].as_array().unwrap() {
        let text = bucket.text(&format!("texts/{}.md", notice["sha256"].as_str().unwrap())).await;
        assert!(
            text.starts_with(&format!("Version: {}\n", notice["version"].as_str().unwrap())),
            "the text is stored, too"
        );
    }
}

#[tokio::test]
async fn served_texts_are_those_of_the_evidence() {
    let stack = Stack::under_test();
    let (user, bucket) = (SignedInUser::new(&stack), Bucket::of(&stack));
    let served = user.caller.get("/user/terms", None);
    assert_eq!(served.status, 200, "{served:?}");

    let named = json!({
        "terms_version": served.body["terms_of_service"]["version"],
        "privacy_version": served.body["privacy_policy"]["version"],
    });
    let accepted = user.accept(&named);

    assert_eq!(accepted.status, 200, "{accepted:?}");
    let record = bucket.text(accepted.body["record_id"].as_str().unwrap()).await;
    let record: Value = serde_json::from_str(&record).unwrap();
    for notice in record["notices"].as_array().unwrap() {
        let text = &served.body[notice["kind"].as_str().unwrap()];
        assert_eq!((&notice["version"], &notice["sha256"]), (&text["version"], &text["sha256"]));
        let kept = bucket.text(&format!("texts/{}.md", text["sha256"].as_str().unwrap())).await;
        assert_eq!(text["text"], kept);
    }
}

#[test]
fn terms_can_be_cached() {
    let caller = Caller::of(&Stack::under_test());
    let first = caller.send_bytes("GET", "/user/terms/", &[], Vec::new());
    assert_eq!((first.status, first.header("cache-control")), (200, Some("public, max-age=300")));
    let tag = first.header("etag").unwrap();

    let again = caller.send_bytes("GET", "/user/terms", &[("if-none-match", tag)], Vec::new());
    let other = caller.send_bytes("GET", "/user/terms", &[("if-none-match", "\"other\"")], Vec::new());
    let head = caller.send_bytes("HEAD", "/user/terms", &[], Vec::new());

    assert_eq!((again.status, again.bytes.len(), again.header("etag")), (304, 0, Some(tag)));
    assert_eq!((other.status, &other.bytes), (200, &first.bytes));
    assert_eq!((head.status, head.bytes.len(), head.header("etag")), (200, 0, Some(tag)));
}

#[tokio::test]
async fn concurrent_acceptances_write_one_record() {
    let stack = Stack::under_test();
    let (user, bucket) = (SignedInUser::new(&stack), Bucket::of(&stack));
    let accept = |_| {
        let bearer = user.bearer.clone();
        move |caller: &Caller| caller.send("POST", "/user/accept-terms", Some(&bearer), Some(&json!({})))
    };

    let answers = run_concurrently(&stack, (0..50).map(accept).collect());

    for answer in &answers {
        assert_eq!((answer.status, &answer.body), (200, &answers[0].body));
    }
    assert_eq!(bucket.versions(answers[0].body["record_id"].as_str().unwrap()).await.len(), 1);
    assert_eq!(user.accept(&json!({})).body, answers[0].body, "a later acceptance returns the same record");
}

#[tokio::test]
async fn administrator_cannot_delete_evidence_early() {
    let stack = Stack::under_test();
    let (user, bucket) = (SignedInUser::new(&stack), Bucket::of(&stack));
    let answer = user.accept(&json!({}));
    let key = answer.body["record_id"].as_str().unwrap();
    let version = &bucket.versions(key).await[0];

    let retention = bucket.client.get_object_retention().bucket(&bucket.name).key(key).send().await.unwrap();
    let until = *retention.retention().unwrap().retain_until_date().unwrap();
    let today = DateTime::from_secs(now().unix_timestamp());
    let years = |years: f64| years * 365.25 * 86400.0;
    assert_eq!(retention.retention().unwrap().mode().unwrap().as_str(), "COMPLIANCE");
    assert!(until.as_secs_f64() > today.as_secs_f64() + years(9.9));

    let deletion = bucket.client.delete_object().bucket(&bucket.name).key(key).version_id(version);
    assert!(deletion.clone().send().await.is_err());
    assert!(deletion.bypass_governance_retention(true).send().await.is_err());
    for (mode, until) in [
        (ObjectLockRetentionMode::Compliance, DateTime::from_secs(today.secs() + 60)),
        (ObjectLockRetentionMode::Governance, until),
    ] {
        let shorter = ObjectLockRetention::builder().mode(mode).retain_until_date(until).build();
        let change = bucket.client.put_object_retention().bucket(&bucket.name).key(key).version_id(version);
        assert!(change.retention(shorter).bypass_governance_retention(true).send().await.is_err());
    }
    assert_eq!(bucket.versions(key).await, std::slice::from_ref(version));
}

#[test]
fn outdated_version_gets_409() {
    let user = SignedInUser::new(&Stack::under_test());
    for old in [json!({ "terms_version": "2019-01-01" }), json!({ "privacy_version": "0" })] {
        assert_eq!(user.accept(&old).status, 409);
    }
    let malformed = user.accept(&json!({ "terms_version": "../../x", "privacy_version": 1 }));
    assert_eq!(malformed.status, 400);
    let fields: Vec<_> = malformed.body["errors"].as_object().unwrap().keys().collect();
    assert_eq!(fields, ["privacy_version", "terms_version"]);
    assert_eq!(user.profile()["terms_accepted"], false);
}

#[tokio::test]
async fn name_changed_at_cognito_is_no_evidence() {
    let stack = Stack::under_test();
    let (user, bucket) = (SignedInUser::new(&stack), Bucket::of(&stack));
    let access = user.bearer.strip_prefix("Bearer ").unwrap();
    // On AWS, the client's WriteAttributes refuse this; the emulator does not (docs/local.md).
    let name = AttributeType::builder().name("name").value("Mallory").build().unwrap();
    let cognito = Cognito::new(stack.connection().sdk());
    cognito.update_user_attributes().access_token(access).user_attributes(name).send().await.unwrap();

    let refused = user.accept(&json!({}));

    assert_eq!(refused.status, 409, "{refused:?}");
    let id = user.profile()["id"].as_str().unwrap().to_owned();
    assert_eq!(bucket.versions(&format!("acceptances/{id}/")).await, Vec::<String>::new());
    assert_eq!(user.profile()["terms_accepted"], false);
}
