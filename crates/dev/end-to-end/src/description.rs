//! Validation of every response against openapi.yaml.
//!
//! Paths that openapi.yaml does not have are skipped: the gateway itself responds to them.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use jsonschema::{Draft, Validator};
use serde_json::{Value, json};

use crate::response::WholeAnswer;
use crate::stack::checkout;

static DESCRIPTION: LazyLock<Description> = LazyLock::new(|| {
    let text = std::fs::read_to_string(checkout().join("openapi.yaml")).expect("openapi.yaml is there");
    let content = serde_saphyr::from_str(&text).expect("openapi.yaml is YAML");
    Description { content, validators: Mutex::default() }
});

/// Panics if openapi.yaml has this method and path, but not this response.
pub fn check(method: &str, path: &str, answer: &WholeAnswer) {
    if let Some(mismatch) = DESCRIPTION.mismatch(method, path, answer) {
        let body = String::from_utf8_lossy(&answer.bytes);
        panic!("openapi.yaml does not allow this response to {method} {path}: {} ({mismatch})\n{body}", answer.status);
    }
}

/// Every operation in openapi.yaml: `GET /user/{email}`.
#[must_use]
pub fn operations() -> Vec<String> {
    let paths = DESCRIPTION.content["paths"].as_object().into_iter().flatten();
    let of_path = |(path, item): (&String, &Value)| {
        let methods = ["get", "post", "put", "delete"].into_iter().filter(|method| item.get(method).is_some());
        methods.map(|method| format!("{} {path}", method.to_uppercase())).collect::<Vec<_>>()
    };
    paths.flat_map(of_path).collect()
}

struct Description {
    content: Value,
    /// Compiled schemas, by their JSON pointers.
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

impl Description {
    fn mismatch(&self, method: &str, path: &str, answer: &WholeAnswer) -> Option<String> {
        let response = match self.responses(method, path)? {
            Responses::OfMethod(pointer) => self.response(&pointer, answer.status),
            // The gateway responds to other methods, except to those that the path itself refuses with 405.
            Responses::OfOtherMethod(pointer) if answer.status == 405 => self.response(&pointer, 405),
            Responses::OfOtherMethod(_) => return None,
        };
        let Some(response) = response else { return Some("the status is not described".to_owned()) };
        self.missing_header(&response, answer).or_else(|| self.body(&response, answer))
    }

    fn responses(&self, method: &str, path: &str) -> Option<Responses> {
        let path = path.split_once('?').map_or(path, |(path, _)| path);
        let described = self.content["paths"].as_object()?;
        let matching = described.iter().filter(|(template, _)| matches(template, path));
        // A path without parameters comes before one with: /user/update before /user/{email}.
        let (template, item) = matching.min_by_key(|(template, _)| template.matches('{').count())?;
        let pointer = |method: &str| format!("/paths/{}/{method}/responses", template.replace('/', "~1"));
        let method = method.to_lowercase();
        if item.get(&method).is_some() {
            return Some(Responses::OfMethod(pointer(&method)));
        }
        let other = ["get", "post", "put", "delete"].into_iter().find(|method| item.get(*method).is_some())?;
        Some(Responses::OfOtherMethod(pointer(other)))
    }

    /// The JSON pointer of the response with this status; `5XX` applies to statuses that are not listed.
    fn response(&self, responses: &str, status: u16) -> Option<String> {
        let range = format!("{}XX", status / 100);
        let keys = [status.to_string(), range];
        let pointer = keys.iter().map(|key| format!("{responses}/{key}")).find(|key| self.at(key).is_some())?;
        Some(self.resolved(pointer))
    }

    /// The pointer, or the target of its `$ref`.
    fn resolved(&self, pointer: String) -> String {
        let reference = self.at(&pointer).and_then(|value| value["$ref"].as_str());
        reference.map_or(pointer, |reference| reference.trim_start_matches('#').to_owned())
    }

    fn missing_header(&self, response: &str, answer: &WholeAnswer) -> Option<String> {
        let headers = self.at(&format!("{response}/headers"))?.as_object()?;
        headers.keys().find_map(|name| {
            let header = self.resolved(format!("{response}/headers/{name}"));
            match answer.header(name) {
                None => (self.at(&header)?["required"] == true).then(|| format!("there is no header {name}")),
                Some(value) => {
                    let schema_violations = self.schema_violations(&format!("{header}/schema"), &json!(value))?;
                    Some(format!("the header {name}: {schema_violations}"))
                }
            }
        })
    }

    fn body(&self, response: &str, answer: &WholeAnswer) -> Option<String> {
        let Some(content) = self.at(&format!("{response}/content")) else {
            return (!answer.bytes.is_empty()).then(|| "there should be no body".to_owned());
        };
        let given = answer.header("content-type").unwrap_or_default();
        let media_type = given.split(';').next().unwrap_or_default().trim();
        if content.get(media_type).is_none() {
            return Some(format!("the content type `{given}` is not described"));
        }
        if media_type != "application/json" {
            return None;
        }
        match serde_json::from_slice(&answer.bytes) {
            Ok(body) => self.schema_violations(&format!("{response}/content/application~1json/schema"), &body),
            Err(error) => Some(format!("the body is not JSON: {error}")),
        }
    }

    /// How a value violates the schema at this pointer.
    fn schema_violations(&self, schema: &str, value: &Value) -> Option<String> {
        let validator = self.validator(schema);
        let violations = validator.iter_errors(value).map(|error| format!("{error} (at `{}`)", error.instance_path()));
        violations.reduce(|all, one| format!("{all}; {one}"))
    }

    fn validator(&self, schema: &str) -> Arc<Validator> {
        let mut validators = self.validators.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(validator) = validators.get(schema) {
            return Arc::clone(validator);
        }
        let mut whole = self.content.clone();
        // A `$ref` is a URI, in which braces are percent-encoded.
        whole["$ref"] = json!(format!("#{schema}").replace('{', "%7B").replace('}', "%7D"));
        let options = jsonschema::options().with_draft(Draft::Draft202012).should_validate_formats(true);
        let validator = Arc::new(options.build(&whole).expect("openapi.yaml has valid JSON Schemas"));
        validators.insert(schema.to_owned(), Arc::clone(&validator));
        validator
    }

    fn at(&self, pointer: &str) -> Option<&Value> {
        self.content.pointer(pointer)
    }
}

/// The JSON pointer of an operation's responses.
enum Responses {
    OfMethod(String),
    /// The path does not have the method; these are the responses of another method.
    OfOtherMethod(String),
}

/// Whether a path matches this template, with or without a trailing slash.
fn matches(template: &str, path: &str) -> bool {
    let parts = |path: &str| path.trim_end_matches('/').split('/').map(str::to_owned).collect::<Vec<_>>();
    let (template, path) = (parts(template), parts(path));
    let is_same = |(expected, given): (&String, &String)| {
        if expected.starts_with('{') { !given.is_empty() } else { expected == given }
    };
    template.len() == path.len() && template.iter().zip(&path).all(is_same)
}

#[cfg(test)]
mod tests {
    use ureq::http::HeaderMap;

    use super::*;

    fn answer(status: u16, content_type: &str, body: &str) -> WholeAnswer {
        let mut headers = HeaderMap::new();
        headers.insert("content-type", content_type.parse().unwrap());
        headers.insert("cache-control", "no-store".parse().unwrap());
        WholeAnswer { status, headers, bytes: body.as_bytes().to_vec() }
    }

    fn mismatch(method: &str, path: &str, answer: &WholeAnswer) -> String {
        DESCRIPTION.mismatch(method, path, answer).unwrap_or_default()
    }

    fn json_mismatch(method: &str, path: &str, status: u16, body: &Value) -> String {
        mismatch(method, path, &answer(status, "application/json", &body.to_string()))
    }

    #[test]
    fn described_response_passes() {
        let detail = json!({ "detail": "Given token not valid for any token type", "code": "token_not_valid" });
        for path in ["/api/user/me", "/api/user/me/", "/api/user/me?a=b"] {
            assert_eq!(json_mismatch("GET", path, 401, &detail), "");
        }
        let message = json!({ "message": "You may not do this.", "errors": {} });
        assert_eq!(json_mismatch("GET", "/user/somebody%40example.com", 403, &message), "");
        assert_eq!(json_mismatch("POST", "/register", 503, &json!({ "message": "Internal server error" })), "");
    }

    #[test]
    fn undescribed_status_is_reported() {
        assert!(json_mismatch("GET", "/api/user/me/", 418, &json!({})).contains("the status is not described"));
        assert!(json_mismatch("GET", "/user/update", 405, &json!({})).contains("the status is not described"));
    }

    #[test]
    fn invalid_body_is_reported() {
        let report = json_mismatch("GET", "/api/user/me/", 401, &json!({ "detail": "no" }));
        assert!(report.contains("\"code\" is a required property"), "{report}");
        let report = json_mismatch("POST", "/api/user/login/", 400, &json!({ "email": ["no"], "more": 1 }));
        assert!(report.contains("'more' was unexpected"), "{report}");
        let report = mismatch("GET", "/api/user/me/", &answer(401, "application/json", "{"));
        assert!(report.contains("not JSON"), "{report}");
        let report = mismatch("GET", "/api/user/me/", &answer(401, "text/html", "no"));
        assert!(report.contains("`text/html` is not described"), "{report}");
        let report = mismatch("GET", "/api/user/media/x.png", &answer(304, "image/png", "no"));
        assert!(report.contains("no header ETag") || report.contains("max-age"), "{report}");
    }

    #[test]
    fn missing_or_wrong_header_is_reported() {
        let mut refused = answer(405, "application/json", r#"{"detail":"Method \"PATCH\" not allowed."}"#);
        assert!(mismatch("PATCH", "/api/user/me/", &refused).contains("no header Allow"));
        refused.headers.insert("allow", "POST".parse().unwrap());
        assert!(
            mismatch("PATCH", "/api/user/me/", &refused)
                .contains("the header Allow: \"GET, HEAD, OPTIONS\" was expected")
        );
        refused.headers.insert("allow", "GET, HEAD, OPTIONS".parse().unwrap());
        assert_eq!(mismatch("PATCH", "/api/user/me/", &refused), "");
    }

    #[test]
    fn undescribed_path_passes() {
        for (method, path) in [("GET", "/nothing/here"), ("PATCH", "/user/profile"), ("GET", "/user/"), ("GET", "/")] {
            assert_eq!(json_mismatch(method, path, 404, &json!({})), "", "{method} {path}");
        }
    }

    #[test]
    fn every_example_matches_its_schema() {
        let mut count = 0;
        for (path, item) in DESCRIPTION.content["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                let body = &operation["requestBody"]["content"]["application/json"];
                for (name, example) in body["examples"].as_object().into_iter().flatten() {
                    let path = path.replace('/', "~1");
                    let schema = format!("/paths/{path}/{method}/requestBody/content/application~1json/schema");
                    assert_eq!(DESCRIPTION.schema_violations(&schema, &example["value"]), None, "{name}");
                    count += 1;
                }
            }
        }
        assert!(count > 0);
    }
}
