//! The request log: one JSON line for each call, without personal data. `docs/logging.md` describes the fields.

use std::error::Error;
use std::io::Write;
use std::time::Duration;

use serde::Serialize;
use time::OffsetDateTime;
use usher_domain::{DomainError, timestamp};

/// The outcome of a call.
pub(crate) struct RequestLine<'a> {
    pub(crate) time: OffsetDateTime,
    pub(crate) request_id: &'a str,
    pub(crate) route: &'a str,
    pub(crate) status: Option<u16>,
    pub(crate) duration: Duration,
    pub(crate) cold_start: bool,
    pub(crate) error: Option<&'a DomainError>,
    /// A failure that did not stop the call.
    pub(crate) warning: Option<&'a DomainError>,
}

#[derive(Serialize)]
struct Line<'a> {
    time: String,
    level: &'static str,
    request_id: &'a str,
    route: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    duration_ms: f64,
    cold_start: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    causes: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<String>,
}

impl RequestLine<'_> {
    /// Writes the line to standard output, which Lambda sends to CloudWatch Logs.
    pub(crate) fn write(self) {
        write_line(&self.line());
    }

    fn line(&self) -> Line<'_> {
        Line {
            time: timestamp::format(self.time).unwrap_or_default(),
            level: self.level(),
            request_id: self.request_id,
            route: self.route,
            status: self.status,
            duration_ms: (self.duration.as_secs_f64() * 1e5).round() / 100.0,
            cold_start: self.cold_start,
            error: self.error.map(DomainError::name),
            reason: self.error.and_then(DomainError::reason),
            causes: self.error.map_or_else(Vec::new, causes),
            warnings: self.warning.map_or_else(Vec::new, causes),
        }
    }

    const fn level(&self) -> &'static str {
        match (self.error, self.warning) {
            // `ERROR` is only for what an operator must look at, not for the mistakes of callers.
            (Some(DomainError::Unavailable(_) | DomainError::MalformedMessage | DomainError::IdentityDiffers), _) => {
                "ERROR"
            }
            (_, Some(_)) => "WARN",
            _ => "INFO",
        }
    }
}

fn write_line(line: &impl Serialize) {
    let Ok(mut line) = serde_json::to_vec(line) else { return };
    line.push(b'\n');
    // A failure to write the log cannot be reported anywhere.
    let _ = std::io::stdout().lock().write_all(&line);
}

/// Logs a problem that an operator should fix and that fails no call. `names` are configured by the operator and hold
/// no personal data.
pub fn warn(time: OffsetDateTime, route: &str, warning: &str, names: &[String]) {
    write_line(&Notice::new(time, route, warning, names));
}

#[derive(Serialize)]
struct Notice<'a> {
    time: String,
    level: &'static str,
    route: &'a str,
    warning: &'a str,
    names: &'a [String],
}

impl<'a> Notice<'a> {
    fn new(time: OffsetDateTime, route: &'a str, warning: &'a str, names: &'a [String]) -> Self {
        Self { time: timestamp::format(time).unwrap_or_default(), level: "WARN", route, warning, names }
    }
}

/// The causes of an error, outermost first. They hold no personal data: see [`usher_domain::Failure`].
fn causes(error: &DomainError) -> Vec<String> {
    std::iter::successors(error.source(), |cause| (*cause).source()).map(ToString::to_string).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;
    use usher_domain::SignInRefusal;

    fn line(error: Option<&DomainError>) -> serde_json::Value {
        let line = RequestLine {
            time: datetime!(2026-11-22 12:00 UTC),
            request_id: "1-2-3",
            route: "GET /user/{email}",
            status: Some(500),
            duration: Duration::from_micros(12_345),
            cold_start: true,
            error,
            warning: None,
        };
        serde_json::to_value(line.line()).unwrap()
    }

    #[test]
    fn refused_sign_in_has_a_reason() {
        let line = line(Some(&DomainError::WrongCredentials(SignInRefusal::LockedOut)));
        assert_eq!(line["error"], "WrongCredentials");
        assert_eq!(line["reason"], "locked_out");
        assert_eq!(line["level"], "INFO");
    }

    #[test]
    fn tolerated_failure_is_a_warning() {
        let fault = DomainError::unavailable("dynamodb:BatchGetItem")("no route to host");
        let line = RequestLine {
            time: datetime!(2026-11-22 12:00 UTC),
            request_id: "1-2-3",
            route: "POST /api/user/login/",
            status: Some(200),
            duration: Duration::from_millis(1),
            cold_start: false,
            error: None,
            warning: Some(&fault),
        };
        let line = serde_json::to_value(line.line()).unwrap();
        assert_eq!(line["level"], "WARN");
        assert_eq!(line["warnings"], serde_json::json!(["dynamodb:BatchGetItem", "no route to host"]));
    }

    #[test]
    fn call_is_logged_as_one_line() {
        assert_eq!(
            line(None),
            serde_json::json!({
                "time": "2026-11-22T12:00:00.000Z", "level": "INFO", "request_id": "1-2-3", "route": "GET /user/{email}",
                "status": 500, "duration_ms": 12.35, "cold_start": true,
            })
        );
    }

    #[test]
    fn a_warning_is_one_line_whatever_the_names_hold() {
        let names = ["a\nb".to_owned()];
        let line = Notice::new(datetime!(2026-11-22 12:00 UTC), "queue-removal", "rows are skipped", &names);
        assert_eq!(
            serde_json::to_string(&line).unwrap(),
            r#"{"time":"2026-11-22T12:00:00.000Z","level":"WARN","route":"queue-removal","warning":"rows are skipped","names":["a\nb"]}"#
        );
    }

    #[test]
    fn differing_identity_is_logged_as_error() {
        let line = line(Some(&DomainError::IdentityDiffers));
        assert_eq!((&line["level"], &line["error"]), (&"ERROR".into(), &"IdentityDiffers".into()));
    }

    #[test]
    fn internal_error_is_logged_with_its_causes() {
        let error = DomainError::unavailable("dynamodb:GetItem")("no route to host");
        let line = line(Some(&error));
        assert_eq!(line["level"], "ERROR");
        assert_eq!(line["error"], "Unavailable");
        assert_eq!(line["causes"], serde_json::json!(["dynamodb:GetItem", "no route to host"]));
    }
}
