//! Names that begin with the stack's name fit what AWS takes. A `Rules` assertion cannot hold this: its functions compare
//! parameters, and know neither `AWS::StackName` nor a length (CloudFormation Template Reference, "Rule functions").

use serde_json::Value;

use crate::checks::Findings;
use crate::checks::template::Template;

/// How long the stack's name may be; docs/deploying.md says so, and the nested templates refuse a longer one.
const STACK_NAME: usize = 42;

/// How a name begins that is made of the stack's: in template.yaml, and in a nested template, which is given it.
const PREFIXES: [&str; 2] = ["${AWS::StackName}", "${Name}"];

/// A type, the property that names it, and the most characters that AWS takes (the resource's page in the CloudFormation
/// Template Reference). What is not named here gets a name of CloudFormation's, which fits.
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

/// The findings of a template, which is read from this file.
pub fn check(file: &str, template: &Template) -> Findings {
    let mut findings = Findings::new();
    for (kind, resource) in template.all() {
        let Some((_, path, limit)) = NAMED.iter().find(|(named, ..)| *named == kind) else { continue };
        let name = path.iter().fold(resource.properties, |value, field| &value[*field]);
        let longest = longest(name);
        if longest > *limit {
            findings.push(format!(
                "{file}: the name of {} has {longest} characters in a stack whose name has {STACK_NAME}; AWS takes {limit}",
                resource.id
            ));
        }
    }
    findings
}

/// How long a name can get: nothing else that varies stands in one.
fn longest(name: &Value) -> usize {
    let text = name["Fn::Sub"].as_str().or(name.as_str()).unwrap_or_default();
    let own = PREFIXES.iter().fold(text.to_owned(), |text, prefix| text.replace(prefix, &"x".repeat(STACK_NAME)));
    own.chars().count()
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
    fn names_in_nested_templates_are_looked_at() {
        let named = json!({"Template": {"TemplateName": {"Fn::Sub": format!("${{Name}}{}", "x".repeat(23))}}});
        let mail = json!({"Resources": {"M": {"Type": "AWS::SES::Template", "Properties": named}}});
        assert_eq!(check("infra/mail.yaml", &Template::new(mail)).len(), 1);
    }
}
