//! Users of a running stack, created through its API, for commands that need callers.

use anyhow::{Context as _, Result};
use serde_json::{Value, json};
use ureq::Agent;

use crate::admin;
use crate::secrets::{self, Secrets};
use crate::stack::Stack;

/// A signed-in user.
pub struct User {
    /// Their record, as `GET /user/{email}` gives it.
    pub record: Value,
    /// Their access token.
    pub token: String,
}

/// The API of a stack.
pub struct Api<'a> {
    stack: &'a Stack,
    agent: Agent,
}

impl<'a> Api<'a> {
    /// The API of this stack.
    pub fn of(stack: &'a Stack) -> Self {
        Self { stack, agent: Agent::config_builder().proxy(None).build().new_agent() }
    }

    /// Registers an ordinary user.
    pub fn user(&self) -> Result<User> {
        let credentials = credentials()?;
        self.post("/register", None, &credentials)?;
        self.sign_in(&credentials)
    }

    /// Creates an admin, as the demo admin.
    pub fn admin(&self) -> Result<User> {
        let demo = json!({ "email": admin::EMAIL, "password": Secrets::of(self.stack)?.admin_password });
        let demo = self.sign_in(&demo)?;
        let mut credentials = credentials()?;
        credentials["userId"] = json!(format!("a{}", secrets::random(20)?));
        credentials["userType"] = json!("0");
        self.post("/api/users/create", Some(&demo.token), &credentials)?;
        self.sign_in(&credentials)
    }

    fn sign_in(&self, credentials: &Value) -> Result<User> {
        let session = self.post("/api/user/login/", None, credentials)?;
        let token =
            session["tokens"]["access"].as_str().context("the sign-in response has no access token")?.to_owned();
        let email = session["data"]["email"].as_str().context("the sign-in response has no email address")?;
        let record = self.agent.get(format!("{}/user/{email}", self.stack.api()));
        let mut record = record.header("authorization", format!("Bearer {token}")).call()?;
        Ok(User { record: record.body_mut().read_json()?, token })
    }

    fn post(&self, path: &str, token: Option<&str>, body: &Value) -> Result<Value> {
        let mut request = self.agent.post(format!("{}{path}", self.stack.api()));
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let mut response = request.send_json(body).with_context(|| format!("POST {path} failed"))?;
        Ok(response.body_mut().read_json()?)
    }
}

fn credentials() -> Result<Value> {
    Ok(json!({ "email": format!("{}@usher.example", secrets::random(16)?), "password": secrets::random(24)? }))
}
