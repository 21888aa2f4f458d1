//! The definitions in statemachines/ against template.yaml and the domain: what one names, the other has.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::checks::tasks::Surroundings;
use crate::checks::template::{Resource, Template, each};
use crate::checks::{Findings, flow, retries, tasks};

/// A definition.
pub struct Definition {
    /// From the repository: `statemachines/register-user.asl.json`.
    pub file: String,
    /// Its text.
    pub text: String,
}

/// Every definition in statemachines/.
pub fn read(root: &Path) -> Result<Vec<Definition>> {
    let mut definitions = Vec::new();
    for entry in fs::read_dir(root.join("statemachines")).context("can't list statemachines")? {
        let entry = entry?;
        let file = format!("statemachines/{}", entry.file_name().display());
        let text = fs::read_to_string(entry.path()).with_context(|| format!("can't read {file}"))?;
        definitions.push(Definition { file, text });
    }
    definitions.sort_by(|a, b| a.file.cmp(&b.file));
    Ok(definitions)
}

/// The findings of all definitions; `errors` are the names that the domain's errors have.
pub fn check(definitions: &[Definition], template: &Template, errors: &[String]) -> Findings {
    let mut findings = Findings::new();
    for machine in template.state_machines() {
        let uri = definition_uri(machine);
        if !definitions.iter().any(|definition| definition.file == uri) {
            findings.push(format!("template.yaml: {} runs `{uri}`, which is not there", machine.id));
        }
        findings.extend(is_discreet(machine));
    }
    for definition in definitions {
        findings.extend(check_one(definition, template, errors));
    }
    findings
}

fn definition_uri(machine: Resource<'_>) -> &str {
    machine.properties["DefinitionUri"].as_str().unwrap_or_default()
}

/// What people typed stays out of the logs of executions.
fn is_discreet(machine: Resource<'_>) -> Findings {
    if machine.properties["Logging"]["IncludeExecutionData"] == false {
        return Findings::new();
    }
    vec![format!("template.yaml: {} needs Logging with IncludeExecutionData: false", machine.id)]
}

fn check_one(definition: &Definition, template: &Template, errors: &[String]) -> Findings {
    let file = definition.file.as_str();
    let json: Value = match serde_json::from_str(&definition.text) {
        Ok(json) => json,
        Err(error) => return vec![format!("{file} is no JSON: {error}")],
    };
    let machine = template.state_machines().find(|machine| definition_uri(*machine) == file);
    let mut findings = match machine {
        Some(machine) => substitutions(definition, machine),
        None => vec![format!("{file}: no state machine of template.yaml runs it")],
    };
    let scopes = flow::scopes(&json);
    if scopes.is_empty() {
        findings.push(format!("{file} has no States"));
    }
    let states = || scopes.iter().flat_map(|scope| scope.states);
    // A state may also catch what a Fail state of the same definition ends with.
    let own = states().filter(|(_, state)| state["Type"] == "Fail").filter_map(|(_, state)| state["Error"].as_str());
    let known: BTreeSet<&str> = own.chain(errors.iter().map(String::as_str)).collect();
    let around = Surroundings { file, machine, template };
    findings.extend(scopes.iter().flat_map(|scope| flow::check(file, scope)));
    for (name, state) in states() {
        findings.extend(tasks::check(&around, name, state));
        findings.extend(error_names(file, name, state, &known));
        findings.extend(retries::check(file, name, state));
    }
    findings
}

/// Each `${Name}` is given, and each given name is used.
fn substitutions(definition: &Definition, machine: Resource<'_>) -> Findings {
    let (file, id) = (&definition.file, machine.id);
    let used: BTreeSet<&str> = definition.text.split("${").skip(1).filter_map(|rest| rest.split('}').next()).collect();
    let given = machine.properties["DefinitionSubstitutions"].as_object();
    let given: BTreeSet<&str> = given.into_iter().flatten().map(|(name, _)| name.as_str()).collect();
    let missing = used.difference(&given).map(|name| format!("{file}: {id} gives no value for ${{{name}}}"));
    let idle = given.difference(&used).map(|name| format!("{file}: ${{{name}}}, which {id} gives, is not used"));
    missing.chain(idle).collect()
}

/// Each error name is the platform's (they have a dot) or one that a task can end with.
fn error_names(file: &str, state_name: &str, state: &Value, known: &BTreeSet<&str>) -> Findings {
    let handlers = each(&state["Retry"]).chain(each(&state["Catch"]));
    let names = handlers.flat_map(|handler| each(&handler["ErrorEquals"])).filter_map(Value::as_str);
    let unknown = names.filter(|name| !name.contains('.') && !known.contains(name));
    unknown.map(|name| format!("{file}: `{state_name}` waits for the error {name}, which no task ends with")).collect()
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

    fn finds(template: Value, definition: &Value, told: &str) {
        let found = findings(template, definition.to_string());
        assert!(found.len() == 1 && found[0].contains(told), "{found:?}");
    }

    #[test]
    fn a_good_definition_has_no_findings() {
        assert_eq!(findings(template(), definition().to_string()), Findings::new());
    }

    #[test]
    fn a_definition_is_json_with_states() {
        assert!(findings(template(), "{".to_owned())[0].contains("is no JSON"));
        finds(template(), &json!({"x": "${Table}"}), "has no States");
    }

    #[test]
    fn substitutions_are_given_and_used() {
        let mut idle = template();
        idle["Resources"]["M"]["Properties"]["DefinitionSubstitutions"]["Idle"] = json!("x");
        finds(idle, &definition(), "${Idle}, which M gives, is not used");
        let mut greedy = definition();
        greedy["Comment"] = json!("${More}");
        finds(template(), &greedy, "M gives no value for ${More}");
    }

    #[test]
    fn a_definition_and_its_machine_find_each_other() {
        let mut elsewhere = template();
        elsewhere["Resources"]["M"]["Properties"]["DefinitionUri"] = json!("statemachines/n.asl.json");
        let found = findings(elsewhere, definition().to_string());
        assert!(found[0].contains("`statemachines/n.asl.json`, which is not there"), "{found:?}");
        assert!(found[1].contains("no state machine of template.yaml runs it"), "{found:?}");
    }

    #[test]
    fn an_error_name_is_one_that_a_task_can_end_with() {
        for place in ["/States/a/Retry/0/ErrorEquals/0", "/States/a/Catch/0/ErrorEquals/0"] {
            let mut typo = definition();
            *typo.pointer_mut(place).unwrap() = json!("Unavailabel");
            finds(template(), &typo, "the error Unavailabel, which no task ends with");
        }
    }

    #[test]
    fn the_rules_of_states_hold_here_too() {
        let mut slow = definition();
        slow["States"]["a"]["TimeoutSeconds"] = Value::Null;
        finds(template(), &slow, "no TimeoutSeconds");
        let mut lost = definition();
        lost["States"]["c"] = json!({"Type": "Succeed"});
        finds(template(), &lost, "nothing leads to the state `c`");
        let mut hasty = definition();
        hasty["States"]["a"]["Resource"] = json!("arn:x:states:::dynamodb:getItem");
        hasty["States"]["a"]["Retry"] = json!([{
            "ErrorEquals": ["DynamoDB.ProvisionedThroughputExceededException", "DynamoDB.ThrottlingException",
                "DynamoDB.RequestLimitExceeded", "DynamoDB.RequestLimitExceededException"],
        }]);
        finds(template(), &hasty, "retries throttling less than");
    }

    #[test]
    fn executions_log_no_data() {
        for logging in [json!(null), json!({"IncludeExecutionData": true})] {
            let mut talkative = template();
            talkative["Resources"]["M"]["Properties"]["Logging"] = logging;
            finds(talkative, &definition(), "IncludeExecutionData: false");
        }
    }
}
