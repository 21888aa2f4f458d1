//! Every event under events/ runs with cargo-lambda, as docs/events.md describes.

use std::path::Path;
use std::time::{Duration, Instant};
use std::{fs, thread};

use serde_json::Value;
use usher_end_to_end::cargo_lambda::{CargoLambda, functions};
use usher_end_to_end::stack::{Stack, checkout};
use usher_testkit::events;

/// No call is started after this time.
const TIME_LIMIT: Duration = Duration::from_mins(4);

#[test]
fn every_event_runs_with_cargo_lambda() {
    let (stack, functions) = (Stack::under_test(), functions());
    let logs = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let emulator = CargoLambda::watch(logs);
    let (names, deadline) = (events::names(), Instant::now() + TIME_LIMIT);
    let run = |function: &String| {
        let own: Vec<_> = names.iter().filter(|name| function_of(name, &functions) == function).collect();
        assert!(!own.is_empty(), "{function} has events");
        let _running = emulator.run(function, &stack, logs);
        for name in &own {
            assert!(Instant::now() < deadline, "no time is left for {name}");
            let outcome = emulator.invoke(function, &events::path(name));
            let log = || fs::read_to_string(logs.join(format!("{function}.log"))).unwrap();
            assert!(is_expected(name, &outcome), "{name}: {outcome:?}\n{}", log());
        }
        own.len()
    };
    let run = &run;
    let counts: usize = thread::scope(|scope| {
        let running: Vec<_> = functions.iter().map(|function| scope.spawn(move || run(function))).collect();
        running.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    assert_eq!(counts, names.len());
}

/// The function of an event: the one with the longest name that is a prefix of the event's.
fn function_of<'a>(event: &str, functions: &'a [String]) -> &'a str {
    let name = event.strip_prefix("tasks/").map_or_else(|| event.replace('/', "-"), str::to_owned);
    let is_whole = |rest: &str| rest.is_empty() || rest.starts_with('-');
    let matching = functions.iter().filter(|function| name.strip_prefix(function.as_str()).is_some_and(is_whole));
    matching.max_by_key(|function| function.len()).unwrap()
}

/// A task must return its output or the name of a domain error. An endpoint must respond with a status below 500; it
/// may refuse, since the users and tokens of the events do not exist in this stack.
fn is_expected(event: &str, outcome: &Result<String, String>) -> bool {
    match (event.starts_with("tasks/"), outcome) {
        (true, Ok(output)) => serde_json::from_str::<Value>(output).is_ok(),
        (true, Err(message)) => {
            let errors = fs::read_to_string(checkout().join("crates/domain/src/error.rs")).unwrap();
            let name = message.lines().next().and_then(|line| line.strip_prefix("Error: "));
            name.is_some_and(|name| errors.contains(&format!("=> \"{name}\",")))
        }
        (false, Ok(answer)) => {
            let answer: Value = serde_json::from_str(answer).unwrap_or_default();
            answer["body"].is_string()
                && answer["statusCode"].as_u64().is_some_and(|status| (200..500).contains(&status))
        }
        (false, Err(_)) => false,
    }
}
