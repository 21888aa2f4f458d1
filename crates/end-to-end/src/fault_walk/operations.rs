//! The operations of the walk: registration, update, acceptance of the terms, sign-in, refresh and removal, in every
//! document that has them.

use image::ImageFormat;
use serde_json::{Value, json};
use usher_testkit::fixtures;

use super::{Case, Effect, Operation, Size};
use crate::erasing::Marked;
use crate::http::{Answer, Caller};
use crate::people::Person;
use crate::stack::Stack;
use crate::{mails, pictures};

const NEW_PASSWORD: &str = "an entirely new password";
const NEW_NAME: &str = "Grace Hopper";
const EVERY_FUNCTION: &str = "";

/// All operations of a walk of this size.
#[must_use]
pub fn all(size: Size) -> Vec<Operation> {
    let registrations: &[_] = match size {
        Size::Short => &[REGISTRATIONS[2]],
        Size::Full => &REGISTRATIONS,
    };
    let updates = match size {
        Size::Short => vec![(UPDATES[3], vec![Field::Email, Field::FullName, Field::Password, Field::Picture])],
        Size::Full => every_update(),
    };
    let registrations = registrations.iter().copied().map(Registration::operation);
    let updates = updates.into_iter().map(|(way, fields)| Update::operation(way, fields));
    let others = [
        AcceptTerms::operation(),
        SignIn::operation(),
        Refresh::operation(),
        RequestRemoval::operation(),
        Remove::operation(),
    ];
    registrations.chain(updates).chain(others).collect()
}

fn operation<C: Case + 'static>(
    name: &str,
    functions: &'static str,
    prepare: impl Fn(&Stack, &Caller) -> C + 'static,
) -> Operation {
    Operation {
        name: name.to_owned(),
        functions,
        prepare: Box::new(move |stack, caller| Box::new(prepare(stack, caller))),
    }
}

fn picture() -> String {
    pictures::base64(&pictures::made(20, 20, ImageFormat::Png))
}

fn can_sign_in(caller: &Caller, email: &str, password: &str) -> bool {
    caller.post("/api/user/login/", &json!({ "email": email, "password": password })).status == 200
}

fn all_or_nothing(is_done: bool) -> Effect {
    if is_done { Effect::All } else { Effect::None }
}

/// A way to register: its name, its path, and whether a picture comes along.
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
    fn ask(&self, caller: &Caller) -> Answer {
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

    /// Made, or taken by the first request: 409, in the session document 400.
    fn repeated(&self) -> &'static [u16] {
        &[201, 400, 409]
    }
}

/// What an update changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Email,
    FullName,
    Password,
    Picture,
}

/// A way to update: its name, its method, and its path.
type UpdateWay = (&'static str, &'static str, fn(&Update) -> String);

const UPDATES: [UpdateWay; 4] = [
    ("account", "POST", |_| "/user/update".to_owned()),
    ("directory", "PUT", |update| format!("/user/{}", update.person.email)),
    ("admin", "PUT", |update| format!("/api/users/profile/{}", update.number)),
    ("session", "PUT", |_| "/api/user/update/".to_owned()),
];

/// Each document with each field that it has, alone; the admin document takes address and password together.
fn every_update() -> Vec<(UpdateWay, Vec<Field>)> {
    let [account, directory, admin, session] = UPDATES;
    let alone = |way, fields: &[Field]| fields.iter().map(|field| (way, vec![*field])).collect::<Vec<_>>();
    let three = [Field::Email, Field::FullName, Field::Password];
    let four = [Field::Email, Field::FullName, Field::Password, Field::Picture];
    [
        alone(account, &three),
        alone(directory, &three),
        vec![(admin, vec![Field::Email, Field::Password])],
        alone(session, &four),
        vec![(session, four.to_vec())],
    ]
    .concat()
}

struct Update {
    way: UpdateWay,
    fields: Vec<Field>,
    person: Person,
    bearer: String,
    number: u64,
    new_email: String,
}

impl Update {
    fn operation(way: UpdateWay, fields: Vec<Field>) -> Operation {
        let name = format!("update ({}: {fields:?})", way.0);
        operation(&name, EVERY_FUNCTION, move |_, caller| {
            let person = Person::registered(caller);
            let bearer = format!("Bearer {}", person.sign_in(caller).access);
            let number = caller.get("/user/profile", Some(&bearer)).body["number"].as_u64().unwrap();
            let new_email = fixtures::email().as_str().to_owned();
            Self { way, fields: fields.clone(), person, bearer, number, new_email }
        })
    }

    /// Whether the field has its new value, in both stores; `None` if they disagree.
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
    fn ask(&self, caller: &Caller) -> Answer {
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
        let (_, method, path) = self.way;
        caller.send(method, &path(self), Some(&self.bearer), Some(&body))
    }

    fn effect(&self, _: &Stack, caller: &Caller, _: &Answer) -> Effect {
        let changed: Vec<_> = self.fields.iter().map(|field| self.is_changed(*field, caller)).collect();
        match () {
            () if changed.iter().all(|changed| *changed == Some(true)) => Effect::All,
            () if changed.iter().all(|changed| *changed == Some(false)) => Effect::None,
            () => Effect::Part,
        }
    }

    /// Another update may hold the record until it ends; the directory document no longer finds the old address of a
    /// change that took effect.
    fn repeated(&self) -> &'static [u16] {
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
    fn ask(&self, caller: &Caller) -> Answer {
        caller.send("POST", "/user/accept-terms", Some(&self.bearer), Some(&json!({})))
    }

    /// That there is evidence is for the invariants to say.
    fn effect(&self, _: &Stack, caller: &Caller, _: &Answer) -> Effect {
        let profile = caller.get("/user/profile", Some(&self.bearer));
        all_or_nothing(profile.body["terms_accepted"] == json!(true))
    }

    fn repeated(&self) -> &'static [u16] {
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
    fn ask(&self, caller: &Caller) -> Answer {
        let body = json!({ "email": self.person.email, "password": self.person.password });
        caller.post("/api/user/login/", &body)
    }

    fn effect(&self, _: &Stack, caller: &Caller, answer: &Answer) -> Effect {
        gives_access(caller, &answer.body["tokens"]["access"])
    }

    fn repeated(&self) -> &'static [u16] {
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
    fn ask(&self, caller: &Caller) -> Answer {
        caller.post("/api/user/refresh/", &json!({ "refresh": self.token }))
    }

    fn effect(&self, _: &Stack, caller: &Caller, answer: &Answer) -> Effect {
        gives_access(caller, &answer.body["access"])
    }

    fn repeated(&self) -> &'static [u16] {
        &[200]
    }
}

fn gives_access(caller: &Caller, access: &Value) -> Effect {
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
    fn ask(&self, caller: &Caller) -> Answer {
        caller.post("/user/request_removal", &json!({ "user_id": self.marked.id }))
    }

    fn effect(&self, stack: &Stack, _: &Caller, _: &Answer) -> Effect {
        all_or_nothing(!mails::to(stack, &self.marked.person.email).is_empty())
    }

    fn repeated(&self) -> &'static [u16] {
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
    fn ask(&self, caller: &Caller) -> Answer {
        caller.post("/user/remove", &json!({ "user_id": self.marked.id, "confirmation_token": self.token }))
    }

    fn effect(&self, _: &Stack, caller: &Caller, _: &Answer) -> Effect {
        all_or_nothing(self.marked.is_shut_out(caller))
    }

    /// The link is good again a minute after a confirmation that failed, and until then it is not.
    fn repeated(&self) -> &'static [u16] {
        &[200, 400]
    }
}
