//! The operations for fault injection that users control their account with: sessions, passwords, mailed links and the
//! authenticator app.

use serde_json::{Value, json};
use usher_domain::mailed_link::LinkPurpose;

use super::operations::{EVERY_FUNCTION, NEW_PASSWORD, all_or_nothing, can_sign_in, gives_access};
use super::{Case, Effect, Operation, Prepared};
use crate::authenticator::Authenticator;
use crate::http::{Answer, Caller};
use crate::mails;
use crate::people::Person;
use crate::stack::Stack;

const ATTACKERS_PASSWORD: &str = "chosen by an attacker";

/// Ending one session, and all of them.
#[must_use]
pub fn log_outs() -> Vec<Operation> {
    let ended = |name: &'static str, body: Value| Way {
        name,
        functions: "-session-logout",
        request: ("POST", "/api/user/logout/"),
        body: |scene| scene.body.clone(),
        effect: |scene, caller, _| all_or_nothing(!scene.is_signed_in(caller)),
        retries: &[200, 401],
        scene: Preparation { body, ..Preparation::default() },
    };
    vec![ended("log out", json!({})).operation(), ended("log out everywhere", json!({ "all": true })).operation()]
}

/// The change of a password with the current one, and by a mailed link; the verification of an address.
#[must_use]
pub fn passwords_and_links() -> Vec<Operation> {
    let change = Way {
        name: "change the password",
        functions: EVERY_FUNCTION,
        request: ("POST", "/api/user/password/change/"),
        body: |scene| json!({ "old_password": scene.person.password, "new_password": NEW_PASSWORD }),
        effect: |scene, caller, _| scene.new_password(caller),
        retries: &[200, 400, 409],
        scene: Preparation::default(),
    };
    let reset = Way {
        name: "reset the password",
        request: ("POST", "/api/user/password/reset/confirm/"),
        body: |scene| json!({ "token": scene.token, "new_password": NEW_PASSWORD }),
        scene: Preparation { link: Some(Link::Reset), ..Preparation::default() },
        ..change.clone()
    };
    let verify = Way {
        name: "verify the address",
        request: ("POST", "/api/user/email/verify/"),
        body: |scene| json!({ "token": scene.token }),
        effect: |scene, caller, _| {
            all_or_nothing(caller.get("/user/profile", Some(&scene.bearer)).body["email_verified"] == json!(true))
        },
        scene: Preparation { link: Some(Link::Verification), ..Preparation::default() },
        ..change.clone()
    };
    let restore = Way {
        name: "restore the account",
        request: ("POST", "/api/user/restore/"),
        effect: |scene, caller, _| {
            let owner = can_sign_in(caller, &scene.person.email, NEW_PASSWORD);
            either(owner, can_sign_in(caller, &scene.attackers_email, ATTACKERS_PASSWORD))
        },
        scene: Preparation { link: Some(Link::Restoration), ..Preparation::default() },
        ..reset.clone()
    };
    [change, reset, verify, restore].map(Way::operation).into()
}

/// Setting up an authenticator app, turning it on, signing in with it, and turning it off.
#[must_use]
pub fn authenticators() -> Vec<Operation> {
    let confirm = Way {
        name: "turn on an authenticator app",
        functions: "-session-totp-confirm",
        request: ("POST", "/api/user/mfa/totp/confirm/"),
        body: |scene| json!({ "otp": scene.code() }),
        effect: |scene, caller, answer| either(scene.needs_code(caller), !answer.body["recovery_codes"].is_array()),
        retries: &[200],
        scene: Preparation { app: Some(App::SetUp), ..Preparation::default() },
    };
    let set_up = Way {
        name: "set up an authenticator app",
        functions: "-session-totp",
        request: ("POST", "/api/user/mfa/totp/"),
        body: |_| json!({}),
        effect: |_, _, answer| all_or_nothing(answer.body["secret"].is_string()),
        scene: Preparation::default(),
        ..confirm.clone()
    };
    let sign_in = Way {
        name: "sign in with a code",
        functions: "-session-login",
        request: ("POST", "/api/user/login/"),
        body: |scene| json!({ "email": scene.person.email, "password": scene.person.password, "otp": scene.code() }),
        effect: |_, caller, answer| gives_access(caller, &answer.body["tokens"]["access"]),
        // The code may have been used up.
        retries: &[200, 400],
        scene: Preparation { app: Some(App::On), ..Preparation::default() },
    };
    let turn_off = Way {
        name: "turn off an authenticator app",
        functions: "-session-totp-delete",
        request: ("DELETE", "/api/user/mfa/totp/"),
        body: |scene| json!({ "otp": scene.code() }),
        effect: |scene, caller, _| all_or_nothing(!scene.needs_code(caller)),
        retries: &[200],
        scene: Preparation { app: Some(App::On), ..Preparation::default() },
    };
    [set_up, confirm, sign_in, turn_off].map(Way::operation).into()
}

/// An operation of a user who has registered and signed in.
#[derive(Clone)]
struct Way {
    name: &'static str,
    functions: &'static str,
    request: (&'static str, &'static str),
    body: fn(&Scene) -> Value,
    effect: fn(&Scene, &Caller, &Answer) -> Effect,
    retries: &'static [u16],
    scene: Preparation,
}

/// What a user needs besides.
#[derive(Clone, Default)]
struct Preparation {
    body: Value,
    link: Option<Link>,
    app: Option<App>,
}

#[derive(Clone, Copy)]
enum Link {
    Verification,
    Reset,
    /// After an attacker has changed a verified address and the password.
    Restoration,
}

#[derive(Clone, Copy)]
enum App {
    SetUp,
    On,
}

impl Way {
    fn operation(self) -> Operation {
        Operation {
            name: self.name.to_owned(),
            functions: self.functions,
            prepare: Box::new(move |stack, caller| prepare(self.clone(), stack, caller)),
        }
    }
}

fn prepare<'a>(way: Way, stack: &'a Stack, caller: &'a Caller) -> Prepared<'a> {
    Box::pin(async move {
        let case: Box<dyn Case> = Box::new(Run { scene: Scene::new(&way.scene, stack, caller).await, way });
        case
    })
}

/// The user.
struct Scene {
    person: Person,
    bearer: String,
    body: Value,
    token: String,
    /// The address that an attacker gives the account.
    attackers_email: String,
    /// A code that was not used.
    code: Option<String>,
}

impl Scene {
    async fn new(preparation: &Preparation, stack: &Stack, caller: &Caller) -> Self {
        let person = Person::registered(caller);
        let bearer = format!("Bearer {}", person.sign_in(caller).access);
        let attackers_email = Person::stranger().email;
        let token = match preparation.link {
            Some(Link::Verification) => mailed_token(stack, caller, LinkPurpose::VerifyEmail, &person.email).await,
            Some(Link::Reset) => mailed_token(stack, caller, LinkPurpose::ResetPassword, &person.email).await,
            Some(Link::Restoration) => hijack(stack, caller, &person, &attackers_email, &bearer).await,
            None => String::new(),
        };
        let code = preparation.app.map(|app| match app {
            App::SetUp => Authenticator::set_up(caller, &bearer).code(),
            App::On => Authenticator::turn_on(caller, &bearer).0.code(),
        });
        Self { person, bearer, body: preparation.body.clone(), token, attackers_email, code }
    }

    fn code(&self) -> &str {
        self.code.as_deref().expect("the operation has an app")
    }

    fn is_signed_in(&self, caller: &Caller) -> bool {
        caller.get("/api/user/me/", Some(&self.bearer)).status == 200
    }

    fn needs_code(&self, caller: &Caller) -> bool {
        let Person { email, password, .. } = &self.person;
        let answer = caller.post("/api/user/login/", &json!({ "email": email, "password": password }));
        assert!([200, 400].contains(&answer.status), "{answer:?}");
        answer.body["otp"].is_array()
    }

    fn new_password(&self, caller: &Caller) -> Effect {
        let Person { email, password, .. } = &self.person;
        either(can_sign_in(caller, email, NEW_PASSWORD), can_sign_in(caller, email, password))
    }
}

async fn mailed_token(stack: &Stack, caller: &Caller, purpose: LinkPurpose, email: &str) -> String {
    let path = match purpose {
        LinkPurpose::VerifyEmail => "/api/user/email/verify/send/",
        LinkPurpose::ResetPassword | LinkPurpose::Removal => "/api/user/password/reset/",
    };
    let answer = caller.post(path, &json!({ "email": email }));
    assert_eq!(answer.status, 200, "{answer:?}");
    mails::wait_for_token(stack, email, purpose, 1).await
}

/// Changes a verified address and the password. Returns the token that restores them.
async fn hijack(stack: &Stack, caller: &Caller, person: &Person, attackers_email: &str, bearer: &str) -> String {
    let token = mailed_token(stack, caller, LinkPurpose::VerifyEmail, &person.email).await;
    assert_eq!(caller.post("/api/user/email/verify/", &json!({ "token": token })).status, 200);
    let change = json!({ "email": attackers_email, "password": ATTACKERS_PASSWORD });
    assert_eq!(caller.send("POST", "/user/update", Some(bearer), Some(&change)).status, 200);
    mails::wait_for_restore_token(stack, &person.email, 1).await
}

/// The effect, if what is new excludes what was before.
fn either(is_new: bool, is_old: bool) -> Effect {
    match (is_new, is_old) {
        (true, false) => Effect::All,
        (false, true) => Effect::None,
        (true, true) | (false, false) => Effect::Part,
    }
}

struct Run {
    way: Way,
    scene: Scene,
}

impl Case for Run {
    fn send(&self, caller: &Caller) -> Answer {
        let (method, path) = self.way.request;
        caller.send(method, path, Some(&self.scene.bearer), Some(&(self.way.body)(&self.scene)))
    }

    fn effect(&self, _: &Stack, caller: &Caller, answer: &Answer) -> Effect {
        (self.way.effect)(&self.scene, caller, answer)
    }

    fn retry_statuses(&self) -> &'static [u16] {
        self.way.retries
    }
}
