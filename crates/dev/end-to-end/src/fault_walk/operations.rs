//! The operations for fault injection: registration, update, acceptance of the terms, sign-in, refresh and removal, in
//! every document that has them.

use image::ImageFormat;
use serde_json::{Value, json};
use usher_testkit::fixtures;

use super::{Case, Effect, Operation, Size};
use crate::erasing::Marked;
use crate::http::{Answer, Caller};
use crate::people::Person;
use crate::stack::Stack;
use crate::{mails, pictures};

pub(super) const NEW_PASSWORD: &str = "an entirely new password";
const NEW_NAME: &str = "Grace Hopper";
pub(super) const EVERY_FUNCTION: &str = "";

/// Registrations: in the session document, with and without a picture, and in the directory document.
#[must_use]
pub fn registrations(size: Size) -> Vec<Operation> {
    let ways: &[_] = match size {
        Size::Short => &[REGISTRATIONS[2]],
        Size::Full => &REGISTRATIONS,
    };
    ways.iter().copied().map(Registration::operation).collect()
}

/// Updates in a document: of all its fields, and in the full size also of single fields.
#[must_use]
pub fn updates(document: &UpdatingDocument, size: Size) -> Vec<Operation> {
    let fields = document.fields;
    let alone = fields.iter().map(|field| vec![*field]).filter(|_| size == Size::Full && document.takes_single_fields);
    let changes = alone.chain([fields.to_vec()]);
    changes.map(|fields| Update::operation(document, fields)).collect()
}

/// Acceptance of the terms.
#[must_use]
pub fn terms() -> Vec<Operation> {
    vec![AcceptTerms::operation()]
}

/// Sign-in and refresh.
#[must_use]
pub fn sessions() -> Vec<Operation> {
    vec![SignIn::operation(), Refresh::operation()]
}

/// The request for a removal, and the removal.
#[must_use]
pub fn removal() -> Vec<Operation> {
    vec![RequestRemoval::operation(), Remove::operation()]
}

fn operation<C: Case + 'static>(
    name: &str,
    functions: &'static str,
    prepare: impl Fn(&Stack, &Caller) -> C + 'static,
) -> Operation {
    Operation {
        name: name.to_owned(),
        functions,
        prepare: Box::new(move |stack, caller| {
            let case: Box<dyn Case> = Box::new(prepare(stack, caller));
            Box::pin(std::future::ready(case))
        }),
    }
}

fn picture() -> String {
    pictures::base64(&pictures::made(20, 20, ImageFormat::Png))
}

pub(super) fn can_sign_in(caller: &Caller, email: &str, password: &str) -> bool {
    caller.post("/api/user/login/", &json!({ "email": email, "password": password })).status == 200
}

pub(super) fn all_or_nothing(is_done: bool) -> Effect {
    if is_done { Effect::All } else { Effect::None }
}

/// A registration: its name, its path, and whether it has a picture.
type RegistrationWay = (&'static str, &'static str, bool);

const REGISTRATIONS: [RegistrationWay; 3] = [
    ("register (directory)", "/register", false),
    ("register (session)", "/api/user/register/", false),
    ("register (session, with picture)", "/api/user/register/", true),
];

struct Registration {
    person: Person,
    path: &'static str,
    has_picture: bool,
}

impl Registration {
    fn operation((name, path, has_picture): RegistrationWay) -> Operation {
        operation(name, EVERY_FUNCTION, move |_, _| Self { person: Person::stranger(), path, has_picture })
    }
}

impl Case for Registration {
    fn send(&self, caller: &Caller) -> Answer {
        let Person { email, full_name, password } = &self.person;
        let mut body = json!({ "email": email, "full_name": full_name, "password": password });
        if self.has_picture {
            body["profile_pic"] = picture().into();
        }
        caller.post(self.path, &body)
    }

    fn effect(&self, _: &Stack, caller: &Caller, _: &Answer) -> Effect {
        all_or_nothing(can_sign_in(caller, &self.person.email, &self.person.password))
    }

    /// Registered, or taken by the first request: 409, in the session document 400.
    fn retry_statuses(&self) -> &'static [u16] {
        &[201, 400, 409]
    }
}

/// A field of an update.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Email,
    FullName,
    Password,
    Picture,
}

/// The update endpoint of a document.
#[derive(Debug)]
pub struct UpdatingDocument {
    name: &'static str,
    method: &'static str,
    path: fn(&Update) -> String,
    fields: &'static [Field],
    takes_single_fields: bool,
}

/// `POST /user/update`
pub const ACCOUNT: UpdatingDocument = UpdatingDocument {
    name: "account",
    method: "POST",
    path: |_| "/user/update".to_owned(),
    fields: &[Field::Email, Field::FullName, Field::Password],
    takes_single_fields: true,
};

/// `PUT /user/{email}`
pub const DIRECTORY: UpdatingDocument = UpdatingDocument {
    name: "directory",
    method: "PUT",
    path: |update| format!("/user/{}", update.person.email),
    ..ACCOUNT
};

/// `PUT /api/users/profile/{id}`
pub const ADMIN: UpdatingDocument = UpdatingDocument {
    name: "admin",
    method: "PUT",
    path: |update| format!("/api/users/profile/{}", update.number),
    fields: &[Field::Email, Field::Password],
    takes_single_fields: false,
};

/// `PUT /api/user/update/`
pub const SESSION: UpdatingDocument = UpdatingDocument {
    name: "session",
    method: "PUT",
    path: |_| "/api/user/update/".to_owned(),
    fields: &[Field::Email, Field::FullName, Field::Password, Field::Picture],
    takes_single_fields: true,
};

/// An update of a user.
#[derive(Debug)]
pub struct Update {
    method: &'static str,
    path: fn(&Self) -> String,
    fields: Vec<Field>,
    person: Person,
    bearer: String,
    number: u64,
    new_email: String,
}

impl Update {
    fn operation(document: &UpdatingDocument, fields: Vec<Field>) -> Operation {
        let name = format!("update ({}: {fields:?})", document.name);
        let (method, path) = (document.method, document.path);
        operation(&name, EVERY_FUNCTION, move |_, caller| {
            let person = Person::registered(caller);
            let bearer = format!("Bearer {}", person.sign_in(caller).access);
            let number = caller.get("/user/profile", Some(&bearer)).body["number"].as_u64().unwrap();
            let new_email = fixtures::email().as_str().to_owned();
            Self { method, path, fields: fields.clone(), person, bearer, number, new_email }
        })
    }

    /// Whether the field has its new value in both stores; `None` if they differ.
    fn is_changed(&self, field: Field, caller: &Caller) -> Option<bool> {
        let cognito = caller.get("/user/profile", Some(&self.bearer)).body;
        let record = caller.get("/api/user/me/", Some(&self.bearer)).body;
        let both = |name: &str, new: &str| {
            let is_new = |body: &Value| body[name] == json!(new);
            (is_new(&cognito) == is_new(&record)).then(|| is_new(&record))
        };
        match field {
            Field::Email => both("email", &self.new_email),
            Field::FullName => both("full_name", NEW_NAME),
            Field::Picture => Some(!record["profile_pic"].is_null()),
            Field::Password => {
                let email = record["email"].as_str()?;
                let (new, old) =
                    (can_sign_in(caller, email, NEW_PASSWORD), can_sign_in(caller, email, &self.person.password));
                (new != old).then_some(new)
            }
        }
    }
}

impl Case for Update {
    fn send(&self, caller: &Caller) -> Answer {
        let mut body = json!({});
        for field in &self.fields {
            let (name, value) = match field {
                Field::Email => ("email", self.new_email.clone()),
                Field::FullName => ("full_name", NEW_NAME.to_owned()),
                Field::Password => ("password", NEW_PASSWORD.to_owned()),
                Field::Picture => ("profile_pic", picture()),
            };
            body[name] = value.into();
        }
        caller.send(self.method, &(self.path)(self), Some(&self.bearer), Some(&body))
    }

    fn effect(&self, _: &Stack, caller: &Caller, _: &Answer) -> Effect {
        let changed: Vec<_> = self.fields.iter().map(|field| self.is_changed(*field, caller)).collect();
        match () {
            () if changed.iter().all(|changed| *changed == Some(true)) => Effect::All,
            () if changed.iter().all(|changed| *changed == Some(false)) => Effect::None,
            () => Effect::Part,
        }
    }

    /// The first update may still hold the lease. If it took effect, the directory document no longer finds the old
    /// address.
    fn retry_statuses(&self) -> &'static [u16] {
        &[200, 201, 403, 409]
    }
}

struct AcceptTerms {
    bearer: String,
}

impl AcceptTerms {
    fn operation() -> Operation {
        operation("accept the terms", EVERY_FUNCTION, |_, caller| {
            let person = Person::registered(caller);
            Self { bearer: format!("Bearer {}", person.sign_in(caller).access) }
        })
    }
}

impl Case for AcceptTerms {
    fn send(&self, caller: &Caller) -> Answer {
        caller.send("POST", "/user/accept-terms", Some(&self.bearer), Some(&json!({})))
    }

    /// The invariants check the evidence.
    fn effect(&self, _: &Stack, caller: &Caller, _: &Answer) -> Effect {
        let profile = caller.get("/user/profile", Some(&self.bearer));
        all_or_nothing(profile.body["terms_accepted"] == json!(true))
    }

    fn retry_statuses(&self) -> &'static [u16] {
        &[200]
    }
}

struct SignIn {
    person: Person,
}

impl SignIn {
    fn operation() -> Operation {
        operation("sign in", "-session-login", |_, caller| Self { person: Person::registered(caller) })
    }
}

impl Case for SignIn {
    fn send(&self, caller: &Caller) -> Answer {
        let body = json!({ "email": self.person.email, "password": self.person.password });
        caller.post("/api/user/login/", &body)
    }

    fn effect(&self, _: &Stack, caller: &Caller, answer: &Answer) -> Effect {
        gives_access(caller, &answer.body["tokens"]["access"])
    }

    fn retry_statuses(&self) -> &'static [u16] {
        &[200]
    }
}

struct Refresh {
    token: String,
}

impl Refresh {
    fn operation() -> Operation {
        operation("refresh", "-session-refresh", |_, caller| Self {
            token: Person::registered(caller).sign_in(caller).refresh,
        })
    }
}

impl Case for Refresh {
    fn send(&self, caller: &Caller) -> Answer {
        caller.post("/api/user/refresh/", &json!({ "refresh": self.token }))
    }

    fn effect(&self, _: &Stack, caller: &Caller, answer: &Answer) -> Effect {
        gives_access(caller, &answer.body["access"])
    }

    fn retry_statuses(&self) -> &'static [u16] {
        &[200]
    }
}

pub(super) fn gives_access(caller: &Caller, access: &Value) -> Effect {
    let opens = |token: &str| caller.get("/api/user/me/", Some(&format!("Bearer {token}"))).status == 200;
    all_or_nothing(access.as_str().is_some_and(opens))
}

struct RequestRemoval {
    marked: Marked,
}

impl RequestRemoval {
    fn operation() -> Operation {
        operation("request a removal", "-removal-request", |stack, _| Self { marked: Marked::plain(stack) })
    }
}

impl Case for RequestRemoval {
    fn send(&self, caller: &Caller) -> Answer {
        caller.post("/user/request_removal", &json!({ "user_id": self.marked.id }))
    }

    fn effect(&self, stack: &Stack, _: &Caller, _: &Answer) -> Effect {
        all_or_nothing(!mails::to(stack, &self.marked.person.email).is_empty())
    }

    fn retry_statuses(&self) -> &'static [u16] {
        &[200]
    }
}

struct Remove {
    marked: Marked,
    token: String,
}

impl Remove {
    fn operation() -> Operation {
        operation("remove", "-removal-remove", |stack, caller| {
            let marked = Marked::plain(stack);
            let requested = caller.post("/user/request_removal", &json!({ "user_id": marked.id }));
            assert_eq!(requested.status, 200, "{requested:?}");
            let (_, token) = mails::removal_link(stack, &marked.person.email);
            Self { marked, token }
        })
    }
}

impl Case for Remove {
    fn send(&self, caller: &Caller) -> Answer {
        caller.post("/user/remove", &json!({ "user_id": self.marked.id, "confirmation_token": self.token }))
    }

    fn effect(&self, _: &Stack, caller: &Caller, _: &Answer) -> Effect {
        all_or_nothing(self.marked.is_shut_out(caller))
    }

    /// After a failed confirmation the link does not work for a minute.
    fn retry_statuses(&self) -> &'static [u16] {
        &[200, 400]
    }
}
