//! How the cost of operations grows with the number of users, files and job requests. The tests check the number of AWS
//! calls; times are only printed. `USHER_GROWTH` sets other sizes, and `USHER_GROWTH_REPORT` a file for the
//! measurements (`cargo xtask growth`).

use std::fs::OpenOptions;
use std::io::Write as _;
use std::time::Duration;

use serde_json::{Value, json};
use usher_domain::User;
use usher_end_to_end::belongings::add_belongings;
use usher_end_to_end::crowd::Crowd;
use usher_end_to_end::erasing::Marked;
use usher_end_to_end::http::Caller;
use usher_end_to_end::meter::{Cost, Meter};
use usher_end_to_end::people::{Person, sign_in};
use usher_end_to_end::stack::Stack;
use usher_testkit::fixtures;

const SIZES: &str = "10,100,1000";

/// How many times a repeatable operation is measured.
const RUNS: usize = 7;

/// The size of a page.
const PAGE: usize = 100;

/// The maximum size of a page.
const MAX_PAGE: usize = 1_000;

#[expect(clippy::disallowed_methods, reason = "sizes and the report are set in the environment")]
fn given(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

fn sizes() -> Vec<usize> {
    let sizes = given("USHER_GROWTH").unwrap_or(SIZES.into());
    sizes.split(',').map(|size| size.parse().expect("USHER_GROWTH is a list of numbers")).collect()
}

/// The costs of one operation by size.
type Costs = Vec<(usize, Cost)>;

/// Prints a measurement, and appends it to the report as a line of JSON.
fn report(operation: &str, of: &str, size: usize, cost: &Cost) {
    let calls = cost.call_count();
    println!(
        "{operation:>22} {size:>7} {of:<9} {calls:>6} calls {:>9} bytes {:>9.3} s, {:>9.3} s waiting, {:>8.4} s own, {} given up",
        cost.received,
        cost.seconds,
        cost.waited_seconds,
        cost.own_seconds.unwrap_or(f64::NAN),
        cost.given_up
    );
    if let Some(path) = given("USHER_GROWTH_REPORT") {
        let line = json!({ "operation": operation, "of": of, "size": size, "cost": cost });
        let mut file = OpenOptions::new().create(true).append(true).open(path).unwrap();
        writeln!(file, "{line}").unwrap();
    }
}

/// The callers, and the users whom they read.
struct Scene {
    caller: Caller,
    admin: String,
    person: Person,
    own: String,
    crowd: Crowd,
}

impl Scene {
    async fn of(stack: &Stack) -> Self {
        let caller = Caller::of(stack);
        let person = Person::registered(&caller);
        Self {
            admin: format!("Bearer {}", sign_in(&caller, &stack.admin.email, &stack.admin.password).access),
            own: format!("Bearer {}", person.sign_in(&caller).access),
            crowd: Crowd::of_one(stack).await,
            caller,
            person,
        }
    }

    fn register(&self, path: &str) {
        let stranger = Person::stranger();
        let body = json!({
            "email": stranger.email, "password": stranger.password, "full_name": stranger.full_name,
            "account_id": fixtures::account_id().as_str(),
        });
        assert_eq!(self.caller.post(path, &body).status, 201);
    }

    fn sign_in(&self) {
        let _ = self.person.sign_in(&self.caller);
    }

    fn read_own(&self, path: &str) {
        let _ = self.read(path, &self.own);
    }

    fn read_other(&self, path: impl FnOnce(&User) -> String) {
        let _ = self.read(&path(self.crowd.middle_user()), &self.admin);
    }

    fn read(&self, path: &str, bearer: &str) -> Value {
        let answer = self.caller.get(path, Some(bearer));
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.body
    }

    /// Reads the first page of users of type 1.
    fn page(&self) {
        let _ = self.read(&format!("/api/users?type=1&limit={PAGE}"), &self.admin);
    }

    /// Pages through the whole list, and returns its length.
    fn walk(&self) -> usize {
        let (mut seen, mut cursor) = (0, String::new());
        loop {
            let page = self.read(&format!("/api/users?limit={MAX_PAGE}{cursor}"), &self.admin);
            seen += page["data"].as_array().unwrap().len();
            match page["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return seen,
            }
        }
    }
}

/// The name of an operation, and the operation.
type Operation = (&'static str, fn(&Scene));

/// Operations whose cost must not depend on the number of users.
const CONSTANT: [Operation; 8] = [
    ("POST /register", |scene| scene.register("/register")),
    ("POST /api/user/register/", |scene| scene.register("/api/user/register/")),
    ("POST /api/user/login/", Scene::sign_in),
    ("GET /api/user/me/", |scene| scene.read_own("/api/user/me/")),
    ("GET /user/profile", |scene| scene.read_own("/user/profile")),
    ("GET /user/{email}", |scene| scene.read_other(|user| format!("/user/{}", user.email.as_str()))),
    ("GET /api/users/{id}", |scene| scene.read_other(|user| format!("/api/users/{}", user.number))),
    ("GET /api/users?accountId", |scene| {
        scene.read_other(|user| format!("/api/users?accountId={}", user.account_id.as_str()));
    }),
];

#[tokio::test(flavor = "multi_thread")]
async fn only_full_listing_grows_with_users() {
    let stack = Stack::under_test();
    let meter = Meter::new(&stack);
    let mut scene = Scene::of(&stack).await;
    let mut first: Vec<Cost> = Vec::new();

    for size in sizes() {
        scene.crowd.grow_to(size).await;
        for (place, (operation, perform)) in CONSTANT.into_iter().enumerate() {
            let cost = meter.measure(RUNS, async || perform(&scene)).await;
            report(operation, "users", size, &cost);
            let calls = first.get(place).unwrap_or(&cost).calls.clone();
            assert_eq!(cost.calls, calls, "{operation} with {size} users");
            if place == first.len() {
                first.push(cost);
            }
        }

        let page = meter.measure(RUNS, async || scene.page()).await;
        report("GET /api/users, a page", "users", size, &page);
        assert_eq!(page.call_count(), 2, "the caller's record and the page: {page:?}");

        let mut seen = 0;
        // Warm already, after the single pages.
        let walk = meter.measure_once(async || seen = scene.walk()).await;
        report("GET /api/users, all", "users", size, &walk);
        assert!(seen >= size);
        // At most three calls a page, and one more for each of the three types, which may end a page early.
        assert!(walk.call_count() <= 3 * (seen / MAX_PAGE + 1) + 3, "{seen} users: {walk:?}");
    }
    scene.crowd.disperse().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn erasure_calls_grow_linearly_with_belongings() {
    let stack = Stack::under_test();
    let meter = Meter::new(&stack);
    // Warms up the functions, so that each erasure makes the same calls.
    erase(&stack, &Marked::plain(&stack)).await;
    let mut costs = Costs::new();

    for size in sizes() {
        let marked = Marked::plain(&stack);
        add_belongings(&stack, &marked.user_id(), size).await;
        let cost = meter.measure_once(async || erase(&stack, &marked).await).await;
        report("DELETE /user/delete", "belongings", size, &cost);
        for (call, at_once) in [("dynamodb:BatchWriteItem", 25), ("s3:DeleteObjects", 1_000)] {
            let needed = size.div_ceil(at_once);
            // On a busy machine up to a tenth may time out after it took effect, and be retried.
            assert!(cost.calls[call] <= needed + needed / 10, "{call}: {cost:?}");
        }
        costs.push((size, cost));
    }

    for pair in costs.windows(2) {
        let [(less, before), (more, after)] = pair else { continue };
        assert!(
            after.call_count() * less <= before.call_count() * more,
            "from {less} to {more}: {before:?}, then {after:?}"
        );
    }
}

/// Runs an erasure from the request to the end of the workflow.
async fn erase(stack: &Stack, marked: &Marked) {
    marked.delete_account(stack);
    marked.wait_until_erased_within(stack, Duration::from_mins(30)).await;
}
