//! The transitions of a state machine: every target exists, and every state is reachable.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::checks::Findings;

/// States that can transition to each other: those of a definition, of a branch of a Parallel state, or of a Map state.
pub struct Scope<'a> {
    start: Option<&'a str>,
    /// The states by name.
    pub states: &'a Map<String, Value>,
}

/// All scopes of a definition, the outermost first.
pub fn scopes(definition: &Value) -> Vec<Scope<'_>> {
    let Some(states) = definition["States"].as_object() else { return Vec::new() };
    let mut found = vec![Scope { start: definition["StartAt"].as_str(), states }];
    for state in states.values() {
        for inner in
            state["Branches"].as_array().into_iter().flatten().chain([&state["ItemProcessor"], &state["Iterator"]])
        {
            found.extend(scopes(inner));
        }
    }
    found
}

/// The findings about one scope.
pub fn check(file: &str, scope: &Scope<'_>) -> Findings {
    let mut findings = Findings::new();
    let Some(start) = scope.start else { return vec![format!("{file}: a definition or branch has no StartAt")] };
    let mut reached = BTreeSet::new();
    let mut open = vec![("StartAt", start)];
    while let Some((from, name)) = open.pop() {
        let Some(state) = scope.states.get(name) else {
            findings.push(format!("{file}: `{from}` leads to `{name}`, which does not exist"));
            continue;
        };
        if reached.insert(name) {
            open.extend(targets(state).into_iter().map(|target| (name, target)));
        }
    }
    let unreachable = scope.states.keys().filter(|name| !reached.contains(name.as_str()));
    findings
        .extend(unreachable.map(|name| format!("{file}: the state `{name}` is unreachable: remove it or lead to it")));
    findings
}

fn targets(state: &Value) -> Vec<&str> {
    let lists = ["Choices", "Catch"].into_iter().flat_map(|list| state[list].as_array().into_iter().flatten());
    let nested = lists.map(|entry| &entry["Next"]);
    nested.chain([&state["Next"], &state["Default"]]).filter_map(Value::as_str).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{check, scopes};

    fn findings(definition: &Value) -> Vec<String> {
        scopes(definition).iter().flat_map(|scope| check("x", scope)).collect()
    }

    fn definition() -> Value {
        json!({"StartAt": "a", "States": {
            "a": {"Type": "Task", "Next": "b", "Catch": [{"Next": "d"}]},
            "b": {"Type": "Choice", "Choices": [{"Next": "c"}], "Default": "d"},
            "c": {"Type": "Parallel", "End": true, "Branches": [{"StartAt": "e", "States": {"e": {"Type": "Succeed"}}}]},
            "d": {"Type": "Fail"},
        }})
    }

    #[test]
    fn connected_definition_has_no_findings() {
        assert_eq!(findings(&definition()), Vec::<String>::new());
    }

    #[test]
    fn missing_target_is_found() {
        for place in [
            "/StartAt",
            "/States/a/Next",
            "/States/a/Catch/0/Next",
            "/States/b/Choices/0/Next",
            "/States/b/Default",
            "/States/c/Branches/0/StartAt",
        ] {
            let mut broken = definition();
            *broken.pointer_mut(place).unwrap() = json!("nowhere");
            assert!(
                findings(&broken).iter().any(|f| f.contains("leads to `nowhere`, which does not exist")),
                "{place}"
            );
        }
    }

    #[test]
    fn unreachable_state_is_found() {
        let mut broken = definition();
        broken["States"]["lonely"] = json!({"Type": "Task", "Next": "lonely"});
        broken["States"]["c"]["Branches"][0]["States"]["alone"] = json!({"Type": "Succeed"});
        assert_eq!(
            findings(&broken),
            [
                "x: the state `lonely` is unreachable: remove it or lead to it",
                "x: the state `alone` is unreachable: remove it or lead to it",
            ]
        );
    }
}
