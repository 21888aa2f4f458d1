//! The rules of a Task state: it ends in time, tries again what may pass, and no error is left to chance.

use serde_json::Value;

use crate::checks::Findings;
use crate::checks::template::{Resource, Template, each};

/// Platform names too wide to be tried again: they also hold what will fail each time.
const TOO_WIDE: [&str; 2] = ["States.ALL", "States.TaskFailed"];

/// What a Task state is judged by.
pub struct Surroundings<'a> {
    /// How the file is called.
    pub file: &'a str,
    /// The state machine that runs the definition, if there is one.
    pub machine: Option<Resource<'a>>,
    /// Where the functions are.
    pub template: &'a Template,
}

/// The findings of one state.
pub fn check(around: &Surroundings<'_>, name: &str, state: &Value) -> Findings {
    if state["Type"] != "Task" {
        return Findings::new();
    }
    let file = around.file;
    let mut findings = Findings::new();
    if state["Comment"].as_str().is_none_or(str::is_empty) {
        findings.push(format!("{file}: `{name}` has no Comment that says what it does"));
    }
    // A Standard execution that fails at a state can be redriven from it; one that catches the error cannot.
    let is_redrivable = around.machine.is_some_and(|machine| machine.properties["Type"] == "STANDARD");
    let needed: &[&str] = if is_redrivable { &["Retry"] } else { &["Retry", "Catch"] };
    for field in needed {
        if state[*field].as_array().is_none_or(Vec::is_empty) {
            findings.push(format!("{file}: `{name}` has no {field}"));
        }
    }
    for error in each(&state["Retry"]).flat_map(|retry| each(&retry["ErrorEquals"])).filter_map(Value::as_str) {
        if TOO_WIDE.contains(&error) {
            findings.push(format!("{file}: `{name}` tries again after {error}: name the errors that may pass"));
        }
    }
    match (state["TimeoutSeconds"].as_u64(), function(around, state)) {
        (None, _) => findings.push(format!("{file}: `{name}` has no TimeoutSeconds (as a number)")),
        (Some(seconds), Some(function)) if seconds <= around.template.timeout(function) => findings.push(format!(
            "{file}: `{name}` waits {seconds} s for {}, which may take {} s: a state must outwait its function",
            function.id,
            around.template.timeout(function)
        )),
        _ => {}
    }
    findings
}

/// The function of the template that a state calls, directly or through `lambda:invoke`.
fn function<'a>(around: &Surroundings<'a>, state: &Value) -> Option<Resource<'a>> {
    let named = [&state["Resource"], &state["Arguments"]["FunctionName"], &state["Parameters"]["FunctionName"]];
    named.into_iter().filter_map(Value::as_str).find_map(|text| {
        let substitution = text.strip_prefix("${")?.split('}').next()?;
        let given = &around.machine?.properties["DefinitionSubstitutions"][substitution];
        around.template.referred("AWS::Serverless::Function", given)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Surroundings, check};
    use crate::checks::template::Template;

    fn findings(state: &Value) -> Vec<String> {
        let template = Template::new(json!({"Globals": {"Function": {"Timeout": 5}}, "Resources": {
            "F": {"Type": "AWS::Serverless::Function", "Properties": {"Timeout": 10}},
            "G": {"Type": "AWS::Serverless::Function", "Properties": {}},
            "M": {"Type": "AWS::Serverless::StateMachine", "Properties": {"DefinitionSubstitutions": {
                "F": {"Fn::GetAtt": ["F", "Arn"]}, "G": {"Ref": "G"}}}},
        }}));
        let machine = template.state_machines().next();
        check(&Surroundings { file: "x", machine, template: &template }, "s", state)
    }

    fn state() -> Value {
        json!({"Type": "Task", "Comment": "Works.", "Resource": "${F}", "TimeoutSeconds": 11,
            "Retry": [{"ErrorEquals": ["Unavailable"]}], "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "t"}]})
    }

    fn with(field: &str, value: Value) -> Value {
        let mut state = state();
        state[field] = value;
        state
    }

    #[test]
    fn a_complete_state_is_good() {
        assert_eq!(findings(&state()), Vec::<String>::new());
        assert_eq!(findings(&json!({"Type": "Succeed"})), Vec::<String>::new());
    }

    #[test]
    fn nothing_may_be_missing() {
        for (field, told) in [
            ("Comment", "no Comment"),
            ("Retry", "no Retry"),
            ("Catch", "no Catch"),
            ("TimeoutSeconds", "no TimeoutSeconds"),
        ] {
            let found = findings(&with(field, Value::Null));
            assert!(found.len() == 1 && found[0].contains(told), "{found:?}");
        }
        assert!(findings(&with("Retry", json!([])))[0].contains("no Retry"));
    }

    #[test]
    fn only_named_errors_are_tried_again() {
        let found = findings(&with("Retry", json!([{"ErrorEquals": ["States.ALL"]}])));
        assert!(found[0].contains("tries again after States.ALL"));
    }

    #[test]
    fn a_state_outwaits_its_function() {
        assert!(findings(&with("TimeoutSeconds", json!(10)))[0].contains("must outwait its function"));
        let mut invoking = with("Resource", json!("arn:aws:states:::lambda:invoke"));
        invoking["Arguments"] = json!({"FunctionName": "${G}"});
        assert_eq!(findings(&invoking), Vec::<String>::new());
        invoking["TimeoutSeconds"] = json!(5);
        assert!(findings(&invoking)[0].contains("waits 5 s for G"));
    }
}
