//! The functions of template.yaml: each runs a package, has its own role, and logs to the one log group with a retention.

use std::collections::BTreeMap;

use crate::checks::Findings;
use crate::checks::template::{Resource, Template, referred_id};

/// The findings about the template's functions; `packages` are those in crates/endpoints and crates/tasks.
pub fn check(template: &Template, packages: &[String]) -> Findings {
    let mut findings = Findings::new();
    let log_group = &template.globals()["LoggingConfig"]["LogGroup"];
    if template.referred("AWS::Logs::LogGroup", log_group).is_none() {
        findings.push("template.yaml: the functions have no log group: set LoggingConfig in Globals".to_owned());
    }
    let mut owners: BTreeMap<&str, &str> = BTreeMap::new();
    let mut programs: Vec<&str> = Vec::new();
    for function in template.functions() {
        if !function.properties["LoggingConfig"].is_null() {
            findings
                .push(format!("template.yaml: {} has a log group of its own: remove its LoggingConfig", function.id));
        }
        match referred_id(&function.properties["Role"]) {
            Some(role) if template.of_type("AWS::IAM::Role").any(|resource| resource.id == role) => {
                if let Some(other) = owners.insert(role, function.id) {
                    findings.push(format!(
                        "template.yaml: {other} and {} share the role {role}: give each its own",
                        function.id
                    ));
                }
            }
            _ => findings
                .push(format!("template.yaml: {} has no role of its own: set Role: !GetAtt …Role.Arn", function.id)),
        }
        match program(function) {
            Some(name) if packages.iter().any(|package| package == name) => programs.push(name),
            _ => findings.push(format!(
                "template.yaml: the CodeUri of {} must be target/lambda/<package>/, for a package in crates/endpoints \
                 or crates/tasks",
                function.id
            )),
        }
    }
    for package in packages.iter().filter(|package| !programs.contains(&package.as_str())) {
        findings.push(format!(
            "template.yaml: no function runs the package {package}: add one with CodeUri: target/lambda/{package}/"
        ));
    }
    for group in template.of_type("AWS::Logs::LogGroup").filter(|group| group.properties["RetentionInDays"].is_null()) {
        findings.push(format!("template.yaml: the log group {} never expires its logs: set RetentionInDays", group.id));
    }
    findings
}

fn program(function: Resource<'_>) -> Option<&str> {
    function.properties["CodeUri"].as_str()?.strip_prefix("target/lambda/").map(|name| name.trim_end_matches('/'))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Findings, Template, check};

    fn template() -> Value {
        json!({"Globals": {"Function": {"LoggingConfig": {"LogGroup": {"Ref": "L"}}}}, "Resources": {
            "F": {"Type": "AWS::Serverless::Function", "Properties": {"Role": {"Fn::GetAtt": ["R", "Arn"]},
                "CodeUri": "target/lambda/session-login/"}},
            "R": {"Type": "AWS::IAM::Role", "Properties": {}},
            "L": {"Type": "AWS::Logs::LogGroup", "Properties": {"RetentionInDays": {"Ref": "Days"}}},
        }})
    }

    fn findings(template: Value, packages: &[&str]) -> Findings {
        check(&Template::new(template), &packages.iter().map(ToString::to_string).collect::<Vec<_>>())
    }

    fn finds(place: &str, value: Value, message: &str) {
        let mut template = template();
        let (parent, key) = place.rsplit_once('/').unwrap();
        template.pointer_mut(&format!("/Resources/{parent}")).unwrap()[key] = value;
        let found = findings(template, &["session-login"]);
        assert!(found.first().is_some_and(|finding| finding.contains(message)), "{found:?}");
    }

    #[test]
    fn complete_function_has_no_findings() {
        assert_eq!(findings(template(), &["session-login"]), Findings::new());
    }

    #[test]
    fn shared_or_missing_role_is_found() {
        let mut shared = template();
        shared["Resources"]["G"] = shared["Resources"]["F"].clone();
        assert!(findings(shared, &["session-login"])[0].contains("F and G share the role R"));
        finds("F/Properties/Role", json!(null), "F has no role of its own");
        finds("F/Properties/Role", json!("arn:aws:iam::1:role/x"), "F has no role of its own");
    }

    #[test]
    fn missing_own_or_unlimited_log_group_is_found() {
        let mut without = template();
        without["Globals"] = json!(null);
        assert!(findings(without, &["session-login"])[0].contains("the functions have no log group"));
        finds("F/Properties/LoggingConfig", json!({"LogGroup": {"Ref": "L"}}), "F has a log group of its own");
        finds("L/Properties", json!({}), "L never expires its logs");
    }

    #[test]
    fn package_without_function_is_found() {
        finds("F/Properties/CodeUri", json!("target/lambda/other/"), "the CodeUri of F");
        assert!(
            findings(template(), &["session-login", "session-me"])[0]
                .contains("no function runs the package session-me")
        );
    }
}
