//! The events under events/: each is of one function, whose tests hold its answer, and no function is without a good and
//! a bad one.
//!
//! The name tells whose an event is: `directory/get-other.json` is of directory-get, `tasks/get-user-unknown.json` of
//! get-user.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

use crate::checks::Findings;

/// A function.
pub struct Function {
    /// Of the package, and its folder.
    pub name: String,
    /// The text of its tests/all/events.rs; empty if there is none.
    pub tests: String,
}

/// A file under events/.
pub struct Event {
    /// Without its ending: `directory/get-other`.
    pub name: String,
    /// What it is answered with; empty if nothing lies beside it.
    pub answer: String,
}

/// The functions of crates/endpoints and crates/tasks, by these names.
pub fn functions(root: &Path, names: &[String]) -> Vec<Function> {
    let tests = |name: &String| {
        ["crates/endpoints", "crates/tasks"]
            .iter()
            .find_map(|room| fs::read_to_string(root.join(room).join(name).join("tests/all/events.rs")).ok())
            .unwrap_or_default()
    };
    names.iter().map(|name| Function { name: name.clone(), tests: tests(name) }).collect()
}

/// Every event under events/.
pub fn read(root: &Path) -> Result<Vec<Event>> {
    let mut events = Vec::new();
    for group in fs::read_dir(root.join("events")).context("can't list events")? {
        let group = group?.path();
        for entry in fs::read_dir(&group).with_context(|| format!("can't list {}", group.display()))? {
            let path = entry?.path();
            if path.extension().is_some_and(|ending| ending == "json") {
                let name = path.strip_prefix(root.join("events")).unwrap_or(&path).with_extension("");
                let answer = fs::read_to_string(path.with_extension("snap")).unwrap_or_default();
                events.push(Event { name: name.display().to_string(), answer });
            }
        }
    }
    events.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(events)
}

/// The findings of all events and functions.
pub fn check(events: &[Event], functions: &[Function]) -> Findings {
    let mut findings = Findings::new();
    for event in events {
        match owner(event, functions) {
            None => findings.push(format!("events/{}.json is of no function: name it after one", event.name)),
            Some(function) if !function.tests.contains(&format!("\"{}\"", event.name)) => findings.push(format!(
                "events/{}.json is not named in tests/all/events.rs of {}: nobody holds its answer",
                event.name, function.name
            )),
            Some(_) => {}
        }
    }
    for function in functions {
        let own = || events.iter().filter(|event| owner(event, functions).is_some_and(|of| of.name == function.name));
        if !own().any(is_served) {
            findings.push(format!("no event under events/ is served by {}", function.name));
        }
        if !own().any(|event| !event.answer.is_empty() && !is_served(event)) {
            findings.push(format!("no event under events/ is refused by {}", function.name));
        }
    }
    findings
}

/// The function with the longest name that the event's begins with.
fn owner<'a>(event: &Event, functions: &'a [Function]) -> Option<&'a Function> {
    let name = event.name.strip_prefix("tasks/").map_or_else(|| event.name.replace('/', "-"), str::to_owned);
    let is_whole = |rest: &str| rest.is_empty() || rest.starts_with('-');
    let matching = functions.iter().filter(|function| name.strip_prefix(&function.name).is_some_and(is_whole));
    matching.max_by_key(|function| function.name.len())
}

/// A snapshot has a head between two lines of dashes; then comes the status, or what became of the task.
fn is_served(event: &Event) -> bool {
    let mut lines = event.answer.lines().skip(1).skip_while(|line| *line != "---").skip(1);
    lines.next().is_some_and(|line| line == "Success" || line.starts_with(['2', '3']))
}

#[cfg(test)]
mod tests {
    use super::{Event, Findings, Function, check};

    fn event(name: &str, answer: &str) -> Event {
        Event { name: name.to_owned(), answer: format!("---\nsource: x\n---\n{answer}\n\n{{}}\n") }
    }

    fn function(name: &str, tests: &str) -> Function {
        Function { name: name.to_owned(), tests: tests.to_owned() }
    }

    fn events() -> Vec<Event> {
        vec![
            event("session/me", "200 OK"),
            event("session/me-no-token", "401 Unauthorized"),
            event("session/media", "304 Not Modified"),
            event("session/media-unknown", "404 Not Found"),
            event("session/refuse-method-login", "405 Method Not Allowed"),
            event("session/refuse-method-preflight", "204 No Content"),
            event("tasks/get-user", "Success"),
            event("tasks/get-user-unknown", "UserNotFound"),
        ]
    }

    fn functions() -> Vec<Function> {
        vec![
            function("session-me", r#"["session/me", "session/me-no-token"]"#),
            function("session-media", r#""session/media" "session/media-unknown""#),
            function("session-refuse-method", r#""session/refuse-method-login" "session/refuse-method-preflight""#),
            function("get-user", r#""tasks/get-user" "tasks/get-user-unknown""#),
        ]
    }

    #[test]
    fn a_good_and_a_bad_event_for_each_function_are_enough() {
        assert_eq!(check(&events(), &functions()), Findings::new());
    }

    #[test]
    fn every_event_is_of_a_function_and_held_by_its_tests() {
        let mut more = events();
        more.push(event("session/medium", "200 OK"));
        more.push(event("tasks/get-user-bad-id", "Unavailable"));
        let findings = check(&more, &functions());
        assert_eq!(findings.len(), 2, "{findings:?}");
        assert!(findings[0].contains("events/session/medium.json is of no function"));
        assert!(
            findings[1].contains("events/tasks/get-user-bad-id.json is not named in tests/all/events.rs of get-user")
        );
    }

    #[test]
    fn no_function_is_without_a_good_and_a_bad_event() {
        for (lost, told) in
            [("session/me", "is served by session-me"), ("tasks/get-user-unknown", "is refused by get-user")]
        {
            let rest: Vec<_> = events().into_iter().filter(|event| event.name != lost).collect();
            let findings = check(&rest, &functions());
            assert!(findings.len() == 1 && findings[0].contains(told), "{findings:?}");
        }
        let unanswered: Vec<_> = events().into_iter().map(|event| Event { answer: String::new(), ..event }).collect();
        assert_eq!(check(&unanswered, &functions()).len(), 8);
    }
}
