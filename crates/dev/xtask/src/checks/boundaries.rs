//! Whether every crate stays in its room: the rules behind the table in rooms.rs.

use crate::checks::Findings;
use crate::checks::rooms::{DIALECTS, EVIDENCE, MAIN_LINES, Room};
use crate::checks::workspace::{Crate, Source};

/// The workspace's findings.
pub fn check(crates: &[Crate]) -> Findings {
    let mut findings = Findings::new();
    for this in crates {
        let Some(room) = Room::of(&this.folder) else {
            findings.push(format!(
                "{} is in no room: give its folder one in crates/dev/xtask/src/checks/rooms.rs",
                this.folder
            ));
            continue;
        };
        findings.extend(own_wall(this, room));
        findings.extend(walls_of_others(this, room, crates));
        findings.extend(inherited_lints(this));
        match room {
            Room::Domain => findings.extend(no_surroundings(this)),
            Room::Wire => findings.extend(no_other_dialect(this)),
            Room::Endpoint | Room::Task => findings.extend(function(this, room)),
            Room::Aws
            | Room::LambdaKit
            | Room::Messages
            | Room::Part
            | Room::Webhook
            | Room::Testkit
            | Room::EndToEnd
            | Room::Bill
            | Room::Tool => {}
        }
    }
    findings
}

/// No dependency, be it of the code or of its tests, is behind the room's wall.
fn own_wall(this: &Crate, room: Room) -> Findings {
    let wall = room.wall();
    let refused = this.dependencies.iter().filter(|d| wall.never.iter().any(|pattern| matches(pattern, &d.name)));
    refused.map(|d| format!("{} may not depend on {}: {}", this.name, d.name, wall.why)).collect()
}

fn matches(pattern: &str, name: &str) -> bool {
    pattern.strip_suffix('*').map_or(pattern == name, |start| name.starts_with(start))
}

/// Functions and tools are used by nobody, and the test kit by tests alone.
fn walls_of_others(this: &Crate, room: Room, crates: &[Crate]) -> Findings {
    let mut findings = Findings::new();
    for dependency in &this.dependencies {
        let Some(other) = crates.iter().find(|other| other.name == dependency.name) else { continue };
        let Some(other_room) = Room::of(&other.folder) else { continue };
        if other_room.wall().users.is_some_and(|users| !users.contains(&room)) {
            findings.push(format!(
                "{} may not depend on {}: nothing is built on a function or a tool",
                this.name, other.name
            ));
        }
        if other_room == Room::Testkit && !dependency.is_for_tests() && !Room::WITH_TESTS.contains(&room) {
            findings.push(format!("{} may depend on {} under [dev-dependencies] only", this.name, other.name));
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

/// Time and settings come in as parameters. (clippy.toml bans the calls everywhere; here not even the types are due.)
fn no_surroundings(this: &Crate) -> Findings {
    let mut findings = Findings::new();
    for source in &this.sources {
        let file = shown(this, source);
        if source.tokens.after("std").contains(&"env") {
            findings.push(format!("{file} names std::env: the domain gets its settings as parameters"));
        }
        for clock in ["SystemTime", "Instant"] {
            if source.tokens.contain(clock) {
                findings.push(format!("{file} names {clock}: the domain gets the time as a parameter"));
            }
        }
    }
    findings
}

/// A dialect's module names no other dialect, and what they share names none at all.
fn no_other_dialect(this: &Crate) -> Findings {
    let mut findings = Findings::new();
    for source in this.sources.iter().filter(|source| source.path != "src/lib.rs") {
        let module = source.path.trim_start_matches("src/").split(['/', '.']).next().unwrap_or_default();
        let named = source.tokens.after("crate").into_iter().chain(source.tokens.after("super"));
        for other in named.filter(|name| DIALECTS.contains(name) && *name != module) {
            findings.push(format!(
                "{} names the dialect `{other}`: what two share belongs in a module of its own",
                shown(this, source)
            ));
        }
    }
    findings
}

/// The rules of an endpoint or a task.
fn function(this: &Crate, room: Room) -> Findings {
    let mut findings = Findings::new();
    let group = this.name.split('-').next().unwrap_or_default();
    let own_dialect = (room == Room::Endpoint).then_some(group);
    if room == Room::Endpoint && !DIALECTS.contains(&group) {
        findings
            .push(format!("{} is of no group: an endpoint is called <group>-<verb>, like session-login", this.name));
    }
    for source in &this.sources {
        let file = shown(this, source);
        if source.path == "src/main.rs" {
            if source.tokens.contain("Connection") && !source.tokens.contain("open") {
                findings.push(format!("{file} makes a connection and does not open it: connection.open().await"));
            }
            if source.lines > MAIN_LINES {
                findings.push(format!(
                    "{file} has {} lines, wiring takes at most {MAIN_LINES}: decide in lib.rs",
                    source.lines
                ));
            }
        } else if let Some(name) = source.tokens.roots().find(|root| *root == "usher_aws" || root.starts_with("aws_")) {
            findings.push(format!("{file} names {name}: only main.rs knows the adapters, lib.rs takes the ports"));
        }
        if let Some(own) = own_dialect {
            for (from, only) in [("usher_wire", own), ("usher_messages", EVIDENCE)] {
                for name in source.tokens.after(from).into_iter().filter(|name| *name != only) {
                    findings.push(format!("{file} names {from}::{name}: of {from} it may name {only} only"));
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
    use super::{Crate, Findings, Room, Source, check};
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
    fn a_good_workspace_has_no_findings() {
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
    fn a_function_opens_its_connection_when_it_starts() {
        let starting = |text: &str| check(&[endpoint().using("usher-aws").with("src/main.rs", text)]);
        let findings = starting("let connection = Connection::from_environment()?; serve(endpoint).await");
        assert!(only(&findings).contains("does not open it"), "{findings:?}");
        let good = "let connection = Connection::from_environment()?; connection.open().await; serve(endpoint).await";
        assert_eq!(starting(good), Findings::new());
    }

    #[test]
    fn each_room_has_a_wall_and_each_part_of_it_holds() {
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
        assert_eq!(folders.map(|folder| Room::of(folder).unwrap()), Room::ALL);
        for folder in folders {
            let wall = Room::of(folder).unwrap().wall();
            assert!(!wall.never.is_empty(), "{folder}");
            for pattern in wall.never {
                let refused = pattern.replace('*', "x");
                let name = folder.rsplit('/').next().unwrap();
                for this in [crate_in(folder, name).using(&refused), crate_in(folder, name).testing_with(&refused)] {
                    assert!(only(&check(&[this])).contains(&format!("may not depend on {refused}")));
                }
            }
        }
    }

    #[test]
    fn a_crate_in_no_room_is_found() {
        assert!(only(&check(&[crate_in("crates/helpers", "helpers")])).contains("is in no room"));
    }

    #[test]
    fn nothing_is_built_on_a_function_or_a_tool() {
        for other in [endpoint(), task(), crate_in("crates/operator", "operator")] {
            let user = crate_in("crates/aws", "usher-aws").testing_with(&other.name);
            assert!(only(&check(&[user, other])).contains("nothing is built on a function or a tool"));
        }
    }

    #[test]
    fn only_the_bill_and_the_end_to_end_suite_use_each_other() {
        let suite = || crate_in("crates/dev/end-to-end", "usher-end-to-end");
        let bill = || crate_in("crates/dev/measure/bill", "usher-bill");
        assert_eq!(check(&[suite().testing_with("usher-bill"), bill().using("usher-end-to-end")]), Findings::new());
        for folder in ["crates/dev/xtask", "crates/dev/measure/bench"] {
            let tool = crate_in(folder, "tool").using("usher-bill");
            assert!(only(&check(&[tool, bill()])).contains("nothing is built on a function or a tool"));
            assert!(only(&check(&[crate_in(folder, "tool").using("usher-end-to-end")])).contains("no library"));
        }
        let tool = crate_in("crates/dev/xtask", "xtask");
        assert!(only(&check(&[suite().using("xtask"), tool])).contains("nothing is built on a function or a tool"));
    }

    #[test]
    fn the_test_kit_is_for_tests() {
        let crates = [endpoint().using("usher-testkit"), crate_in("crates/dev/testkit", "usher-testkit")];
        assert!(only(&check(&crates)).contains("under [dev-dependencies] only"));
    }

    #[test]
    fn every_crate_inherits_the_lints() {
        for manifest in ["[package]", "[lints.rust]\nworkspace = true", "[lints]\nrust.unsafe_code = \"allow\""] {
            let this = Crate { manifest: manifest.to_owned(), ..endpoint() };
            assert!(only(&check(&[this])).contains("does not inherit the workspace's lints"));
        }
    }

    #[test]
    fn the_domain_knows_neither_clock_nor_environment() {
        for (text, finding) in [
            ("use std::env;", "names std::env"),
            ("use std::{env, fmt};", "names std::env"),
            ("std::time::SystemTime::now()", "names SystemTime"),
            ("use std::time::Instant;", "names Instant"),
        ] {
            let this = crate_in("crates/domain", "usher-domain").with("src/user.rs", text);
            assert!(only(&check(&[this])).contains(finding), "{text}");
        }
    }

    #[test]
    fn one_dialect_never_names_another() {
        for (path, text) in [
            ("src/session.rs", "use crate::directory::Body;"),
            ("src/session.rs", "use super::directory;"),
            ("src/session/body.rs", "use crate::{json, admin};"),
            ("src/json.rs", "crate::account::refusal()"),
        ] {
            let this = crate_in("crates/wire", "usher-wire").with(path, text);
            assert!(only(&check(&[this])).contains("names the dialect"), "{path}: {text}");
        }
        let own = crate_in("crates/wire", "usher-wire").with("src/session/body.rs", "use crate::session::Answer;");
        assert_eq!(check(&[own]), Findings::new());
    }

    #[test]
    fn a_handler_names_no_adapter() {
        for text in ["use usher_aws::Users;", "fn f(_: aws_sdk_s3::Client) {}", "use aws_sdk_s3 as s3;"] {
            for this in [endpoint(), task()] {
                assert!(only(&check(&[this.with("src/read.rs", text)])).contains("only main.rs knows the adapters"));
            }
        }
    }

    #[test]
    fn main_is_short() {
        let this = endpoint().with("src/main.rs", &"\n".repeat(31));
        assert!(only(&check(&[this])).contains("has 31 lines"));
    }

    #[test]
    fn an_endpoint_names_its_own_dialect_only() {
        for text in [
            "use usher_wire::admin;",
            "use usher_wire::{session, admin};",
            "use usher_wire::*;",
            "use usher_wire as w;",
        ] {
            let told = "of usher_wire it may name session only";
            assert!(only(&check(&[endpoint().with("src/lib.rs", text)])).contains(told), "{text}");
        }
        let sealed = endpoint().with("src/lib.rs", "use usher_messages::RegisterUserInput;");
        assert!(only(&check(&[sealed])).contains("of usher_messages it may name evidence only"));
        let nameless = crate_in("crates/endpoints/login", "login");
        assert!(only(&check(&[nameless])).contains("is of no group"));
    }

    #[test]
    fn a_task_names_no_dialect() {
        assert!(only(&check(&[task().using("usher-wire")])).contains("never to a caller"));
    }
}
