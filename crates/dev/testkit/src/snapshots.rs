//! Snapshots of the response to each event under `events/`. They are stored beside the events, in `events/<name>.snap`;
//! `docs/events.md` says how to change one.

use std::path::Path;

use insta::Settings;
use lambda_http::{Body, Response};
use serde_json::{Value, to_value};
use usher_domain::UserId;
use usher_lambda_kit::{Endpoint, Task};

use crate::{events, fixtures, world};

/// Compares the response of an endpoint to the event `events/<name>.json` with its snapshot.
pub async fn answer(endpoint: &impl Endpoint, name: &str) {
    let answer = events::whole_answer(endpoint, &events::event(name)).await;
    assert_snapshot(name, &redact(&render(&answer)));
}

/// Compares the output of a task, or the name of its error, for the event `events/<name>.json` with its snapshot.
pub async fn outcome(task: &impl Task, name: &str) {
    let outcome = match events::outcome(task, events::event(name)).await {
        Ok(output) => format!("Success\n\n{}", pretty(&to_value(output).unwrap())),
        Err(error) => error.name().to_owned(),
    };
    assert_snapshot(name, &redact(&outcome));
}

fn assert_snapshot(name: &str, text: &str) {
    let event = events::path(name);
    let (folder, case) = (event.parent().unwrap(), event.file_stem().and_then(|case| case.to_str()).unwrap());
    let mut settings = Settings::new();
    settings.set_snapshot_path(folder);
    settings.set_input_file(Path::new(&event));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(case, text));
}

fn render(answer: &Response<Body>) -> String {
    let headers = answer.headers().iter();
    let mut head: Vec<_> = headers.map(|(name, value)| format!("{name}: {}", value.to_str().unwrap())).collect();
    head.sort();
    head.insert(0, answer.status().to_string());
    let body = match answer.body() {
        Body::Text(text) if !text.is_empty() => pretty(&serde_json::from_str(text).expect("the body is JSON")),
        Body::Binary(bytes) => format!("({} bytes)", bytes.len()),
        _ => String::new(),
    };
    format!("{}\n\n{body}", head.join("\n"))
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap()
}

/// Replaces random values with placeholders.
fn redact(text: &str) -> String {
    let is_within = |character: char| character.is_ascii_hexdigit() || character == '-';
    let (mut redacted, mut rest) = (String::new(), text);
    while let Some(start) = rest.find(|character: char| character.is_ascii_hexdigit()) {
        let (before, from) = rest.split_at(start);
        let (word, after) = from.split_at(from.find(|character| !is_within(character)).unwrap_or(from.len()));
        redacted.extend([before, redact_word(word)]);
        rest = after;
    }
    redacted + rest
}

fn redact_word(word: &str) -> &str {
    let known = [fixtures::ada(), fixtures::grace(), world::admin()];
    let sessions = [fixtures::session_id(), world::other_session()];
    let is_hexadecimal = word.bytes().all(|byte| byte.is_ascii_hexdigit());
    match word.len() {
        36 if sessions.iter().any(|session| session.as_str() == word) => word,
        36 if UserId::parse(word).is_ok() && known.iter().all(|user| user.id.as_str() != word) => "<id>",
        64 if fixtures::terms().terms_of_service.sha256 == word => word,
        64 if is_hexadecimal && !fixtures::picture().to_string().starts_with(word) => "<picture>",
        32 if known.iter().any(|user| fixtures::erasure_id(&user.id).as_str() == word) => word,
        32 if is_hexadecimal && !fixtures::picture().to_string().contains(word) => "<folder>",
        10..=16 if word.bytes().all(|byte| byte.is_ascii_digit()) && word != LARGEST_NUMBER => "<number>",
        _ => word,
    }
}

/// It is part of an error message.
const LARGEST_NUMBER: &str = "9007199254740991";

#[cfg(test)]
mod tests {
    use super::redact;

    #[test]
    fn random_values_are_replaced_but_known_ones_kept() {
        let random = "6a1f0c1e-52b7-4d0e-9a44-0f3f3ad0c8a1 user-5493984841291833 { \"number\": 5493984841291833 } \
                     media/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef.png";
        assert_eq!(redact(random), "<id> user-<number> { \"number\": <number> } media/<picture>.png");
        let known = "0d9f7c9e-3f50-4a7e-9c56-2d4e5f60718a ada@example.com 2026-11-22T12:00:00Z 42 9007199254740991.";
        assert_eq!(redact(known), known);
    }
}
