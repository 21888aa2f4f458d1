//! Removal by a mailed link (the removal document).

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Value, json};
use time::Duration;
use usher_domain::removal::{LINK_TTL, MAIL_INTERVAL};
use usher_end_to_end::clock::now;
use usher_end_to_end::erasing::Marked;
use usher_end_to_end::http::{Answer, Caller};
use usher_end_to_end::mails;
use usher_end_to_end::stack::Stack;
use usher_testkit::fixtures;

fn message(status: u16, message: &str) -> Answer {
    Answer { status, body: json!({ "message": message }) }
}

fn invalid() -> Answer {
    message(400, "Invalid request")
}

struct Removal {
    stack: Stack,
    caller: Caller,
    marked: Marked,
}

impl Removal {
    fn new() -> Self {
        let stack = Stack::under_test();
        Self { caller: Caller::of(&stack), marked: Marked::plain(&stack), stack }
    }

    fn request(&self) -> Answer {
        self.caller.post("/user/request_removal", &json!({ "user_id": self.marked.id }))
    }

    fn link(&self) -> (String, String) {
        mails::removal_link(&self.stack, &self.marked.person.email)
    }

    fn remove(&self, token: &str) -> Answer {
        self.caller.post("/user/remove", &json!({ "user_id": self.marked.id, "confirmation_token": token }))
    }

    fn update(&self, changes: &Value) {
        let bearer = self.marked.bearer();
        let updated = self.caller.send("POST", "/user/update", Some(&bearer), Some(changes));
        assert_eq!(updated.status, 200, "{updated:?}");
    }

    fn is_there(&self) -> bool {
        self.caller.get("/user/profile", Some(&self.marked.bearer())).status == 200
    }

    /// Moves the time of the last mail back by `passed`.
    async fn backdate_mail(&self, passed: Duration) {
        let client = Client::new(self.stack.connection().sdk());
        let mailed_at = (now() - passed).unix_timestamp().to_string();
        let update = client.update_item().table_name(&self.stack.outputs.removal_queue_table);
        let update = update.key("user_id", AttributeValue::S(self.marked.id.clone()));
        let update = update.update_expression("SET mailed_at = :then");
        update.expression_attribute_values(":then", AttributeValue::N(mailed_at)).send().await.unwrap();
    }
}

#[tokio::test]
async fn confirming_link_removes_but_opening_it_does_not() {
    let removal = Removal::new();
    assert_eq!(removal.request(), message(200, "User removal requested successfully"));
    let (path, token) = removal.link();

    let head = removal.caller.send_bytes("HEAD", &path, &[], Vec::new());
    assert_eq!((head.status, head.header("content-type")), (200, Some("text/html; charset=utf-8")));
    let page = removal.caller.send_bytes("GET", &path, &[("accept", "text/html")], Vec::new());
    assert_eq!(page.status, 200);
    assert!(page.header("content-security-policy").unwrap().starts_with("default-src 'none'"));
    assert_eq!(page.header("referrer-policy"), Some("no-referrer"));
    assert!(String::from_utf8(page.bytes).unwrap().contains(&token));
    assert!(removal.is_there(), "GET does not remove the user");

    assert_eq!(removal.remove(&token), message(200, "User removal triggered successfully"));
    assert!(removal.marked.is_shut_out(&removal.caller));
    let recipients = removal.marked.recipients(&removal.stack).await;
    assert!(recipients.iter().all(|one| one.attempts > 0), "each service was called: {recipients:?}");
    assert_eq!(removal.remove(&token), invalid(), "a token works once");
    removal.marked.wait_until_erased(&removal.stack).await;
    assert_eq!(removal.remove(&token), invalid());
    assert_eq!(removal.request(), invalid(), "the user no longer exists");
}

#[tokio::test]
async fn confirmation_form_works_without_javascript() {
    let removal = Removal::new();
    assert_eq!(removal.request().status, 200);
    let (_, token) = removal.link();
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let press = |token: &str| {
        let body = format!("user_id={}&confirmation_token={token}", removal.marked.id);
        removal.caller.send_bytes("POST", "/user/remove", &form, body.into_bytes())
    };
    let wrong = press(&"A".repeat(43));
    assert_eq!((wrong.status, wrong.header("content-type")), (400, Some("text/html; charset=utf-8")));
    assert!(removal.is_there());

    let pressed = press(&token);

    assert_eq!((pressed.status, pressed.header("content-type")), (200, Some("text/html; charset=utf-8")));
    assert!(removal.marked.is_shut_out(&removal.caller));
    removal.marked.wait_until_erased(&removal.stack).await;
}

#[tokio::test]
async fn only_newest_link_counts_and_mails_are_paused() {
    let removal = Removal::new();
    for _ in 0..5 {
        assert_eq!(removal.request(), message(200, "User removal requested successfully"));
    }
    assert_eq!(mails::to(&removal.stack, &removal.marked.person.email).len(), 1);
    let (_, first) = removal.link();
    removal.backdate_mail(MAIL_INTERVAL + Duration::SECOND).await;
    assert_eq!(removal.request().status, 200);
    let sent = mails::to(&removal.stack, &removal.marked.person.email);
    assert_eq!(sent.len(), 2);
    assert!(sent.iter().all(|mail| !mail.subject.is_empty() && mail.html.contains("confirmation_token=")));
    let (_, second) = removal.link();

    assert_eq!(removal.remove(&first), invalid(), "the newer link has replaced it");
    assert!(removal.is_there());
    assert_eq!(removal.remove(&second).status, 200);
    removal.marked.wait_until_erased(&removal.stack).await;
}

#[tokio::test]
async fn wrong_or_expired_token_gets_400() {
    let (removal, other) = (Removal::new(), Removal::new());
    assert_eq!((removal.request().status, other.request().status), (200, 200));
    let ((_, token), (_, others)) = (removal.link(), other.link());
    let unknown = fixtures::user_id();
    for body in [
        json!({ "user_id": removal.marked.id, "confirmation_token": others }),
        json!({ "user_id": removal.marked.id, "confirmation_token": "A".repeat(43) }),
        json!({ "user_id": removal.marked.id, "confirmation_token": &token[1..] }),
        json!({ "user_id": removal.marked.id, "confirmation_token": "" }),
        json!({ "user_id": removal.marked.id, "confirmation_token": Value::Null }),
        json!({ "user_id": removal.marked.id, "confirmation_token": [token] }),
        json!({ "user_id": removal.marked.id }),
        json!({ "user_id": removal.marked.number, "confirmation_token": token }),
        json!({ "user_id": removal.marked.person.email, "confirmation_token": token }),
        json!({ "user_id": unknown.as_str(), "confirmation_token": token }),
        json!({ "confirmation_token": token }),
        json!([]),
    ] {
        assert_eq!(removal.caller.post("/user/remove", &body), invalid(), "{body}");
    }
    assert_eq!(removal.caller.post_bytes("/user/remove", b"{\"user_id\":"), invalid());
    assert!(removal.is_there() && other.is_there());
    removal.backdate_mail(LINK_TTL + Duration::SECOND).await;
    assert_eq!(removal.remove(&token), invalid(), "the link has expired");
    assert!(removal.is_there());
    let misspelt = json!({ "user_id": other.marked.id, "cofirmation_token": others });
    assert_eq!(other.caller.post("/user/remove", &misspelt).status, 200, "the removal document spells the field so");
    other.marked.wait_until_erased(&other.stack).await;
}

#[test]
fn invalid_id_sends_no_mail() {
    let removal = Removal::new();
    let unknown = fixtures::user_id();
    for body in [
        json!({ "user_id": unknown.as_str() }),
        json!({ "user_id": removal.marked.number }),
        json!({ "user_id": removal.marked.number.to_string() }),
        json!({ "user_id": removal.marked.person.email }),
        json!({ "user_id": Value::Null }),
        json!({}),
        json!("text"),
    ] {
        assert_eq!(removal.caller.post("/user/request_removal", &body), invalid(), "{body}");
    }
    assert!(mails::to(&removal.stack, &removal.marked.person.email).is_empty());
}

#[tokio::test]
async fn new_address_or_password_voids_link() {
    let mut removal = Removal::new();
    assert_eq!(removal.request().status, 200);
    let (_, first) = removal.link();
    removal.update(&json!({ "full_name": "Augusta Ada King" }));
    assert_eq!(removal.request().status, 200);
    assert_eq!(mails::to(&removal.stack, &removal.marked.person.email).len(), 1, "a new name does not void the link");

    let new = fixtures::email();
    removal.update(&json!({ "email": new.as_str() }));
    assert_eq!(removal.remove(&first), invalid());
    removal.marked.person.email = new.as_str().to_owned();
    assert_eq!(removal.request().status, 200, "the pause does not apply once the link is void");
    let (_, second) = removal.link();

    removal.update(&json!({ "password": "an entirely new password" }));
    assert_eq!(removal.remove(&second), invalid());
    assert!(removal.is_there());
    assert_eq!(removal.request().status, 200);
    let (_, third) = removal.link();
    assert_eq!(removal.remove(&third).status, 200);
    removal.marked.wait_until_erased(&removal.stack).await;
}

#[tokio::test]
async fn sixth_mail_in_a_day_gets_429() {
    let removal = Removal::new();
    for (mails, status) in [(1, 200), (2, 200), (3, 200), (4, 200), (5, 200), (5, 429)] {
        assert_eq!(removal.request().status, status);
        assert_eq!(mails::to(&removal.stack, &removal.marked.person.email).len(), mails);
        removal.backdate_mail(MAIL_INTERVAL + Duration::SECOND).await;
    }
    let (_, last) = removal.link();
    assert_eq!(removal.remove(&last).status, 200, "the last link stays valid");
    removal.marked.wait_until_erased(&removal.stack).await;
}
