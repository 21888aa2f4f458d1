//! How what an operation costs grows with the users, files and job requests that there are. What is held here is the
//! number of calls of AWS; times are only told. `USHER_GROWTH` gives other sizes, and `USHER_GROWTH_REPORT` a file for
//! what was measured (`cargo xtask growth`).

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

/// How often what can be repeated is measured.
const TIMES: usize = 7;

/// Rows of a page.
const PAGE: usize = 100;

/// As many as a page can have.
const LONGEST_PAGE: usize = 1_000;

#[expect(clippy::disallowed_methods, reason = "whoever measures says how much by the environment")]
fn given(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

fn sizes() -> Vec<usize> {
    let sizes = given("USHER_GROWTH").unwrap_or(SIZES.into());
    sizes.split(',').map(|size| size.parse().expect("USHER_GROWTH is a list of numbers")).collect()
}

/// The costs of one operation, by the size.
type Costs = Vec<(usize, Cost)>;

/// Prints what was measured, and adds it to the report as a line of JSON.
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

/// Who calls, and whom they call about.
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

    fn read_somebody(&self, path: impl FnOnce(&User) -> String) {
        let _ = self.read(&path(self.crowd.somebody()), &self.admin);
    }

    fn read(&self, path: &str, bearer: &str) -> Value {
        let answer = self.caller.get(path, Some(bearer));
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.body
    }

    /// The first page of ordinary people.
    fn page(&self) {
        let _ = self.read(&format!("/api/users?type=1&limit={PAGE}"), &self.admin);
    }

    /// The whole list; how many are on it.
    fn walk(&self) -> usize {
        let (mut seen, mut cursor) = (0, String::new());
        loop {
            let page = self.read(&format!("/api/users?limit={LONGEST_PAGE}{cursor}"), &self.admin);
            seen += page["data"].as_array().unwrap().len();
            match page["next"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return seen,
            }
        }
    }
}

/// What an operation is called, and how it is done.
type Operation = (&'static str, fn(&Scene));

/// What must cost the same whatever the number of users.
const CONSTANT: [Operation; 8] = [
    ("POST /register", |scene| scene.register("/register")),
    ("POST /api/user/register/", |scene| scene.register("/api/user/register/")),
    ("POST /api/user/login/", Scene::sign_in),
    ("GET /api/user/me/", |scene| scene.read_own("/api/user/me/")),
    ("GET /user/profile", |scene| scene.read_own("/user/profile")),
    ("GET /user/{email}", |scene| scene.read_somebody(|user| format!("/user/{}", user.email.as_str()))),
    ("GET /api/users/{id}", |scene| scene.read_somebody(|user| format!("/api/users/{}", user.number))),
    ("GET /api/users?accountId", |scene| {
        scene.read_somebody(|user| format!("/api/users?accountId={}", user.account_id.as_str()));
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
            let cost = meter.measure(TIMES, async || perform(&scene)).await;
            report(operation, "users", size, &cost);
            let calls = first.get(place).unwrap_or(&cost).calls.clone();
            assert_eq!(cost.calls, calls, "{operation} with {size} users");
            if place == first.len() {
                first.push(cost);
            }
        }

        let page = meter.measure(TIMES, async || scene.page()).await;
        report("GET /api/users, a page", "users", size, &page);
        assert_eq!(page.call_count(), 2, "the caller's record and the page: {page:?}");

        let mut seen = 0;
        // The pages before it have warmed it up.
        let walk = meter.measure_once(async || seen = scene.walk()).await;
        report("GET /api/users, all", "users", size, &walk);
        assert!(seen >= size);
        // A page is three calls at most; each of the three types may end one.
        assert!(walk.call_count() <= 3 * (seen / LONGEST_PAGE + 1) + 3, "{seen} users: {walk:?}");
    }
    scene.crowd.disperse().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn erasure_calls_grow_linearly_with_belongings() {
    let stack = Stack::under_test();
    let meter = Meter::new(&stack);
    // Warm, so that each erasure makes the same calls.
    erase(&stack, &Marked::plain(&stack)).await;
    let mut costs = Costs::new();

    for size in sizes() {
        let marked = Marked::plain(&stack);
        add_belongings(&stack, &marked.user_id(), size).await;
        let cost = meter.measure_once(async || erase(&stack, &marked).await).await;
        report("DELETE /user/delete", "belongings", size, &cost);
        for (call, at_once) in [("dynamodb:BatchWriteItem", 25), ("s3:DeleteObjects", 1_000)] {
            let needed = size.div_ceil(at_once);
            // A tenth for what took effect, but whose answer came too late on a busy machine.
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

/// From the request to the end of the workflow.
async fn erase(stack: &Stack, marked: &Marked) {
    marked.delete_account(stack);
    marked.wait_until_erased_within(stack, Duration::from_mins(30)).await;
}
