//! The definitions in statemachines/ against template.yaml and the domain's error names.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::checks::task_states::Context;
use crate::checks::template::{Resource, Template, each};
use crate::checks::{Findings, flow, retries, task_states};

/// The definition of a state machine.
pub struct Definition {
    /// Its path in the repository: `statemachines/register-user.asl.json`.
    pub file: String,
    /// Its content.
    pub text: String,
}

/// Reads all definitions in statemachines/.
pub fn read(root: &Path) -> Result<Vec<Definition>> {
    let mut definitions = Vec::new();
    for entry in fs::read_dir(root.join("statemachines")).context("can't list statemachines/")? {
        let entry = entry?;
        if entry.path().is_dir() {
            // The sources, which `Tools::definitions` compares with the definitions.
            continue;
        }
        let file = format!("statemachines/{}", entry.file_name().display());
        let text = fs::read_to_string(entry.path()).with_context(|| format!("can't read {file}"))?;
        definitions.push(Definition { file, text });
    }
    definitions.sort_by(|a, b| a.file.cmp(&b.file));
    Ok(definitions)
}

/// The findings about all definitions; `errors` are the domain's error names.
pub fn check(definitions: &[Definition], template: &Template, errors: &[String]) -> Findings {
    let mut findings = Findings::new();
    for machine in template.state_machines() {
        let uri = definition_uri(machine);
        if !definitions.iter().any(|definition| definition.file == uri) {
            findings.push(format!("template.yaml: {} runs `{uri}`, which does not exist", machine.id));
        }
        findings.extend(logged_data(machine));
    }
    for definition in definitions {
        findings.extend(check_one(definition, template, errors));
    }
    findings
}

fn definition_uri(machine: Resource<'_>) -> &str {
    machine.properties["DefinitionUri"].as_str().unwrap_or_default()
}

/// Users' data must not be in the logs of executions.
fn logged_data(machine: Resource<'_>) -> Findings {
    if machine.properties["Logging"]["IncludeExecutionData"] == false {
        return Findings::new();
    }
    vec![format!("template.yaml: {} must have Logging with IncludeExecutionData: false", machine.id)]
}

fn check_one(definition: &Definition, template: &Template, errors: &[String]) -> Findings {
    let file = definition.file.as_str();
    let json: Value = match serde_json::from_str(&definition.text) {
        Ok(json) => json,
        Err(error) => return vec![format!("{file} is not valid JSON: {error}")],
    };
    let machine = template.state_machines().find(|machine| definition_uri(*machine) == file);
    let mut findings = match machine {
        Some(machine) => substitutions(definition, machine),
        None => vec![format!("{file}: no state machine of template.yaml runs it: set its DefinitionUri")],
    };
    let scopes = flow::scopes(&json);
    if scopes.is_empty() {
        findings.push(format!("{file} has no States"));
    }
    let states = || scopes.iter().flat_map(|scope| scope.states);
    // A state may also catch the error of a Fail state in the same definition.
    let raised = states().filter(|(_, state)| state["Type"] == "Fail").filter_map(|(_, state)| state["Error"].as_str());
    let known: BTreeSet<&str> = raised.chain(errors.iter().map(String::as_str)).collect();
    let context = Context { file, machine, template };
    findings.extend(scopes.iter().flat_map(|scope| flow::check(file, scope)));
    for (name, state) in states() {
        findings.extend(task_states::check(&context, name, state));
        findings.extend(error_names(file, name, state, &known));
        findings.extend(retries::check(file, name, state));
    }
    findings
}

/// Each `${Name}` has a value in template.yaml, and each value is used.
fn substitutions(definition: &Definition, machine: Resource<'_>) -> Findings {
    let (file, id) = (&definition.file, machine.id);
    let used: BTreeSet<&str> = definition.text.split("${").skip(1).filter_map(|rest| rest.split('}').next()).collect();
    let given = machine.properties["DefinitionSubstitutions"].as_object();
    let given: BTreeSet<&str> = given.into_iter().flatten().map(|(name, _)| name.as_str()).collect();
    let missing = used
        .difference(&given)
        .map(|name| format!("{file}: ${{{name}}} is not in DefinitionSubstitutions of {id}: add it"));
    let unused = given
        .difference(&used)
        .map(|name| format!("{file}: ${{{name}}} of DefinitionSubstitutions of {id} is not used: remove it"));
    missing.chain(unused).collect()
}

/// Each error name is the platform's (with a dot), or one that a task can end with.
fn error_names(file: &str, state_name: &str, state: &Value, known: &BTreeSet<&str>) -> Findings {
    let handlers = each(&state["Retry"]).chain(each(&state["Catch"]));
    let names = handlers.flat_map(|handler| each(&handler["ErrorEquals"])).filter_map(Value::as_str);
    let unknown = names.filter(|name| !name.contains('.') && !known.contains(name));
    unknown.map(|name| format!("{file}: `{state_name}` retries or catches {name}, which no task ends with")).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Definition, Findings, Template, check};

    fn template() -> Value {
        json!({"Resources": {"M": {"Type": "AWS::Serverless::StateMachine", "Properties": {
            "DefinitionUri": "statemachines/m.asl.json",
            "DefinitionSubstitutions": {"Table": {"Ref": "T"}},
            "Logging": {"IncludeExecutionData": false},
        }}}})
    }

    fn definition() -> Value {
        json!({"StartAt": "a", "States": {
            "a": {"Type": "Task", "Comment": "Works.", "Resource": "arn:x", "TimeoutSeconds": 5, "Next": "b",
                "Arguments": {"TableName": "${Table}"},
                "Retry": [{"ErrorEquals": ["Unavailable", "DynamoDB.ThrottlingException", "Lambda.Unknown"]}],
                "Catch": [{"ErrorEquals": ["Stopped"], "Next": "b"}, {"ErrorEquals": ["States.ALL"], "Next": "b"}]},
            "b": {"Type": "Fail", "Error": "Stopped"},
        }})
    }

    fn findings(template: Value, text: String) -> Findings {
        let definition = Definition { file: "statemachines/m.asl.json".to_owned(), text };
        check(&[definition], &Template::new(template), &["Unavailable".to_owned()])
    }

    fn finds(template: Value, definition: &Value, message: &str) {
        let found = findings(template, definition.to_string());
        assert!(found.len() == 1 && found[0].contains(message), "{found:?}");
    }

    #[test]
    fn valid_definition_has_no_findings() {
        assert_eq!(findings(template(), definition().to_string()), Findings::new());
    }

    #[test]
    fn definition_without_states_is_found() {
        assert!(findings(template(), "{".to_owned())[0].contains("is not valid JSON"));
        finds(template(), &json!({"x": "${Table}"}), "has no States");
    }

    #[test]
    fn missing_and_unused_substitutions_are_found() {
        let mut unused = template();
        unused["Resources"]["M"]["Properties"]["DefinitionSubstitutions"]["Unused"] = json!("x");
        finds(unused, &definition(), "${Unused} of DefinitionSubstitutions of M is not used");
        let mut missing = definition();
        missing["Comment"] = json!("${More}");
        finds(template(), &missing, "${More} is not in DefinitionSubstitutions of M");
    }

    #[test]
    fn wrong_definition_uri_is_found_on_both_sides() {
        let mut elsewhere = template();
        elsewhere["Resources"]["M"]["Properties"]["DefinitionUri"] = json!("statemachines/n.asl.json");
        let found = findings(elsewhere, definition().to_string());
        assert!(found[0].contains("`statemachines/n.asl.json`, which does not exist"), "{found:?}");
        assert!(found[1].contains("no state machine of template.yaml runs it"), "{found:?}");
    }

    #[test]
    fn error_name_that_no_task_ends_with_is_found() {
        for place in ["/States/a/Retry/0/ErrorEquals/0", "/States/a/Catch/0/ErrorEquals/0"] {
            let mut typo = definition();
            *typo.pointer_mut(place).unwrap() = json!("Unavailabel");
            finds(template(), &typo, "retries or catches Unavailabel, which no task ends with");
        }
    }

    #[test]
    fn checks_of_states_and_transitions_are_run() {
        let mut slow = definition();
        slow["States"]["a"]["TimeoutSeconds"] = Value::Null;
        finds(template(), &slow, "no TimeoutSeconds");
        let mut unreachable = definition();
        unreachable["States"]["c"] = json!({"Type": "Succeed"});
        finds(template(), &unreachable, "the state `c` is unreachable");
        let mut impatient = definition();
        impatient["States"]["a"]["Resource"] = json!("arn:x:states:::dynamodb:getItem");
        impatient["States"]["a"]["Retry"] = json!([{
            "ErrorEquals": ["DynamoDB.ProvisionedThroughputExceededException", "DynamoDB.ThrottlingException",
                "DynamoDB.RequestLimitExceeded", "DynamoDB.RequestLimitExceededException"],
        }]);
        finds(template(), &impatient, "must retry throttling");
    }

    #[test]
    fn logged_execution_data_is_found() {
        for logging in [json!(null), json!({"IncludeExecutionData": true})] {
            let mut logged = template();
            logged["Resources"]["M"]["Properties"]["Logging"] = logging;
            finds(logged, &definition(), "IncludeExecutionData: false");
        }
    }
}
