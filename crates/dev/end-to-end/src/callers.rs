//! One caller of each kind, for the authorization tests.

use serde_json::json;
use usher_aws::Users;
use usher_domain::Email;
use usher_domain::ports::FindUser;
use usher_testkit::fixtures;

use crate::http::Caller;
use crate::people::{Person, sign_in};
use crate::stack::Stack;

/// A kind of caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallerKind {
    /// A caller without a token.
    Anonymous,
    /// The user whom the request is about.
    Person,
    /// Another user.
    OtherUser,
    /// An admin.
    Admin,
    /// A user whose sessions were revoked after sign-in.
    Revoked,
    /// A user who was erased after sign-in.
    Erased,
}

impl CallerKind {
    /// All kinds, in the order of their declaration.
    pub const ALL: [Self; 6] =
        [Self::Anonymous, Self::Person, Self::OtherUser, Self::Admin, Self::Revoked, Self::Erased];
}

/// One caller of each kind.
#[derive(Clone, Debug)]
pub struct Callers {
    /// The HTTP client.
    pub caller: Caller,
    /// The user whom the requests are about.
    pub person: Person,
    /// The user's integer id.
    pub number: u64,
    bearers: [Option<String>; 6],
}

impl Callers {
    /// Creates and signs in all callers, then revokes the sessions of one and erases another.
    pub async fn new(stack: &Stack) -> Self {
        let caller = Caller::of(stack);
        let people = [(); 4].map(|()| Person::registered(&caller));
        let [person, another, revoked, erased] =
            people.each_ref().map(|person| bearer(&person.sign_in(&caller).access));
        let admin = bearer(&new_admin(&caller, stack).sign_in(&caller).access);
        let users = Users::new(&stack.connection(), stack.outputs.users_table.clone());
        let user = users.by_email(&Email::parse(&people[0].email).unwrap()).await.unwrap().unwrap();
        let number = user.number.get();
        log_out_everywhere(&caller, &revoked);
        erase(&caller, &erased);
        let [subject, ..] = people;
        let bearers = [None, Some(person), Some(another), Some(admin), Some(revoked), Some(erased)];
        Self { caller, person: subject, number, bearers }
    }

    /// The `Authorization` header of this kind of caller.
    #[must_use]
    pub fn bearer(&self, kind: CallerKind) -> Option<&str> {
        self.bearers[kind as usize].as_deref()
    }
}

fn bearer(access: &str) -> String {
    format!("Bearer {access}")
}

/// A new admin, for tests that erase one: other tests need the stack's own admin.
#[must_use]
pub fn new_admin(caller: &Caller, stack: &Stack) -> Person {
    let (person, account_id) = (Person::stranger(), fixtures::account_id());
    let body = json!({
        "userId": account_id.as_str(), "userType": "0", "email": person.email, "password": person.password,
    });
    let creator = bearer(&sign_in(caller, &stack.admin.email, &stack.admin.password).access);
    let answer = caller.send("POST", "/api/users/create", Some(&creator), Some(&body));
    assert_eq!(answer.status, 201, "{answer:?}");
    person
}

/// Erases the user with this access token.
fn erase(caller: &Caller, bearer: &str) {
    let answer = caller.send("DELETE", "/user/delete", Some(bearer), None);
    assert_eq!(answer.status, 200, "{answer:?}");
}

/// Signs the user with this access token out everywhere.
fn log_out_everywhere(caller: &Caller, bearer: &str) {
    let answer = caller.send("POST", "/api/user/logout/", Some(bearer), Some(&json!({ "all": true })));
    assert_eq!(answer.status, 200, "{answer:?}");
}
