//! Resource names that start with the stack's name must not exceed AWS's limits. A `Rules` assertion cannot check this:
//! its functions know neither `AWS::StackName` nor lengths (CloudFormation Template Reference, "Rule functions").

use serde_json::Value;

use crate::checks::Findings;
use crate::checks::template::Template;

/// The maximum length of the stack's name, in characters (docs/deploying.md); the nested templates reject a longer one.
const MAX_STACK_NAME: usize = 42;

/// The stack's name in a resource name: in template.yaml, and in a nested template, where it is a parameter.
const PREFIXES: [&str; 2] = ["${AWS::StackName}", "${Name}"];

/// A resource type, the property with its name, and the maximum length (the type's page in the CloudFormation Template
/// Reference). Resources of other types are named by CloudFormation.
const NAMED: [(&str, &[&str], usize); 9] = [
    ("AWS::Serverless::Function", &["FunctionName"], 64),
    ("AWS::Serverless::StateMachine", &["Name"], 80),
    ("AWS::IAM::Role", &["RoleName"], 64),
    ("AWS::Events::Rule", &["Name"], 64),
    ("AWS::SQS::Queue", &["QueueName"], 80),
    ("AWS::SES::Template", &["Template", "TemplateName"], 64),
    ("AWS::ElasticLoadBalancingV2::LoadBalancer", &["Name"], 32),
    ("AWS::ElasticLoadBalancingV2::TargetGroup", &["Name"], 32),
    ("AWS::Cognito::UserPool", &["UserPoolName"], 128),
];

/// The findings about a template; `file` is its file name.
pub fn check(file: &str, template: &Template) -> Findings {
    let mut findings = Findings::new();
    for (kind, resource) in template.all() {
        let Some((_, path, limit)) = NAMED.iter().find(|(named, ..)| *named == kind) else { continue };
        let name = path.iter().fold(resource.properties, |value, field| &value[*field]);
        let longest = max_length(name);
        if longest > *limit {
            findings.push(format!(
                "{file}: the name of {} has {longest} characters if the stack's name has {MAX_STACK_NAME}, but AWS allows \
                 {limit}: shorten it",
                resource.id
            ));
        }
    }
    findings
}

/// The maximum length of a name. Only the stack's name varies in it.
fn max_length(name: &Value) -> usize {
    let text = name["Fn::Sub"].as_str().or(name.as_str()).unwrap_or_default();
    let expanded =
        PREFIXES.iter().fold(text.to_owned(), |text, prefix| text.replace(prefix, &"x".repeat(MAX_STACK_NAME)));
    expanded.chars().count()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Template, check};

    fn findings(name: &str) -> Vec<String> {
        let function = json!({"Type": "AWS::Serverless::Function", "Properties": {"FunctionName": {"Fn::Sub": name}}});
        check("template.yaml", &Template::new(json!({"Resources": {"F": function}})))
    }

    #[test]
    fn name_of_64_characters_fits() {
        assert!(findings(&format!("${{AWS::StackName}}-{}", "x".repeat(21))).is_empty());
    }

    #[test]
    fn name_of_65_characters_is_found() {
        let found = findings(&format!("${{AWS::StackName}}-{}", "x".repeat(22)));
        assert!(found.len() == 1 && found[0].contains("the name of F has 65 characters"), "{found:?}");
    }

    #[test]
    fn names_in_nested_templates_are_checked() {
        let named = json!({"Template": {"TemplateName": {"Fn::Sub": format!("${{Name}}{}", "x".repeat(23))}}});
        let mail = json!({"Resources": {"M": {"Type": "AWS::SES::Template", "Properties": named}}});
        assert_eq!(check("infra/mail.yaml", &Template::new(mail)).len(), 1);
    }
}
