//! The states of parallel branches, from a workflow's definition in `statemachines/`.

use serde_json::Value;

use usher_end_to_end::stack::checkout;

/// The definition of a workflow.
pub(super) struct Definition(Value);

/// A state that was entered.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct State {
    pub name: String,
    pub is_task: bool,
}

impl Definition {
    /// Reads the definition of this workflow.
    pub fn of(workflow: &str) -> Self {
        let path = checkout().join(format!("statemachines/{workflow}.asl.json"));
        Self(serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap())
    }

    /// A state that was entered and, if it is `Parallel`, the states of its branches, on the path without a loop.
    pub fn with_branches(&self, name: &str) -> Vec<State> {
        let state = &self.0["States"][name];
        let branches = state["Branches"].as_array().into_iter().flatten();
        let itself = State { name: name.to_owned(), is_task: state["Type"] == "Task" };
        std::iter::once(itself).chain(branches.flat_map(path)).collect()
    }
}

/// The states of a branch from its start to its end. A Choice takes its default.
fn path(branch: &Value) -> Vec<State> {
    let mut states = Vec::new();
    let mut next = branch["StartAt"].as_str();
    while let Some(name) = next {
        let state = &branch["States"][name];
        states.push(State { name: name.to_owned(), is_task: state["Type"] == "Task" });
        next = state["Next"].as_str().or_else(|| state["Default"].as_str());
    }
    states
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Definition;

    #[test]
    fn parallel_state_includes_its_branches() {
        let definition = Definition(json!({ "States": {
            "first": { "Type": "Task", "Next": "both" },
            "both": { "Type": "Parallel", "Branches": [
                { "StartAt": "left", "States": { "left": { "Type": "Pass", "End": true } } },
                { "StartAt": "work", "States": {
                    "work": { "Type": "Task", "Next": "more" },
                    "more": { "Type": "Choice", "Choices": [{ "Next": "work" }], "Default": "done" },
                    "done": { "Type": "Pass", "End": true },
                } },
            ] },
        } }));
        let names = |state| -> Vec<_> { definition.with_branches(state).into_iter().map(|state| state.name).collect() };

        assert_eq!(names("first"), ["first"]);
        assert_eq!(names("both"), ["both", "left", "work", "more", "done"]);
        assert_eq!(definition.with_branches("both").iter().filter(|state| state.is_task).count(), 1);
    }
}
