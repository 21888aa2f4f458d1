//! Who gets in: the user pool's rule for passwords is the domain's, people cannot change at Cognito what Usher relies on, and
//! the gateway takes access tokens only.

use serde_json::{Value, json};

use crate::checks::Findings;
use crate::checks::template::{Template, each};

/// Only an access token has scopes; a method that asks for one refuses ID tokens.
const SCOPE: &str = "aws.cognito.signin.user.admin";

/// The one attribute that the holder of an access token may write at Cognito: one that Usher does not use. Left out, the list
/// means every standard attribute (Cognito API reference, `UserPoolClientType`), and what an empty one means is not said.
const WRITABLE: &str = "locale";

/// The findings; `smallest_password` is the domain's.
pub fn check(template: &Template, smallest_password: u64) -> Findings {
    let mut findings = Findings::new();
    for pool in template.of_type("AWS::Cognito::UserPool") {
        let length = &pool.properties["Policies"]["PasswordPolicy"]["MinimumLength"];
        if *length != smallest_password {
            findings.push(format!(
                "template.yaml: {} takes passwords from {length} characters on, crates/domain/src/password.rs from {smallest_password}",
                pool.id
            ));
        }
    }
    for client in template.of_type("AWS::Cognito::UserPoolClient") {
        if client.properties["WriteAttributes"] != json!([WRITABLE]) {
            findings.push(format!(
                "template.yaml: {} must have WriteAttributes: [{WRITABLE}], or people change their address and name past Usher",
                client.id
            ));
        }
    }
    for function in template.functions() {
        for event in function.properties["Events"].as_object().into_iter().flat_map(|events| events.values()) {
            let auth = &event["Properties"]["Auth"];
            let has_scope = each(&auth["AuthorizationScopes"]).any(|scope| scope == SCOPE);
            if !matches!(&auth["Authorizer"], Value::Null) && auth["Authorizer"] != "NONE" && !has_scope {
                findings.push(format!(
                    "template.yaml: {} must ask for the scope {SCOPE}, or it takes ID tokens",
                    function.id
                ));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Findings, Template, check};

    fn findings(length: &Value, auth: &Value) -> Findings {
        findings_of(length, auth, &json!(["locale"]))
    }

    fn findings_of(length: &Value, auth: &Value, writable: &Value) -> Findings {
        let template = json!({"Resources": {
            "C": {"Type": "AWS::Cognito::UserPoolClient", "Properties": {"WriteAttributes": writable}},
            "P": {"Type": "AWS::Cognito::UserPool", "Properties": {"Policies": {"PasswordPolicy": {"MinimumLength": length}}}},
            "F": {"Type": "AWS::Serverless::Function", "Properties": {"Events": {"Call": {"Properties": {"Auth": auth}}}}},
        }});
        check(&Template::new(template), 8)
    }

    #[test]
    fn one_rule_and_a_scope_are_good() {
        let scoped = json!({"Authorizer": "SignedIn", "AuthorizationScopes": ["aws.cognito.signin.user.admin"]});
        assert_eq!(findings(&json!(8), &scoped), Findings::new());
        assert_eq!(findings(&json!(8), &json!(null)), Findings::new());
    }

    #[test]
    fn another_rule_for_passwords_is_found() {
        for length in [json!(6), json!(null)] {
            assert!(findings(&length, &json!(null))[0].contains("takes passwords from"));
        }
    }

    #[test]
    fn a_client_that_writes_more_is_found() {
        for writable in
            [json!(null), json!([]), json!(["name"]), json!(["locale", "email"]), json!(["custom:accepted_terms"])]
        {
            assert!(findings_of(&json!(8), &json!(null), &writable)[0].contains("WriteAttributes"), "{writable}");
        }
    }

    #[test]
    fn a_method_that_takes_id_tokens_is_found() {
        assert!(findings(&json!(8), &json!({"Authorizer": "SignedIn"}))[0].contains("or it takes ID tokens"));
    }
}
