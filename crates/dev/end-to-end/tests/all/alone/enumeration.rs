//! The requests for links answer the same whether or not a user has the address, and whether or not it is verified. Times
//! are only printed: `USHER_TRIES` sets how many requests of each kind are compared.

use std::time::{Duration, Instant};

use serde_json::json;
use usher_end_to_end::http::Caller;
use usher_end_to_end::operator::Configured;
use usher_end_to_end::people::Person;
use usher_end_to_end::stack::Stack;

#[expect(clippy::disallowed_methods, reason = "the number is set in the environment")]
fn tries() -> usize {
    std::env::var("USHER_TRIES").map_or(10, |given| given.parse().expect("USHER_TRIES is a number"))
}

/// The times of one kind of request, in order.
fn distribution(mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let at = |percent: usize| times[(times.len() - 1) * percent / 100].as_secs_f64() * 1000.0;
    format!("p5 {:.1}, p25 {:.1}, p50 {:.1}, p75 {:.1}, p95 {:.1} ms", at(5), at(25), at(50), at(75), at(95))
}

#[test]
fn requests_for_links_do_not_tell_who_has_an_account() {
    let stack = Stack::under_test();
    let caller = Caller::of(&stack);
    let unlimited = json!({
        "MAILS_PER_RECIPIENT_PER_DAY": "1000000", "MAILS_PER_SOURCE_PER_DAY": "1000000", "MAILS_PER_DAY": "1000000",
    });
    let _configured =
        Configured::each(&stack, &json!({ "-session-reset": unlimited, "-session-verify-send": unlimited }));
    let registered = Person::registered(&caller).email;
    let stranger = Person::stranger().email;
    for path in ["/api/user/password/reset/", "/api/user/email/verify/send/"] {
        let mut times = [Vec::new(), Vec::new()];
        let mut answers = Vec::new();
        // In turns, so that both meet the same load.
        for _ in 0..tries() {
            for (email, times) in [&registered, &stranger].into_iter().zip(&mut times) {
                let begun = Instant::now();
                let answer = caller.post(path, &json!({ "email": email }));
                times.push(begun.elapsed());
                answers.push((answer.status, answer.body));
            }
        }
        answers.dedup();
        assert_eq!(answers.len(), 1, "{path}: all answers are the same: {answers:?}");
        assert_eq!(answers[0].0, 200, "{answers:?}");
        let [registered, stranger] = times.map(distribution);
        println!("{path}\n  registered: {registered}\n  unknown:    {stranger}");
    }
}
