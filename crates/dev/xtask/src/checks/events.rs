//! The test events in events/: each belongs to a function and is used by its tests, and each function has at least one
//! event that succeeds and one that fails, unless it cannot fail.
//!
//! An event belongs to the function that it is named after: `directory/get-other.json` to directory-get,
//! `tasks/get-user-unknown.json` to get-user.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

use crate::checks::Findings;

/// Functions that have no event that fails: they use no input, so only a body beyond the limit is refused.
const NEVER_FAIL: [&str; 1] = ["account-terms"];

/// A function.
pub struct Function {
    /// The name of its package and folder.
    pub name: String,
    /// The text of its tests/all/events.rs; empty if there is none.
    pub tests: String,
}

/// A file under events/.
pub struct Event {
    /// Its path without the extension: `directory/get-other`.
    pub name: String,
    /// The snapshot of its response; empty if there is none.
    pub response: String,
}

/// The functions of crates/endpoints and crates/tasks with these names.
pub fn functions(root: &Path, names: &[String]) -> Vec<Function> {
    let tests = |name: &String| {
        ["crates/endpoints", "crates/tasks"]
            .iter()
            .find_map(|parent| fs::read_to_string(root.join(parent).join(name).join("tests/all/events.rs")).ok())
            .unwrap_or_default()
    };
    names.iter().map(|name| Function { name: name.clone(), tests: tests(name) }).collect()
}

/// Every event under events/.
pub fn read(root: &Path) -> Result<Vec<Event>> {
    let mut events = Vec::new();
    for group in fs::read_dir(root.join("events")).context("can't list events/")? {
        let group = group?.path();
        for entry in fs::read_dir(&group).with_context(|| format!("can't list {}", group.display()))? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "json") {
                let name = path.strip_prefix(root.join("events")).unwrap_or(&path).with_extension("");
                let response = fs::read_to_string(path.with_extension("snap")).unwrap_or_default();
                events.push(Event { name: name.display().to_string(), response });
            }
        }
    }
    events.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(events)
}

/// The findings about events and functions.
pub fn check(events: &[Event], functions: &[Function]) -> Findings {
    let mut findings = Findings::new();
    for event in events {
        match owner(event, functions) {
            None => findings.push(format!(
                "events/{}.json belongs to no function: name it after one, such as session/login-expired.json",
                event.name
            )),
            Some(function) if !function.tests.contains(&format!("\"{}\"", event.name)) => findings.push(format!(
                "events/{}.json is not tested: name it in tests/all/events.rs of {}",
                event.name, function.name
            )),
            Some(_) => {}
        }
    }
    for function in functions {
        let own = || events.iter().filter(|event| owner(event, functions).is_some_and(|of| of.name == function.name));
        if !own().any(succeeds) {
            findings.push(format!("no event in events/ succeeds with {}: add one, with its snapshot", function.name));
        }
        let never_fails = NEVER_FAIL.contains(&function.name.as_str());
        if !never_fails && !own().any(|event| !event.response.is_empty() && !succeeds(event)) {
            findings.push(format!("no event in events/ fails with {}: add one, with its snapshot", function.name));
        }
    }
    findings
}

/// The function with the longest name that the event's name starts with.
fn owner<'a>(event: &Event, functions: &'a [Function]) -> Option<&'a Function> {
    let name = event.name.strip_prefix("tasks/").map_or_else(|| event.name.replace('/', "-"), str::to_owned);
    let is_whole = |rest: &str| rest.is_empty() || rest.starts_with('-');
    let matching = functions.iter().filter(|function| name.strip_prefix(&function.name).is_some_and(is_whole));
    matching.max_by_key(|function| function.name.len())
}

/// Whether the snapshot has a 2xx or 3xx status, or a task's `Success`, in the first line after its header.
fn succeeds(event: &Event) -> bool {
    let mut lines = event.response.lines().skip(1).skip_while(|line| *line != "---").skip(1);
    lines.next().is_some_and(|line| line == "Success" || line.starts_with(['2', '3']))
}

#[cfg(test)]
mod tests {
    use super::{Event, Findings, Function, check};

    fn event(name: &str, response: &str) -> Event {
        Event { name: name.to_owned(), response: format!("---\nsource: x\n---\n{response}\n\n{{}}\n") }
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
    fn complete_events_have_no_findings() {
        assert_eq!(check(&events(), &functions()), Findings::new());
    }

    #[test]
    fn function_that_never_fails_needs_one_event() {
        let events = [event("account/terms", "200 OK")];
        assert_eq!(check(&events, &[function("account-terms", r#""account/terms""#)]), Findings::new());
    }

    #[test]
    fn event_without_function_or_test_is_found() {
        let mut more = events();
        more.push(event("session/medium", "200 OK"));
        more.push(event("tasks/get-user-bad-id", "Unavailable"));
        let findings = check(&more, &functions());
        assert_eq!(findings.len(), 2, "{findings:?}");
        assert!(findings[0].contains("events/session/medium.json belongs to no function"));
        assert!(findings[1].contains("events/tasks/get-user-bad-id.json is not tested"));
        assert!(findings[1].contains("tests/all/events.rs of get-user"));
    }

    #[test]
    fn function_without_both_events_is_found() {
        for (removed, message) in
            [("session/me", "succeeds with session-me"), ("tasks/get-user-unknown", "fails with get-user")]
        {
            let rest: Vec<_> = events().into_iter().filter(|event| event.name != removed).collect();
            let findings = check(&rest, &functions());
            assert!(findings.len() == 1 && findings[0].contains(message), "{findings:?}");
        }
        let unanswered: Vec<_> = events().into_iter().map(|event| Event { response: String::new(), ..event }).collect();
        assert_eq!(check(&unanswered, &functions()).len(), 8);
    }
}
