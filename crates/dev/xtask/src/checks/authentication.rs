//! Authentication in template.yaml: the user pool has the domain's password rule, users cannot change at Cognito what
//! Usher relies on, the gateway accepts access tokens only, and functions get the issuer of the pool's tokens.

use serde_json::{Value, json};

use crate::checks::Findings;
use crate::checks::template::{Template, each};

/// Only access tokens have scopes, so a method that requires one rejects ID tokens.
const SCOPE: &str = "aws.cognito.signin.user.admin";

/// The only attribute that users can write at Cognito with their access token; Usher does not use it. Without a list
/// they can write every standard attribute (Cognito API reference, `UserPoolClientType`); an empty list is not
/// documented.
const WRITABLE: &str = "locale";

/// The issuer in the tokens of the user pool (Cognito developer guide, "Verifying JSON web tokens").
const ISSUER: &str = "https://cognito-idp.${AWS::Region}.${AWS::URLSuffix}/${UserPool}";

/// The findings; `min_password_length` is the domain's.
pub fn check(template: &Template, min_password_length: u64) -> Findings {
    let mut findings = Findings::new();
    if template.globals()["Environment"]["Variables"]["TOKEN_ISSUER"]["Fn::Sub"] != ISSUER {
        findings.push(format!("template.yaml: TOKEN_ISSUER in Globals must be !Sub \"{ISSUER}\", in every partition"));
    }
    for pool in template.of_type("AWS::Cognito::UserPool") {
        let length = &pool.properties["Policies"]["PasswordPolicy"]["MinimumLength"];
        if *length != min_password_length {
            findings.push(format!(
                "template.yaml: the MinimumLength of {} is {length}, but crates/domain/src/password.rs requires \
                 {min_password_length} characters",
                pool.id
            ));
        }
    }
    for client in template.of_type("AWS::Cognito::UserPoolClient") {
        if client.properties["WriteAttributes"] != json!([WRITABLE]) {
            findings.push(format!(
                "template.yaml: {} must have WriteAttributes: [{WRITABLE}]; otherwise users can change their address and \
                 name at Cognito",
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
                    "template.yaml: {} must require the scope {SCOPE}; otherwise it accepts ID tokens",
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

    use super::{Findings, ISSUER, Template, check};

    fn findings(length: &Value, auth: &Value) -> Findings {
        findings_of(length, auth, &json!(["locale"]))
    }

    fn findings_of(length: &Value, auth: &Value, writable: &Value) -> Findings {
        check(&Template::new(template(length, auth, writable, ISSUER)), 8)
    }

    fn template(length: &Value, auth: &Value, writable: &Value, issuer: &str) -> Value {
        let variables = json!({"Variables": {"TOKEN_ISSUER": {"Fn::Sub": issuer}}});
        json!({"Globals": {"Function": {"Environment": variables}}, "Resources": {
            "C": {"Type": "AWS::Cognito::UserPoolClient", "Properties": {"WriteAttributes": writable}},
            "P": {"Type": "AWS::Cognito::UserPool", "Properties": {"Policies": {"PasswordPolicy": {"MinimumLength": length}}}},
            "F": {"Type": "AWS::Serverless::Function", "Properties": {"Events": {"Call": {"Properties": {"Auth": auth}}}}},
        }})
    }

    #[test]
    fn same_rule_and_scope_have_no_findings() {
        let scoped = json!({"Authorizer": "SignedIn", "AuthorizationScopes": ["aws.cognito.signin.user.admin"]});
        assert_eq!(findings(&json!(8), &scoped), Findings::new());
        assert_eq!(findings(&json!(8), &json!(null)), Findings::new());
    }

    #[test]
    fn issuer_of_one_partition_is_found() {
        let issuer = "https://cognito-idp.${AWS::Region}.amazonaws.com/${UserPool}";
        let template = template(&json!(8), &json!(null), &json!(["locale"]), issuer);
        assert!(check(&Template::new(template), 8)[0].contains("TOKEN_ISSUER"));
    }

    #[test]
    fn different_password_length_is_found() {
        for length in [json!(6), json!(null)] {
            assert!(findings(&length, &json!(null))[0].contains("the MinimumLength of P"));
        }
    }

    #[test]
    fn client_with_more_writable_attributes_is_found() {
        for writable in
            [json!(null), json!([]), json!(["name"]), json!(["locale", "email"]), json!(["custom:accepted_terms"])]
        {
            assert!(findings_of(&json!(8), &json!(null), &writable)[0].contains("WriteAttributes"), "{writable}");
        }
    }

    #[test]
    fn method_that_accepts_id_tokens_is_found() {
        assert!(findings(&json!(8), &json!({"Authorizer": "SignedIn"}))[0].contains("otherwise it accepts ID tokens"));
    }
}
