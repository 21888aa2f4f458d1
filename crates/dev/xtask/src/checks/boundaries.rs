//! Crate boundaries: checks dependencies and source text against the table in layers.rs.

use crate::checks::Findings;
use crate::checks::layers::{DIALECTS, EVIDENCE, Layer, MAX_MAIN_LINES};
use crate::checks::workspace::{Crate, Source};

/// The findings about the workspace.
pub fn check(crates: &[Crate]) -> Findings {
    let mut findings = Findings::new();
    for this in crates {
        let Some(layer) = Layer::of(&this.folder) else {
            findings.push(format!(
                "{} belongs to no layer: assign its folder to one in crates/dev/xtask/src/checks/layers.rs",
                this.folder
            ));
            continue;
        };
        findings.extend(forbidden_dependencies(this, layer));
        findings.extend(rules_of_dependencies(this, layer, crates));
        findings.extend(inherited_lints(this));
        match layer {
            Layer::Domain => findings.extend(no_clock_or_environment(this)),
            Layer::Wire => findings.extend(no_other_dialect(this)),
            Layer::Endpoint | Layer::Task => findings.extend(function(this, layer)),
            Layer::Aws
            | Layer::LambdaKit
            | Layer::Messages
            | Layer::Part
            | Layer::Webhook
            | Layer::Testkit
            | Layer::EndToEnd
            | Layer::Bill
            | Layer::Tool => {}
        }
    }
    findings
}

/// Dependencies, also those of tests, that the crate's layer forbids.
fn forbidden_dependencies(this: &Crate, layer: Layer) -> Findings {
    let rules = layer.rules();
    let forbidden =
        this.dependencies.iter().filter(|d| rules.forbidden.iter().any(|pattern| matches(pattern, &d.name)));
    forbidden.map(|d| format!("{} must not depend on {}: {}", this.name, d.name, rules.reason)).collect()
}

fn matches(pattern: &str, name: &str) -> bool {
    pattern.strip_suffix('*').map_or(pattern == name, |prefix| name.starts_with(prefix))
}

/// No crate may depend on functions and tools, and only tests on the test kit.
fn rules_of_dependencies(this: &Crate, layer: Layer, crates: &[Crate]) -> Findings {
    let mut findings = Findings::new();
    for dependency in &this.dependencies {
        let Some(other) = crates.iter().find(|other| other.name == dependency.name) else { continue };
        let Some(other_layer) = Layer::of(&other.folder) else { continue };
        if other_layer.rules().dependents.is_some_and(|dependents| !dependents.contains(&layer)) {
            findings.push(format!(
                "{} must not depend on {}: functions and tools are not libraries",
                this.name, other.name
            ));
        }
        if other_layer == Layer::Testkit && !dependency.is_for_tests() && !Layer::TEST_CODE.contains(&layer) {
            findings
                .push(format!("{} may depend on {} only in [dev-dependencies]: move it there", this.name, other.name));
        }
    }
    findings
}

fn inherited_lints(this: &Crate) -> Findings {
    let lines: Vec<String> = this.manifest.lines().map(|line| line.replace(' ', "")).collect();
    let has_section = lines.windows(2).any(|pair| pair[0] == "[lints]" && pair[1] == "workspace=true");
    if has_section || lines.iter().any(|line| line == "lints.workspace=true") {
        return Findings::new();
    }
    vec![format!("{}/Cargo.toml does not inherit the workspace's lints: add [lints] workspace = true", this.folder)]
}

/// Time and configuration are parameters in the domain. (clippy.toml bans the calls everywhere, this also the types.)
fn no_clock_or_environment(this: &Crate) -> Findings {
    let mut findings = Findings::new();
    for source in &this.sources {
        let file = shown(this, source);
        if source.tokens.after("std").contains(&"env") {
            findings.push(format!("{file} uses std::env: pass the configuration to the domain as a parameter"));
        }
        for clock in ["SystemTime", "Instant"] {
            if source.tokens.contains(clock) {
                findings.push(format!("{file} uses {clock}: pass the time to the domain as a parameter"));
            }
        }
    }
    findings
}

/// A dialect must not use another dialect, and a shared module none at all.
fn no_other_dialect(this: &Crate) -> Findings {
    let mut findings = Findings::new();
    for source in this.sources.iter().filter(|source| source.path != "src/lib.rs") {
        let module = source.path.trim_start_matches("src/").split(['/', '.']).next().unwrap_or_default();
        let used = source.tokens.after("crate").into_iter().chain(source.tokens.after("super"));
        for other in used.filter(|name| DIALECTS.contains(name) && *name != module) {
            findings.push(format!(
                "{} uses the dialect `{other}`: move what both need to a shared module",
                shown(this, source)
            ));
        }
    }
    findings
}

/// The rules of an endpoint or a task.
fn function(this: &Crate, layer: Layer) -> Findings {
    let mut findings = Findings::new();
    let group = this.name.split('-').next().unwrap_or_default();
    let own_dialect = (layer == Layer::Endpoint).then_some(group);
    if layer == Layer::Endpoint && !DIALECTS.contains(&group) {
        findings.push(format!(
            "{} is named after no document: rename it to <document>-<verb>, such as session-login",
            this.name
        ));
    }
    for source in &this.sources {
        let file = shown(this, source);
        if source.path == "src/main.rs" {
            if source.tokens.contains("Connection") && !source.tokens.contains("open") {
                findings.push(format!(
                    "{file} creates a Connection but does not open it during init: call connection.open().await"
                ));
            }
            if source.lines > MAX_MAIN_LINES {
                findings.push(format!(
                    "{file} has {} lines, more than {MAX_MAIN_LINES}: move its logic to lib.rs",
                    source.lines
                ));
            }
        } else if let Some(name) = source.tokens.roots().find(|root| *root == "usher_aws" || root.starts_with("aws_")) {
            findings.push(format!("{file} uses {name}: only main.rs may use the adapters; the rest uses ports"));
        }
        if let Some(own) = own_dialect {
            for (from, only) in [("usher_wire", own), ("usher_messages", EVIDENCE)] {
                for name in source.tokens.after(from).into_iter().filter(|name| *name != only) {
                    findings.push(format!("{file} uses {from}::{name}: of {from} it may only use {only}"));
                }
            }
        }
    }
    findings
}

fn shown(this: &Crate, source: &Source) -> String {
    format!("{}/{}", this.folder, source.path)
}

#[cfg(test)]
mod tests {
    use super::{Crate, Findings, Layer, Source, check};
    use crate::checks::workspace::Dependency;

    fn crate_in(folder: &str, name: &str) -> Crate {
        let manifest = "[package]\n\n[lints]\nworkspace = true\n".to_owned();
        Crate {
            name: name.to_owned(),
            folder: folder.to_owned(),
            dependencies: Vec::new(),
            manifest,
            sources: Vec::new(),
        }
    }

    impl Crate {
        fn using(mut self, name: &str) -> Self {
            self.dependencies.push(Dependency::new(name, false));
            self
        }

        fn testing_with(mut self, name: &str) -> Self {
            self.dependencies.push(Dependency::new(name, true));
            self
        }

        fn with(mut self, path: &str, text: &str) -> Self {
            self.sources.push(Source::new(path.to_owned(), text));
            self
        }
    }

    fn endpoint() -> Crate {
        crate_in("crates/endpoints/session-login", "session-login")
    }

    fn task() -> Crate {
        crate_in("crates/tasks/get-user", "get-user")
    }

    fn only(findings: &Findings) -> &str {
        assert_eq!(findings.len(), 1, "{findings:?}");
        &findings[0]
    }

    #[test]
    fn valid_workspace_has_no_findings() {
        let crates = [
            crate_in("crates/domain", "usher-domain").using("time").testing_with("proptest"),
            crate_in("crates/aws", "usher-aws")
                .using("usher-domain")
                .using("aws-sdk-dynamodb")
                .testing_with("usher-testkit"),
            crate_in("crates/wire", "usher-wire").using("usher-domain").using("serde").using("http"),
            crate_in("crates/messages", "usher-messages").using("usher-domain").using("serde"),
            crate_in("crates/lambda-kit", "usher-lambda-kit").using("aws_lambda_events").using("lambda_http"),
            crate_in("crates/dev/testkit", "usher-testkit").using("usher-wire"),
            crate_in("crates/dev/end-to-end", "usher-end-to-end").using("usher-testkit").using("usher-aws"),
            crate_in("crates/dev/xtask", "xtask").using("serde"),
            endpoint()
                .using("usher-aws")
                .testing_with("usher-testkit")
                .with("src/main.rs", "use usher_aws::Users;")
                .with("src/lib.rs", "use usher_wire::session::{self, Body}; use usher_messages::evidence::Acceptance;"),
            task().with("src/lib.rs", "use usher_messages::{Message, evidence::Certificate};"),
        ];
        assert_eq!(check(&crates), Findings::new());
    }

    #[test]
    fn connection_that_is_not_opened_is_found() {
        let findings_of_main = |text: &str| check(&[endpoint().using("usher-aws").with("src/main.rs", text)]);
        let findings = findings_of_main("let connection = Connection::from_environment()?; serve(endpoint).await");
        assert!(only(&findings).contains("does not open it during init"), "{findings:?}");
        let good = "let connection = Connection::from_environment()?; connection.open().await; serve(endpoint).await";
        assert_eq!(findings_of_main(good), Findings::new());
    }

    #[test]
    fn each_forbidden_dependency_is_found() {
        let folders = [
            "crates/domain",
            "crates/aws",
            "crates/messages",
            "crates/wire",
            "crates/lambda-kit",
            "crates/endpoints/session-login",
            "crates/tasks/get-user",
            "crates/picture",
            "crates/webhook",
            "crates/dev/testkit",
            "crates/dev/end-to-end",
            "crates/dev/measure/bill",
            "crates/operator",
        ];
        assert_eq!(folders.map(|folder| Layer::of(folder).unwrap()), Layer::ALL);
        for folder in folders {
            let rules = Layer::of(folder).unwrap().rules();
            assert!(!rules.forbidden.is_empty(), "{folder}");
            for pattern in rules.forbidden {
                let forbidden = pattern.replace('*', "x");
                let name = folder.rsplit('/').next().unwrap();
                for this in [crate_in(folder, name).using(&forbidden), crate_in(folder, name).testing_with(&forbidden)]
                {
                    assert!(only(&check(&[this])).contains(&format!("must not depend on {forbidden}")));
                }
            }
        }
    }

    #[test]
    fn crate_without_a_layer_is_found() {
        assert!(only(&check(&[crate_in("crates/helpers", "helpers")])).contains("belongs to no layer"));
    }

    #[test]
    fn dependency_on_a_function_or_tool_is_found() {
        for other in [endpoint(), task(), crate_in("crates/operator", "operator")] {
            let user = crate_in("crates/aws", "usher-aws").testing_with(&other.name);
            assert!(only(&check(&[user, other])).contains("functions and tools are not libraries"));
        }
    }

    #[test]
    fn only_the_bill_uses_the_end_to_end_suite() {
        let suite = || crate_in("crates/dev/end-to-end", "usher-end-to-end");
        let bill = || crate_in("crates/dev/measure/bill", "usher-bill");
        assert_eq!(check(&[suite().testing_with("usher-bill"), bill().using("usher-end-to-end")]), Findings::new());
        for folder in ["crates/dev/xtask", "crates/dev/measure/bench"] {
            let tool = crate_in(folder, "tool").using("usher-bill");
            assert!(only(&check(&[tool, bill()])).contains("functions and tools are not libraries"));
            assert!(
                only(&check(&[crate_in(folder, "tool").using("usher-end-to-end")])).contains("only the bill may use")
            );
        }
        let tool = crate_in("crates/dev/xtask", "xtask");
        assert!(only(&check(&[suite().using("xtask"), tool])).contains("functions and tools are not libraries"));
    }

    #[test]
    fn test_kit_as_a_normal_dependency_is_found() {
        let crates = [endpoint().using("usher-testkit"), crate_in("crates/dev/testkit", "usher-testkit")];
        assert!(only(&check(&crates)).contains("only in [dev-dependencies]"));
    }

    #[test]
    fn crate_without_the_workspace_lints_is_found() {
        for manifest in ["[package]", "[lints.rust]\nworkspace = true", "[lints]\nrust.unsafe_code = \"allow\""] {
            let this = Crate { manifest: manifest.to_owned(), ..endpoint() };
            assert!(only(&check(&[this])).contains("does not inherit the workspace's lints"));
        }
    }

    #[test]
    fn clock_or_environment_in_the_domain_is_found() {
        for (text, finding) in [
            ("use std::env;", "uses std::env"),
            ("use std::{env, fmt};", "uses std::env"),
            ("std::time::SystemTime::now()", "uses SystemTime"),
            ("use std::time::Instant;", "uses Instant"),
        ] {
            let this = crate_in("crates/domain", "usher-domain").with("src/user.rs", text);
            assert!(only(&check(&[this])).contains(finding), "{text}");
        }
    }

    #[test]
    fn dialect_that_uses_another_is_found() {
        for (path, text) in [
            ("src/session.rs", "use crate::directory::Body;"),
            ("src/session.rs", "use super::directory;"),
            ("src/session/body.rs", "use crate::{json, admin};"),
            ("src/json.rs", "crate::account::refusal()"),
        ] {
            let this = crate_in("crates/wire", "usher-wire").with(path, text);
            assert!(only(&check(&[this])).contains("uses the dialect"), "{path}: {text}");
        }
        let own = crate_in("crates/wire", "usher-wire").with("src/session/body.rs", "use crate::session::Answer;");
        assert_eq!(check(&[own]), Findings::new());
    }

    #[test]
    fn handler_that_uses_an_adapter_is_found() {
        for text in ["use usher_aws::Users;", "fn f(_: aws_sdk_s3::Client) {}", "use aws_sdk_s3 as s3;"] {
            for this in [endpoint(), task()] {
                assert!(only(&check(&[this.with("src/read.rs", text)])).contains("only main.rs may use the adapters"));
            }
        }
    }

    #[test]
    fn main_with_31_lines_is_found() {
        let this = endpoint().with("src/main.rs", &"\n".repeat(31));
        assert!(only(&check(&[this])).contains("has 31 lines"));
    }

    #[test]
    fn endpoint_that_uses_another_dialect_is_found() {
        for text in [
            "use usher_wire::admin;",
            "use usher_wire::{session, admin};",
            "use usher_wire::*;",
            "use usher_wire as w;",
        ] {
            let message = "of usher_wire it may only use session";
            assert!(only(&check(&[endpoint().with("src/lib.rs", text)])).contains(message), "{text}");
        }
        let other_module = endpoint().with("src/lib.rs", "use usher_messages::RegisterUserInput;");
        assert!(only(&check(&[other_module])).contains("of usher_messages it may only use evidence"));
        let nameless = crate_in("crates/endpoints/login", "login");
        assert!(only(&check(&[nameless])).contains("is named after no document"));
    }

    #[test]
    fn task_that_uses_a_dialect_is_found() {
        assert!(only(&check(&[task().using("usher-wire")])).contains("never to a client"));
    }
}
