//! The rules of Task states: each has a comment, a timeout above its function's, retries of named errors, and a catch.

use serde_json::Value;

use crate::checks::Findings;
use crate::checks::template::{Resource, Template, each};

/// Error names that must not be retried, since they include permanent errors.
const TOO_WIDE: [&str; 2] = ["States.ALL", "States.TaskFailed"];

/// What the check of a state needs to know.
pub struct Context<'a> {
    /// The file name of the definition.
    pub file: &'a str,
    /// The state machine that runs the definition, if there is one.
    pub machine: Option<Resource<'a>>,
    /// The template with the functions.
    pub template: &'a Template,
}

/// The findings about one state.
pub fn check(context: &Context<'_>, name: &str, state: &Value) -> Findings {
    if state["Type"] != "Task" {
        return Findings::new();
    }
    let file = context.file;
    let mut findings = Findings::new();
    if state["Comment"].as_str().is_none_or(str::is_empty) {
        findings.push(format!("{file}: `{name}` has no Comment: say what it does"));
    }
    // A Standard execution that fails at a state can be redriven from it; one that catches the error cannot.
    let is_redrivable = context.machine.is_some_and(|machine| machine.properties["Type"] == "STANDARD");
    let required: &[&str] = if is_redrivable { &["Retry"] } else { &["Retry", "Catch"] };
    for field in required {
        if state[*field].as_array().is_none_or(Vec::is_empty) {
            findings.push(format!("{file}: `{name}` has no {field}"));
        }
    }
    for error in each(&state["Retry"]).flat_map(|retry| each(&retry["ErrorEquals"])).filter_map(Value::as_str) {
        if TOO_WIDE.contains(&error) {
            findings.push(format!("{file}: `{name}` retries {error}: name the transient errors instead"));
        }
    }
    match (state["TimeoutSeconds"].as_u64(), function(context, state)) {
        (None, _) => findings.push(format!("{file}: `{name}` has no TimeoutSeconds that is a number")),
        (Some(seconds), Some(function)) if seconds <= context.template.timeout(function) => findings.push(format!(
            "{file}: `{name}` has TimeoutSeconds {seconds}, but {} has a timeout of {} s: the state's must be longer",
            function.id,
            context.template.timeout(function)
        )),
        _ => {}
    }
    findings
}

/// The function of the template that a state calls, directly or through `lambda:invoke`.
fn function<'a>(context: &Context<'a>, state: &Value) -> Option<Resource<'a>> {
    let named = [&state["Resource"], &state["Arguments"]["FunctionName"], &state["Parameters"]["FunctionName"]];
    named.into_iter().filter_map(Value::as_str).find_map(|text| {
        let substitution = text.strip_prefix("${")?.split('}').next()?;
        let given = &context.machine?.properties["DefinitionSubstitutions"][substitution];
        context.template.referred("AWS::Serverless::Function", given)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Context, check};
    use crate::checks::template::Template;

    fn findings(state: &Value) -> Vec<String> {
        let template = Template::new(json!({"Globals": {"Function": {"Timeout": 5}}, "Resources": {
            "F": {"Type": "AWS::Serverless::Function", "Properties": {"Timeout": 10}},
            "G": {"Type": "AWS::Serverless::Function", "Properties": {}},
            "M": {"Type": "AWS::Serverless::StateMachine", "Properties": {"DefinitionSubstitutions": {
                "F": {"Fn::GetAtt": ["F", "Arn"]}, "G": {"Ref": "G"}}}},
        }}));
        let machine = template.state_machines().next();
        check(&Context { file: "x", machine, template: &template }, "s", state)
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
    fn complete_state_has_no_findings() {
        assert_eq!(findings(&state()), Vec::<String>::new());
        assert_eq!(findings(&json!({"Type": "Succeed"})), Vec::<String>::new());
    }

    #[test]
    fn missing_field_is_found() {
        for (field, message) in [
            ("Comment", "no Comment"),
            ("Retry", "no Retry"),
            ("Catch", "no Catch"),
            ("TimeoutSeconds", "no TimeoutSeconds"),
        ] {
            let found = findings(&with(field, Value::Null));
            assert!(found.len() == 1 && found[0].contains(message), "{found:?}");
        }
        assert!(findings(&with("Retry", json!([])))[0].contains("no Retry"));
    }

    #[test]
    fn retry_of_all_errors_is_found() {
        let found = findings(&with("Retry", json!([{"ErrorEquals": ["States.ALL"]}])));
        assert!(found[0].contains("retries States.ALL"));
    }

    #[test]
    fn timeout_not_above_the_functions_is_found() {
        assert!(findings(&with("TimeoutSeconds", json!(10)))[0].contains("the state's must be longer"));
        let mut invoking = with("Resource", json!("arn:aws:states:::lambda:invoke"));
        invoking["Arguments"] = json!({"FunctionName": "${G}"});
        assert_eq!(findings(&invoking), Vec::<String>::new());
        invoking["TimeoutSeconds"] = json!(5);
        assert!(findings(&invoking)[0].contains("has TimeoutSeconds 5, but G"));
    }
}
