//! What HTTP clients and browsers expect of each path in template.yaml: HEAD wherever there is GET, a response to
//! OPTIONS, and the same headers on all responses of the gateway itself.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::checks::Findings;
use crate::checks::template::Template;

/// One method on one path.
struct Route<'a> {
    function: &'a str,
    method: String,
    path: &'a str,
    auth: &'a Value,
}

/// The findings about the API's methods.
pub fn check(template: &Template) -> Findings {
    let routes = routes(template);
    let mut findings = Findings::new();
    let has = |method: &str, path: &str| routes.iter().any(|route| route.method == method && route.path == path);
    for get in routes.iter().filter(|route| route.method == "get") {
        let is_same = |head: &&Route<'_>| {
            head.method == "head" && head.path == get.path && head.function == get.function && head.auth == get.auth
        };
        if !routes.iter().any(|route| is_same(&route)) {
            findings.push(format!(
                "template.yaml: {} serves GET {} but not HEAD: add an event for HEAD with the same Auth",
                get.function, get.path
            ));
        }
    }
    for (path, function) in routes.iter().map(|route| (route.path, route.function)).collect::<BTreeMap<_, _>>() {
        if !has("options", path) && !has("any", path) {
            findings.push(format!(
                "template.yaml: no function answers OPTIONS {path}, which {function} serves: add an event for it"
            ));
        }
    }
    findings.extend(template.of_type("AWS::Serverless::Api").flat_map(|api| gateway_headers(api.properties)));
    findings
}

fn routes(template: &Template) -> Vec<Route<'_>> {
    let routes = template.functions().flat_map(|function| {
        let events = function.properties["Events"].as_object().into_iter().flat_map(|events| events.values());
        events.filter(|event| event["Type"] == "Api").map(move |event| {
            let text = |name: &str| event["Properties"][name].as_str().unwrap_or_default();
            let auth = &event["Properties"]["Auth"];
            Route { function: function.id, method: text("Method").to_lowercase(), path: text("Path"), auth }
        })
    });
    routes.collect()
}

/// All gateway responses have the same headers; a 401 also has `WWW-Authenticate`.
fn gateway_headers(api: &Value) -> Findings {
    let responses = api["GatewayResponses"].as_object();
    let of = |response: &Value| {
        let mut headers = response["ResponseParameters"]["Headers"].as_object().cloned().unwrap_or_default();
        headers.remove("WWW-Authenticate");
        headers
    };
    let first = responses.and_then(|responses| responses.values().next()).map(of).unwrap_or_default();
    let mut findings = Findings::new();
    for (name, response) in responses.into_iter().flatten() {
        if of(response) != first {
            findings.push(format!(
                "template.yaml: the gateway response {name} has other headers than the first one: make them the same"
            ));
        }
        let is_challenged = !response["ResponseParameters"]["Headers"]["WWW-Authenticate"].is_null();
        if (response["StatusCode"] == 401) != is_challenged {
            findings.push(format!(
                "template.yaml: the gateway response {name} must have WWW-Authenticate if it is a 401, and only then"
            ));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Template, check};

    fn template() -> Value {
        let api = |method: &str, path: &str, auth: Value| json!({"Type": "Api", "Properties": {"Method": method, "Path": path, "Auth": auth}});
        let auth = json!({"Authorizer": "SignedIn"});
        let response =
            |status: u16, headers: Value| json!({"StatusCode": status, "ResponseParameters": {"Headers": headers}});
        json!({"Resources": {
            "Api": {"Type": "AWS::Serverless::Api", "Properties": {"GatewayResponses": {
                "THROTTLED": response(429, json!({"Vary": "'Origin'"})),
                "UNAUTHORIZED": response(401, json!({"Vary": "'Origin'", "WWW-Authenticate": "'Bearer'"})),
            }}},
            "Get": {"Type": "AWS::Serverless::Function", "Properties": {"Events": {
                "Call": api("get", "/user", auth.clone()), "Head": api("head", "/user", auth)}}},
            "Log": {"Type": "AWS::Serverless::Function", "Properties": {"Events": {
                "Call": api("post", "/login", Value::Null)}}},
            "Refuse": {"Type": "AWS::Serverless::Function", "Properties": {"Events": {
                "User": api("options", "/user", Value::Null), "Login": api("any", "/login", Value::Null)}}},
        }})
    }

    fn finds(place: &str, value: Value, message: &str) {
        let mut template = template();
        *template.pointer_mut(&format!("/Resources/{place}")).unwrap() = value;
        let found = check(&Template::new(template));
        assert!(found.len() == 1 && found[0].contains(message), "{found:?}");
    }

    #[test]
    fn complete_methods_have_no_findings() {
        assert!(check(&Template::new(template())).is_empty());
    }

    #[test]
    fn get_without_head_is_found() {
        finds("Get/Properties/Events/Head/Properties/Method", json!("put"), "serves GET /user but not HEAD");
        finds("Get/Properties/Events/Head/Properties/Auth", Value::Null, "with the same Auth");
    }

    #[test]
    fn path_without_options_is_found() {
        finds("Refuse/Properties/Events/User/Properties/Method", json!("delete"), "answers OPTIONS /user");
        finds("Refuse/Properties/Events/Login/Properties/Method", json!("put"), "answers OPTIONS /login");
    }

    #[test]
    fn gateway_response_with_other_headers_is_found() {
        let at = "Api/Properties/GatewayResponses";
        let headers = json!({"Vary": "'*'", "WWW-Authenticate": "'Bearer'"});
        finds(&format!("{at}/UNAUTHORIZED/ResponseParameters/Headers"), headers, "UNAUTHORIZED has other headers");
        finds(&format!("{at}/UNAUTHORIZED/StatusCode"), json!(403), "if it is a 401, and only then");
    }
}
