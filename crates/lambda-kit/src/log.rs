//! The request log: one JSON line for each call, without personal data. `docs/LOGGING.md` describes the fields.

use std::error::Error;
use std::io::Write;
use std::time::Duration;

use serde::Serialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use usher_domain::DomainError;

/// What is known about a call when it is over.
pub(crate) struct RequestLine<'a> {
    pub(crate) time: OffsetDateTime,
    pub(crate) request_id: &'a str,
    pub(crate) route: &'static str,
    pub(crate) status: Option<u16>,
    pub(crate) duration: Duration,
    pub(crate) cold_start: bool,
    pub(crate) error: Option<&'a DomainError>,
}

#[derive(Serialize)]
struct Line<'a> {
    time: String,
    level: &'static str,
    request_id: &'a str,
    route: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    duration_ms: f64,
    cold_start: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    causes: Vec<String>,
}

impl RequestLine<'_> {
    /// Writes the line to standard output, where the Lambda service takes it from.
    pub(crate) fn write(self) {
        let Ok(mut line) = serde_json::to_vec(&self.line()) else { return };
        line.push(b'\n');
        // There is nowhere to report that the log itself cannot be written.
        let _ = std::io::stdout().lock().write_all(&line);
    }

    fn line(&self) -> Line<'_> {
        Line {
            time: self.time.format(&Rfc3339).unwrap_or_default(),
            level: if matches!(self.error, Some(DomainError::Unavailable(_))) { "ERROR" } else { "INFO" },
            request_id: self.request_id,
            route: self.route,
            status: self.status,
            duration_ms: (self.duration.as_secs_f64() * 1e5).round() / 100.0,
            cold_start: self.cold_start,
            error: self.error.map(DomainError::name),
            causes: self.error.map_or_else(Vec::new, causes),
        }
    }
}

/// Writes one line about something that an operator should put right, and that no call fails for. `names` are of the
/// operator's own making, and name no person.
pub fn warn(time: OffsetDateTime, route: &str, warning: &str, names: &[String]) {
    let Ok(mut line) = serde_json::to_vec(&Notice::new(time, route, warning, names)) else { return };
    line.push(b'\n');
    let _ = std::io::stdout().lock().write_all(&line);
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
        Self { time: time.format(&Rfc3339).unwrap_or_default(), level: "WARN", route, warning, names }
    }
}

/// The chain below the error itself. It holds no personal data: see [`usher_domain::Failure`].
fn causes(error: &DomainError) -> Vec<String> {
    std::iter::successors(error.source(), |cause| (*cause).source()).map(ToString::to_string).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    fn line(error: Option<&DomainError>) -> serde_json::Value {
        let line = RequestLine {
            time: datetime!(2026-11-22 12:00 UTC),
            request_id: "1-2-3",
            route: "GET /user/{email}",
            status: Some(500),
            duration: Duration::from_micros(12_345),
            cold_start: true,
            error,
        };
        serde_json::to_value(line.line()).unwrap()
    }

    #[test]
    fn a_call_is_one_line_with_what_an_operator_asks_first() {
        assert_eq!(
            line(None),
            serde_json::json!({
                "time": "2026-11-22T12:00:00Z", "level": "INFO", "request_id": "1-2-3", "route": "GET /user/{email}",
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
            r#"{"time":"2026-11-22T12:00:00Z","level":"WARN","route":"queue-removal","warning":"rows are skipped","names":["a\nb"]}"#
        );
    }

    #[test]
    fn an_error_of_ours_is_logged_once_with_its_chain() {
        let error = DomainError::unavailable("dynamodb:GetItem")("no route to host");
        let line = line(Some(&error));
        assert_eq!(line["level"], "ERROR");
        assert_eq!(line["error"], "Unavailable");
        assert_eq!(line["causes"], serde_json::json!(["dynamodb:GetItem", "no route to host"]));
    }
}
