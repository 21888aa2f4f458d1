//! openapi.yaml against template.yaml: both have the same operations. Its examples are the bodies of the test events.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::checks::template::Template;
use crate::checks::{Findings, events};
use crate::process;

/// The keys of a path item that are operations.
const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
/// In template.yaml: every method of the path that has no function of its own.
const ANY: &str = "ANY";
/// The methods that openapi.yaml describes once for all paths (checks/methods.rs checks that they are served).
const EVERYWHERE: [&str; 3] = [ANY, "HEAD", "OPTIONS"];

/// The content of openapi.yaml.
pub struct Description(Value);

/// The test events by name: `session/login`.
pub type Events = BTreeMap<String, Value>;

struct Operation<'a> {
    path: &'a str,
    route: String,
    content: &'a Value,
}

impl Description {
    /// Parses the output of `infra/local/yaml_to_json.py`; `reader` is the command that runs it.
    pub fn read(reader: &mut Command) -> Result<Self> {
        let json = process::capture(reader, "").context("can't read openapi.yaml")?;
        serde_json::from_str(&json).map(Self).context("infra/local/yaml_to_json.py did not print JSON")
    }

    fn operations(&self) -> impl Iterator<Item = Operation<'_>> {
        self.0["paths"].as_object().into_iter().flatten().flat_map(|(path, item)| {
            METHODS.iter().filter_map(move |method| {
                Some(Operation { path, route: route(method, path), content: item.get(*method)? })
            })
        })
    }
}

/// Reads the test events.
pub fn read_events(root: &Path) -> Result<Events> {
    let read = |event: events::Event| {
        let text = fs::read(root.join(format!("events/{}.json", event.name)))?;
        let content =
            serde_json::from_slice(&text).with_context(|| format!("events/{}.json is not valid JSON", event.name))?;
        Ok((event.name, content))
    };
    events::read(root)?.into_iter().map(read).collect()
}

/// The findings about openapi.yaml.
pub fn check(description: &Description, template: &Template, events: &Events) -> Findings {
    let routes = routes(template);
    let described: BTreeSet<String> = description.operations().map(|operation| operation.route).collect();
    let mut findings = Findings::new();
    let is_everywhere = |route: &&String| EVERYWHERE.iter().any(|method| route.starts_with(method));
    for route in routes.difference(&described).filter(|route| !is_everywhere(route)) {
        findings.push(format!("openapi.yaml has no operation {route}, which template.yaml serves: describe it"));
    }
    for operation in description.operations() {
        if !routes.contains(&operation.route) {
            findings.push(format!(
                "openapi.yaml: template.yaml does not serve {}: add the event or remove the operation",
                operation.route
            ));
        }
        findings.extend(other_methods(&operation, &routes));
        findings.extend(examples(&operation, events));
    }
    findings
}

fn route(method: &str, path: &str) -> String {
    format!("{} {path}", method.to_uppercase())
}

fn routes(template: &Template) -> BTreeSet<String> {
    let events =
        template.functions().flat_map(|function| function.properties["Events"].as_object().into_iter().flatten());
    let api = events.map(|(_, event)| event).filter(|event| event["Type"] == "Api").map(|event| &event["Properties"]);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    api.map(|properties| route(&text(&properties["Method"]), &text(&properties["Path"]))).collect()
}

/// An operation documents 405 if, and only if, its path has a function for all other methods.
fn other_methods(operation: &Operation<'_>, routes: &BTreeSet<String>) -> Option<String> {
    let is_served = routes.contains(&route(ANY, operation.path));
    let is_described = !operation.content["responses"]["405"].is_null();
    match (is_served, is_described) {
        (true, false) => Some(format!(
            "openapi.yaml: {} has no response 405, but template.yaml has a function for the other methods: add it",
            operation.route
        )),
        (false, true) => Some(format!(
            "openapi.yaml: {} has a response 405, but template.yaml has no function for other methods: remove it",
            operation.route
        )),
        _ => None,
    }
}

/// Each example of a request body is the body of the event `<first tag>/<name of the example>`.
fn examples(operation: &Operation<'_>, events: &Events) -> Findings {
    let group = operation.content["tags"][0].as_str().unwrap_or_default();
    let body = &operation.content["requestBody"]["content"]["application/json"];
    let examples = body["examples"].as_object().into_iter().flatten();
    examples
        .filter_map(|(name, example)| example_differs(operation, &format!("{group}/{name}"), &example["value"], events))
        .collect()
}

fn example_differs(operation: &Operation<'_>, name: &str, value: &Value, events: &Events) -> Option<String> {
    let about = format!("openapi.yaml: an example of {} ", operation.route);
    let Some(event) = events.get(name) else {
        return Some(format!("{about}is named after events/{name}.json, which does not exist"));
    };
    let text = |field: &str| event[field].as_str().unwrap_or_default();
    if route(text("httpMethod"), text("resource")) != operation.route {
        return Some(format!("{about}is named after events/{name}.json, which is an event of another route"));
    }
    let sent: Option<Value> = serde_json::from_str(text("body")).ok();
    (sent.as_ref() != Some(value)).then(|| format!("{about}is not the body of events/{name}.json: make both the same"))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Description, Events, Findings, Template, check};

    fn description() -> Value {
        let login = json!({
            "tags": ["session"],
            "requestBody": {"content": {"application/json": {"examples": {"login": {"value": {"email": "a@b.de"}}}}}},
            "responses": {"200": {}, "405": {}},
        });
        json!({"paths": {
            "/login": {"post": login},
            "/user/{email}": {"parameters": [], "get": {"tags": ["directory"], "responses": {"200": {}}}},
        }})
    }

    fn template() -> Value {
        let api = |method: &str, path: &str| json!({"Type": "Api", "Properties": {"Method": method, "Path": path}});
        json!({"Resources": {
            "Login": {"Type": "AWS::Serverless::Function", "Properties": {"Events": {"Api": api("post", "/login")}}},
            "Get": {"Type": "AWS::Serverless::Function", "Properties": {"Events": {"Api": api("get", "/user/{email}")}}},
            "Refuse": {"Type": "AWS::Serverless::Function", "Properties": {"Events": {
                "Login": api("any", "/login"), "Preflight": api("options", "/{proxy+}"), "Daily": {"Type": "Schedule", "Properties": {}}}}},
            "Task": {"Type": "AWS::Serverless::Function", "Properties": {}},
        }})
    }

    fn event() -> Value {
        json!({"resource": "/login", "httpMethod": "POST", "body": "{\"email\": \"a@b.de\"}"})
    }

    fn findings(description: Value, template: Value, event: Value) -> Findings {
        let events = Events::from([("session/login".to_owned(), event)]);
        check(&Description(description), &Template::new(template), &events)
    }

    fn finds(description: Value, template: Value, event: Value, message: &str) {
        let found = findings(description, template, event);
        assert!(found.len() == 1 && found[0].contains(message), "{found:?}");
    }

    #[test]
    fn complete_description_has_no_findings() {
        assert_eq!(findings(description(), template(), event()), Findings::new());
    }

    #[test]
    fn route_without_operation_is_found() {
        let mut incomplete = description();
        incomplete["paths"].as_object_mut().unwrap().remove("/user/{email}");
        finds(incomplete, template(), event(), "openapi.yaml has no operation GET /user/{email}");
    }

    #[test]
    fn operation_without_route_is_found() {
        let mut wrong = description();
        wrong["paths"]["/user/{email}"]["delete"] = json!({"responses": {}});
        finds(wrong, template(), event(), "template.yaml does not serve DELETE /user/{email}");
    }

    #[test]
    fn response_405_is_documented_where_it_is_served() {
        let mut missing = description();
        missing["paths"]["/login"]["post"]["responses"] = json!({});
        finds(missing, template(), event(), "POST /login has no response 405");
        let mut wrong = description();
        wrong["paths"]["/user/{email}"]["get"]["responses"]["405"] = json!({});
        finds(wrong, template(), event(), "GET /user/{email} has a response 405");
    }

    #[test]
    fn an_example_is_the_body_of_its_event() {
        let with = |field: &str, value: &str| {
            let mut event = event();
            event[field] = json!(value);
            event
        };
        for body in [r#"{"email": "other"}"#, "{", ""] {
            finds(description(), template(), with("body", body), "is not the body of events/session/login.json");
        }
        for (field, value) in [("resource", "/register"), ("httpMethod", "PUT")] {
            finds(description(), template(), with(field, value), "which is an event of another route");
        }
        let mut unnamed = description();
        unnamed["paths"]["/login"]["post"]["tags"] = json!(["account"]);
        finds(unnamed, template(), event(), "events/account/login.json, which does not exist");
    }
}
