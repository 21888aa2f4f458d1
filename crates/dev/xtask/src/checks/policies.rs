//! Least privilege: policies allow named actions on named resources, and roles have no managed policies.

use serde_json::Value;

use crate::checks::Findings;
use crate::checks::template::{Template, on_aws};

/// Actions that cannot be restricted to a resource, with the page of AWS that says so.
const WITHOUT_RESOURCES: [(&[&str], &str); 1] = [(
    &[
        "logs:CreateLogDelivery",
        "logs:GetLogDelivery",
        "logs:UpdateLogDelivery",
        "logs:DeleteLogDelivery",
        "logs:ListLogDeliveries",
        "logs:PutResourcePolicy",
        "logs:DescribeResourcePolicies",
        "logs:DescribeLogGroups",
    ],
    "Step Functions developer guide, Logging using CloudWatch Logs",
)];

/// The findings about all policies of a template; `file` is its file name.
pub fn check(file: &str, template: &Template) -> Findings {
    let mut findings = Findings::new();
    for (kind, resource) in template.all() {
        let id = resource.id;
        if kind == "AWS::IAM::Role" && !resource.properties["ManagedPolicyArns"].is_null() {
            findings.push(format!("{file}: {id} has a managed policy: list the actions in its own policy instead"));
        }
        if kind == "AWS::Serverless::Function" && !resource.properties["Policies"].is_null() {
            findings.push(format!("{file}: {id} has Policies: move them to its role"));
        }
        for statement in statements(resource.properties) {
            findings.extend(check_statement(file, id, statement));
        }
    }
    findings
}

/// Every statement of every policy anywhere in these properties.
fn statements(value: &Value) -> Vec<&Value> {
    match value {
        Value::Object(fields) => fields
            .iter()
            .flat_map(|(name, inner)| if name == "Statement" { on_aws(inner) } else { statements(inner) })
            .collect(),
        Value::Array(items) => items.iter().flat_map(statements).collect(),
        _ => Vec::new(),
    }
}

/// `Deny` statements may use wildcards.
fn check_statement(file: &str, id: &str, statement: &Value) -> Findings {
    let mut findings = Findings::new();
    if statement["Effect"] == "Deny" {
        return findings;
    }
    for inverse in ["NotAction", "NotResource", "NotPrincipal"] {
        if !statement[inverse].is_null() {
            findings.push(format!("{file}: {id} allows everything but its {inverse}: name what it allows instead"));
        }
    }
    let actions = || on_aws(&statement["Action"]).into_iter().filter_map(Value::as_str);
    for action in actions().filter(|action| action.contains('*')) {
        findings.push(format!("{file}: {id} allows the action {action}: name each action without a wildcard"));
    }
    if on_aws(&statement["Resource"]).into_iter().any(|resource| resource == "*") {
        for action in actions().filter(|action| !WITHOUT_RESOURCES.iter().any(|(known, _)| known.contains(action))) {
            findings.push(format!("{file}: {id} allows {action} on every resource: name the resource"));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Findings, Template, check};

    fn findings(statement: &Value) -> Findings {
        let policies = json!([{"PolicyDocument": {"Statement": [statement]}}]);
        check(
            "template.yaml",
            &Template::new(
                json!({"Resources": {"R": {"Type": "AWS::IAM::Role", "Properties": {"Policies": policies}}}}),
            ),
        )
    }

    fn finds(statement: &Value, message: &str) {
        let found = findings(statement);
        assert!(found.len() == 1 && found[0].contains(message), "{found:?}");
    }

    #[test]
    fn named_actions_and_resources_have_no_findings() {
        for good in [
            json!({"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": {"Fn::GetAtt": ["T", "Arn"]}}),
            json!({"Effect": "Allow", "Action": ["logs:CreateLogDelivery"], "Resource": "*"}),
            json!({"Effect": "Deny", "Action": "s3:*", "Resource": "*"}),
            json!({"Effect": "Allow", "Action": "ses:SendEmail", "Resource": {"Fn::If": ["OnEmulator", "*", ["x", "y"]]}}),
        ] {
            assert_eq!(findings(&good), Findings::new());
        }
    }

    #[test]
    fn wildcards_are_found() {
        finds(&json!({"Effect": "Allow", "Action": "*", "Resource": "x"}), "allows the action *");
        finds(&json!({"Effect": "Allow", "Action": ["s3:Get*"], "Resource": "x"}), "allows the action s3:Get*");
        finds(
            &json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": ["*"]}),
            "s3:GetObject on every resource",
        );
        finds(
            &json!({"Effect": "Allow", "Action": "ses:SendEmail", "Resource": "*",
                "Condition": {"StringEqualsIfExists": {"ses:FromAddress": "a@b.example"}}}),
            "ses:SendEmail on every resource",
        );
        for wide in [json!({"Fn::If": ["OnEmulator", "x", "*"]}), json!({"Fn::If": ["Other", ["*"], "x"]})] {
            finds(&json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": wide}), "on every resource");
        }
        finds(
            &json!({"Effect": "Allow", "NotAction": "s3:GetObject", "Resource": "x"}),
            "allows everything but its NotAction",
        );
    }

    #[test]
    fn managed_policies_are_found() {
        let managed = json!({"Resources": {
            "R": {"Type": "AWS::IAM::Role", "Properties": {"ManagedPolicyArns": ["x"]}},
            "F": {"Type": "AWS::Serverless::Function", "Properties": {"Policies": ["x"]}},
        }});
        let found = check("template.yaml", &Template::new(managed));
        assert!(found.iter().any(|f| f.contains("R has a managed policy")), "{found:?}");
        assert!(found.iter().any(|f| f.contains("F has Policies")), "{found:?}");
    }
}
