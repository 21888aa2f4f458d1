//! The operations that are counted, and an ordinary request for each, which succeeds.

use image::ImageFormat;
use serde_json::{Value, json};
use usher_domain::mailed_link::LinkPurpose;
use usher_testkit::fixtures;

use super::history::wait_until_idle;
use usher_end_to_end::authenticator::Authenticator;
use usher_end_to_end::erasing::Marked;
use usher_end_to_end::http::Caller;
use usher_end_to_end::people::{Person, sign_in};
use usher_end_to_end::stack::Stack;
use usher_end_to_end::{mails, pictures};

/// Every operation of openapi.yaml, some with several variants in parentheses. An erased user has a picture, accepted
/// terms, 30 job requests, a review and a file in two versions.
pub const OPERATIONS: [&str; 45] = [
    "GET /user/profile",
    "POST /user/update (a name)",
    "POST /user/update (a name, an address and a password)",
    "POST /user/accept-terms",
    "POST /user/accept-terms (again)",
    "GET /user/terms",
    "DELETE /user/delete",
    "GET /user/erasure/{erasure_id}",
    "POST /register",
    "GET /user/{email}",
    "PUT /user/{email} (a name)",
    "DELETE /user/{email}",
    "GET /api/users (a page of five)",
    "GET /api/users (by account id)",
    "GET /api/users/{id}",
    "POST /api/users/create",
    "PUT /api/users/profile/{id} (an address and a password)",
    "DELETE /api/users/delete/{id}",
    "POST /api/user/login",
    "POST /api/user/register",
    "POST /api/user/register (with a picture)",
    "GET /api/user/me",
    "PUT /api/user/update (a name)",
    "PUT /api/user/update (another picture)",
    "POST /api/user/refresh",
    "POST /api/user/logout",
    "POST /api/user/logout (all)",
    "GET /api/user/sessions",
    "DELETE /api/user/sessions/{id}",
    "POST /api/user/password/change",
    "POST /api/user/login (with a code)",
    "POST /api/user/mfa/totp",
    "POST /api/user/mfa/totp/confirm",
    "DELETE /api/user/mfa/totp",
    "DELETE /api/users/mfa/totp/{id}",
    "POST /api/users/logout/{id}",
    "POST /api/user/password/reset",
    "POST /api/user/password/reset/confirm",
    "POST /api/user/email/verify/send",
    "POST /api/user/email/verify",
    "POST /api/user/restore",
    "GET /api/user/media/{image_name}",
    "POST /user/request_removal",
    "GET /user/remove",
    "POST /user/remove",
];

/// Method and path of an operation, as openapi.yaml has them.
#[must_use]
pub fn route(operation: &str) -> &str {
    operation.split(" (").next().unwrap_or(operation)
}

/// Prepares requests on a stack.
pub(super) struct Scene<'a> {
    stack: &'a Stack,
    caller: Caller,
    admin: String,
}

/// A request that is ready to be sent.
pub(super) struct Request {
    method: &'static str,
    path: String,
    headers: Vec<(&'static str, String)>,
    body: Option<Value>,
    erases: Option<Marked>,
    /// The recipient of a link that it has mailed.
    mails: Option<(String, LinkPurpose)>,
}

impl Request {
    fn new(method: &'static str, path: impl Into<String>) -> Self {
        Self { method, path: path.into(), headers: Vec::new(), body: None, erases: None, mails: None }
    }

    fn by(self, bearer: String) -> Self {
        self.with_header("authorization", bearer)
    }

    fn with(self, body: Value) -> Self {
        Self { body: Some(body), ..self }.with_header("content-type", "application/json".to_owned())
    }

    fn with_header(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }

    fn erasing(self, marked: Marked) -> Self {
        Self { erases: Some(marked), ..self }
    }

    fn mailing(self, to: &str, purpose: LinkPurpose) -> Self {
        Self { mails: Some((to.to_owned(), purpose)), ..self }
    }

    /// Sends it, and waits for the erasure or the mail that it starts.
    pub async fn send(self, stack: &Stack) {
        let headers: Vec<_> = self.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let body = self.body.map(|body| body.to_string().into_bytes()).unwrap_or_default();
        let answer = Caller::of(stack).send_bytes(self.method, &self.path, &headers, body);
        assert!((200..300).contains(&answer.status), "{} {}: {:?}", self.method, self.path, answer.plain());
        if let Some(marked) = self.erases {
            marked.wait_until_erased(stack).await;
        }
        if let Some((to, purpose)) = self.mails {
            mails::wait_for_token(stack, &to, purpose, 1).await;
        }
        // A change of address or password starts it, too.
        wait_until_idle(stack, "mail-link").await;
    }
}

impl<'a> Scene<'a> {
    /// Signs the admin in.
    pub fn new(stack: &'a Stack) -> Self {
        let caller = Caller::of(stack);
        let admin = sign_in(&caller, &stack.admin.email, &stack.admin.password).access;
        Self { stack, caller, admin: format!("Bearer {admin}") }
    }

    /// Creates the user that the request is about, and the request.
    pub async fn prepare(&self, operation: &str) -> Request {
        match operation {
            "DELETE /user/delete" | "DELETE /user/{email}" | "DELETE /api/users/delete/{id}" | "POST /user/remove" => {
                self.erasure(operation, Marked::new(self.stack).await)
            }
            "POST /register" | "POST /api/users/create" | "POST /api/user/register" => self.registration(operation),
            "POST /api/user/register (with a picture)" => {
                let body = json!({ "profile_pic": picture() });
                Request::new("POST", "/api/user/register/").with(merged(stranger(), body))
            }
            "GET /user/terms" => Request::new("GET", "/user/terms"),
            "GET /user/erasure/{erasure_id}" => {
                let marked = Marked::plain(self.stack);
                marked.delete_account(self.stack);
                marked.wait_until_erased(self.stack).await;
                Request::new("GET", format!("/user/erasure/{}", marked.erasure_id(self.stack).await.as_str()))
            }
            "GET /api/users (a page of five)" => {
                Request::new("GET", "/api/users?type=1&limit=5").by(self.admin.clone())
            }
            "POST /api/user/password/reset"
            | "POST /api/user/password/reset/confirm"
            | "POST /api/user/email/verify/send"
            | "POST /api/user/email/verify"
            | "POST /api/user/restore" => self.link(operation, &Marked::plain(self.stack)).await,
            "POST /api/user/login (with a code)"
            | "POST /api/user/mfa/totp/confirm"
            | "DELETE /api/user/mfa/totp"
            | "DELETE /api/users/mfa/totp/{id}" => self.authenticator(operation, &Marked::plain(self.stack)),
            _ => self.request_of_user(operation, &Marked::plain(self.stack)),
        }
    }

    fn registration(&self, operation: &str) -> Request {
        match operation {
            "POST /register" => Request::new("POST", "/register").with(stranger()),
            "POST /api/user/register" => Request::new("POST", "/api/user/register/").with(stranger()),
            _ => {
                let (person, account_id) = (Person::stranger(), fixtures::account_id());
                let body = json!({
                    "userId": account_id.as_str(), "userType": "1", "email": person.email, "password": person.password,
                });
                Request::new("POST", "/api/users/create").by(self.admin.clone()).with(body)
            }
        }
    }

    fn erasure(&self, operation: &str, marked: Marked) -> Request {
        let request = match operation {
            "DELETE /user/delete" => Request::new("DELETE", "/user/delete").by(marked.bearer()),
            "DELETE /user/{email}" => {
                Request::new("DELETE", format!("/user/{}", marked.person.email)).by(marked.bearer())
            }
            "DELETE /api/users/delete/{id}" => {
                Request::new("DELETE", format!("/api/users/delete/{}", marked.number)).by(self.admin.clone())
            }
            _ => {
                let (_, token) = self.mailed_link(&marked);
                Request::new("POST", "/user/remove").with(json!({ "user_id": marked.id, "confirmation_token": token }))
            }
        };
        request.erasing(marked)
    }

    async fn link(&self, operation: &str, marked: &Marked) -> Request {
        let email = &marked.person.email;
        let request =
            |path: &str, purpose| Request::new("POST", path).with(json!({ "email": email })).mailing(email, purpose);
        let (reset, verify) = (LinkPurpose::ResetPassword, LinkPurpose::VerifyEmail);
        match operation {
            "POST /api/user/password/reset" => request("/api/user/password/reset/", reset),
            "POST /api/user/email/verify/send" => request("/api/user/email/verify/send/", verify),
            "POST /api/user/password/reset/confirm" => {
                request("/api/user/password/reset/", reset).send(self.stack).await;
                let token = mails::wait_for_token(self.stack, email, reset, 1).await;
                let body = json!({ "token": token, "new_password": "another horse battery" });
                Request::new("POST", "/api/user/password/reset/confirm/").with(body)
            }
            "POST /api/user/restore" => {
                let token = self.restore_token(marked).await;
                Request::new("POST", "/api/user/restore/")
                    .with(json!({ "token": token, "new_password": "mine once more" }))
            }
            _ => {
                request("/api/user/email/verify/send/", verify).send(self.stack).await;
                let token = mails::wait_for_token(self.stack, email, verify, 1).await;
                Request::new("POST", "/api/user/email/verify/").with(json!({ "token": token }))
            }
        }
    }

    /// The token that is mailed to a verified address after a change of both address and password.
    async fn restore_token(&self, marked: &Marked) -> String {
        let email = &marked.person.email;
        let asked = Request::new("POST", "/api/user/email/verify/send/").with(json!({ "email": email }));
        asked.mailing(email, LinkPurpose::VerifyEmail).send(self.stack).await;
        let token = mails::wait_for_token(self.stack, email, LinkPurpose::VerifyEmail, 1).await;
        Request::new("POST", "/api/user/email/verify/").with(json!({ "token": token })).send(self.stack).await;
        let change = json!({ "email": Person::stranger().email, "password": "another horse battery" });
        Request::new("POST", "/user/update").by(marked.bearer()).with(change).send(self.stack).await;
        mails::wait_for_restore_token(self.stack, email, 1).await
    }

    fn authenticator(&self, operation: &str, marked: &Marked) -> Request {
        if operation == "POST /api/user/mfa/totp/confirm" {
            let code = Authenticator::set_up(&self.caller, &marked.bearer()).code();
            let request = Request::new("POST", "/api/user/mfa/totp/confirm/").by(marked.bearer());
            return request.with(json!({ "otp": code }));
        }
        let (app, _) = Authenticator::turn_on(&self.caller, &marked.bearer());
        match operation {
            "POST /api/user/login (with a code)" => {
                let Person { email, password, .. } = &marked.person;
                let body = json!({ "email": email, "password": password, "otp": app.code() });
                Request::new("POST", "/api/user/login/").with(body)
            }
            "DELETE /api/user/mfa/totp" => {
                let request = Request::new("DELETE", "/api/user/mfa/totp/").by(marked.bearer());
                request.with(json!({ "otp": app.code() }))
            }
            _ => Request::new("DELETE", format!("/api/users/mfa/totp/{}", marked.number)).by(self.admin.clone()),
        }
    }

    fn request_of_user(&self, operation: &str, marked: &Marked) -> Request {
        let new_name = json!({ "full_name": "Ada King" });
        let everything_new = || {
            let new = Person::stranger();
            json!({ "email": new.email, "password": "another horse battery" })
        };
        match operation {
            "GET /user/profile" => Request::new("GET", "/user/profile").by(marked.bearer()),
            "POST /user/update (a name)" => Request::new("POST", "/user/update").by(marked.bearer()).with(new_name),
            "POST /user/update (a name, an address and a password)" => {
                Request::new("POST", "/user/update").by(marked.bearer()).with(merged(everything_new(), new_name))
            }
            "POST /user/accept-terms" => Self::acceptance(marked),
            "POST /user/accept-terms (again)" => {
                let accepted = self.caller.send("POST", "/user/accept-terms", Some(&marked.bearer()), Some(&json!({})));
                assert_eq!(accepted.status, 200, "{accepted:?}");
                Self::acceptance(marked)
            }
            "GET /user/{email}" => Request::new("GET", format!("/user/{}", marked.person.email)).by(marked.bearer()),
            "PUT /user/{email} (a name)" => {
                Request::new("PUT", format!("/user/{}", marked.person.email)).by(marked.bearer()).with(new_name)
            }
            "GET /api/users (by account id)" => {
                Request::new("GET", format!("/api/users?accountId={}", marked.account_id)).by(self.admin.clone())
            }
            "GET /api/users/{id}" => {
                Request::new("GET", format!("/api/users/{}", marked.number)).by(self.admin.clone())
            }
            "PUT /api/users/profile/{id} (an address and a password)" => {
                let path = format!("/api/users/profile/{}", marked.number);
                Request::new("PUT", path).by(self.admin.clone()).with(everything_new())
            }
            "POST /api/user/login" => {
                let body = json!({ "email": marked.person.email, "password": marked.person.password });
                Request::new("POST", "/api/user/login/").with(body)
            }
            "GET /api/user/me" => Request::new("GET", "/api/user/me/").by(marked.bearer()),
            "PUT /api/user/update (a name)" => {
                Request::new("PUT", "/api/user/update/").by(marked.bearer()).with(new_name)
            }
            "PUT /api/user/update (another picture)" => {
                let _first = self.picture_path(marked);
                Request::new("PUT", "/api/user/update/").by(marked.bearer()).with(json!({ "profile_pic": picture() }))
            }
            "POST /api/user/refresh" => {
                Request::new("POST", "/api/user/refresh/").with(json!({ "refresh": marked.tokens.refresh }))
            }
            "POST /api/user/logout" => Request::new("POST", "/api/user/logout/").by(marked.bearer()).with(json!({})),
            "POST /api/user/logout (all)" => {
                Request::new("POST", "/api/user/logout/").by(marked.bearer()).with(json!({ "all": true }))
            }
            "GET /api/user/sessions" => Request::new("GET", "/api/user/sessions/").by(marked.bearer()),
            "DELETE /api/user/sessions/{id}" => {
                let listed = self.caller.get("/api/user/sessions/", Some(&marked.bearer()));
                let id = listed.body[0]["id"].as_str().unwrap().to_owned();
                Request::new("DELETE", format!("/api/user/sessions/{id}/")).by(marked.bearer())
            }
            "POST /api/user/mfa/totp" => Request::new("POST", "/api/user/mfa/totp/").by(marked.bearer()),
            "POST /api/users/logout/{id}" => {
                Request::new("POST", format!("/api/users/logout/{}", marked.number)).by(self.admin.clone())
            }
            "POST /api/user/password/change" => {
                let body = json!({ "old_password": marked.person.password, "new_password": "another horse battery" });
                Request::new("POST", "/api/user/password/change/").by(marked.bearer()).with(body)
            }
            "GET /api/user/media/{image_name}" => Request::new("GET", self.picture_path(marked)),
            "POST /user/request_removal" => {
                Request::new("POST", "/user/request_removal").with(json!({ "user_id": marked.id }))
            }
            "GET /user/remove" => {
                let (path, _) = self.mailed_link(marked);
                Request::new("GET", path).with_header("accept", "text/html".to_owned())
            }
            _ => panic!("operations.rs has no request for {operation}: add one"),
        }
    }

    fn acceptance(marked: &Marked) -> Request {
        Request::new("POST", "/user/accept-terms").by(marked.bearer()).with(json!({}))
    }

    /// Uploads a picture of the user; returns its path.
    fn picture_path(&self, marked: &Marked) -> String {
        let updated = self.caller.put("/api/user/update/", &marked.bearer(), &json!({ "profile_pic": picture() }));
        let link = updated.body["profile_pic"].as_str().expect("a link");
        link.strip_prefix(&self.stack.api).expect("it leads to the API").to_owned()
    }

    fn mailed_link(&self, marked: &Marked) -> (String, String) {
        let requested = self.caller.post("/user/request_removal", &json!({ "user_id": marked.id }));
        assert_eq!(requested.status, 200, "{requested:?}");
        mails::removal_link(self.stack, &marked.person.email)
    }
}

fn stranger() -> Value {
    let person = Person::stranger();
    json!({ "email": person.email, "password": person.password, "full_name": person.full_name })
}

fn picture() -> String {
    pictures::base64(&pictures::made(20, 20, ImageFormat::Png))
}

fn merged(mut body: Value, more: Value) -> Value {
    let (Value::Object(fields), Value::Object(more)) = (&mut body, more) else { panic!("two objects") };
    fields.extend(more);
    body
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{OPERATIONS, route};
    use usher_end_to_end::description;

    #[test]
    fn every_operation_of_openapi_yaml_is_counted() {
        let described: BTreeSet<_> = description::operations().into_iter().collect();
        let billed: BTreeSet<_> = OPERATIONS.iter().map(|operation| route(operation).to_owned()).collect();

        assert_eq!(billed, described);
    }
}
