//! Users of Usher in tests.

use serde_json::json;
use usher_testkit::fixtures;

use crate::http::Caller;

/// A person's registration data.
#[derive(Clone, Debug)]
pub struct Person {
    /// The address.
    pub email: String,
    /// The name.
    pub full_name: String,
    /// The password.
    pub password: String,
}

/// The tokens of a session.
#[derive(Clone, Debug)]
pub struct Tokens {
    /// The access token.
    pub access: String,
    /// The refresh token.
    pub refresh: String,
}

impl Person {
    /// An unregistered person with a random address.
    #[must_use]
    pub fn stranger() -> Self {
        Self {
            email: fixtures::email().as_str().to_owned(),
            full_name: "Ada Lovelace".to_owned(),
            password: "correct horse battery".to_owned(),
        }
    }

    /// A person who has registered.
    #[must_use]
    pub fn registered(caller: &Caller) -> Self {
        let person = Self::stranger();
        let body = json!({ "email": person.email, "password": person.password, "full_name": person.full_name });
        let answer = caller.post("/register", &body);
        assert_eq!(answer.status, 201, "{answer:?}");
        person
    }

    /// Signs in.
    #[must_use]
    pub fn sign_in(&self, caller: &Caller) -> Tokens {
        sign_in(caller, &self.email, &self.password)
    }
}

/// Signs in with this address and password.
#[must_use]
pub fn sign_in(caller: &Caller, email: &str, password: &str) -> Tokens {
    let answer = caller.post("/api/user/login/", &json!({ "email": email, "password": password }));
    assert_eq!(answer.status, 200, "{answer:?}");
    let token = |name: &str| answer.body["tokens"][name].as_str().unwrap().to_owned();
    Tokens { access: token("access"), refresh: token("refresh") }
}
