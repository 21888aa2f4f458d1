//! `cargo xtask second-opinion`: runs the adapters' contract tests on two emulators, ministack and fakecloud. Where
//! they differ, AWS's documentation decides; docs/local.md has a row for each difference.
//!
//! fakecloud runs functions in Docker only, so that only the adapters are tested on it.

use std::collections::BTreeMap;
use std::fs;
use std::net::TcpStream;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use clap::Args;
use serde::Deserialize;

use crate::deploy::Deployment;
use crate::fresh_stack::{free_port, on_fresh};
use crate::lambdas::Build;
use crate::python::{self, Environments};
use crate::secrets::Secrets;
use crate::service::Service;
use crate::stack::{REGION, Stack};
use crate::step::quiet;
use crate::tools::Tool;
use crate::up::Functions;
use crate::{nextest, process, stack_info};

const FAKECLOUD: Tool = Tool { name: "fakecloud", version: "0.51.0" };
const DEFAULT_PORT: u16 = 15566;
const START_TIMEOUT: Duration = Duration::from_secs(30);
const STOP_TIMEOUT: Duration = Duration::from_secs(5);

/// The ports of the stack under test.
#[derive(Args)]
pub struct SecondOpinionArgs {
    /// The port of the stack's API; a free one if it is in use [default: 18010]
    #[arg(long)]
    port: Option<u16>,
    /// The port of the stack's AWS emulator; a free one if it is in use [default: 14566]
    #[arg(long)]
    emulator_port: Option<u16>,
}

/// The output of each failed test, by its name.
type Failures = BTreeMap<String, Vec<String>>;

/// Runs the tests on both, and prints the differences. A difference does not fail the command.
pub fn second_opinion(args: &SecondOpinionArgs) -> Result<()> {
    let mut stack = Stack::test(args.port, args.emulator_port)?;
    let fakecloud = FAKECLOUD.install(&stack.root)?;
    let (first, second) = on_fresh(&mut stack, Functions::TestsBuild, |stack| {
        Ok((run_tests(stack)?, run_tests_on_fakecloud(stack, &fakecloud)?))
    })?;
    print(&first, &second);
    Ok(())
}

/// Starts fakecloud, deploys to it, runs the tests and stops it.
fn run_tests_on_fakecloud(first: &Stack, fakecloud: &Path) -> Result<Failures> {
    let stack = Stack { emulator_port: free_port(DEFAULT_PORT)?, ..first.beside("usher-second", 0) };
    fs::create_dir_all(stack.file("home")).context("can't create .local/usher-second")?;
    let service = Service::new(&stack, "fakecloud", "fakecloud", stack.emulator_port, "--emulator-port");
    let listen = format!("127.0.0.1:{}", stack.emulator_port);
    let mut command = process::isolated(fakecloud, &stack.file("home"));
    command.args(["--addr", &listen, "--region", REGION, "--log-level", "warn"]);
    service.stop(STOP_TIMEOUT)?;
    service.start(&command, String::new())?;
    let result = service
        .wait_until(|| TcpStream::connect(&listen).is_ok(), START_TIMEOUT)
        .and_then(|()| deploy(&stack))
        .and_then(|()| run_tests(&stack));
    service.stop(STOP_TIMEOUT)?;
    result
}

/// Deploys the template and writes stack.json. Nothing is patched, so that fakecloud's gaps show.
fn deploy(stack: &Stack) -> Result<()> {
    // The only credentials that fakecloud always accepts as root.
    let root = || "test".to_owned();
    let secrets = Secrets { access_key_id: root(), secret_access_key: root(), admin_password: root() };
    let interpreter = python::interpreter()?;
    let environments = Environments::prepare(stack, &interpreter)?;
    let build = Build::run(stack, &interpreter)?;
    let deployment = Deployment { stack, environments: &environments, secrets: &secrets };
    let deployed =
        quiet("deploying template.yaml to fakecloud", || deployment.run(&build, &deployment.fingerprint(&build)?))?;
    stack_info::write(stack, &secrets, &deployed)
}

/// Runs the adapters' tests on this stack; returns those that failed.
fn run_tests(stack: &Stack) -> Result<Failures> {
    let mut command = nextest::command(&stack.root, "end-to-end")?;
    command.args(["adapters::", "--retries", "0", "--message-format", "libtest-json"]);
    command.env("USHER_STACK", stack.file("stack.json")).env("NEXTEST_EXPERIMENTAL_LIBTEST_JSON", "1");
    let output = command.stderr(Stdio::inherit()).output().context("can't run cargo-nextest")?;
    let lines = String::from_utf8_lossy(&output.stdout).into_owned();
    let events: Vec<Event> = lines.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    ensure!(events.iter().any(|event| event.about == "test"), "no test ran: does the filter `adapters::` still match?");
    let failed = events.into_iter().filter(|event| event.about == "test" && event.outcome == "failed");
    Ok(failed.map(|event| (event.name, event.stdout.lines().map(str::to_owned).collect())).collect())
}

/// An event of cargo-nextest, about a test or a test binary.
#[derive(Deserialize)]
struct Event {
    #[serde(rename = "type")]
    about: String,
    #[serde(rename = "event")]
    outcome: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    stdout: String,
}

fn print(first: &Failures, second: &Failures) {
    let differences = differences(first, second);
    println!("\n{} differences between ministack and fakecloud {}", differences.len(), FAKECLOUD.version);
    for (name, failed_on, output) in differences {
        println!("\n{name} fails on {failed_on}");
        for line in output {
            println!("  {line}");
        }
    }
    for name in first.keys().filter(|name| second.contains_key(*name)) {
        println!("\n{name} fails on both");
    }
}

/// The tests that failed on only one of the two: their name, the emulator and their output.
fn differences<'a>(first: &'a Failures, second: &'a Failures) -> Vec<(&'a str, &'static str, &'a [String])> {
    let only = |of: &'a Failures, other: &'a Failures, name| {
        let failed = of.iter().filter(move |(test, _)| !other.contains_key(*test));
        failed.map(move |(test, output)| (test.as_str(), name, output.as_slice()))
    };
    only(first, second, "ministack").chain(only(second, first, "fakecloud")).collect()
}

#[cfg(test)]
mod tests {
    use super::{Failures, differences};

    #[test]
    fn test_that_fails_on_one_emulator_is_a_difference() {
        let failures = |names: &[&str]| -> Failures { names.iter().map(|name| ((*name).to_owned(), vec![])).collect() };
        let (first, second) = (failures(&["both", "first"]), failures(&["both", "second"]));
        let found: Vec<_> = differences(&first, &second).into_iter().map(|(test, on, _)| (test, on)).collect();
        assert_eq!(found, [("first", "ministack"), ("second", "fakecloud")]);
        assert!(differences(&first, &first).is_empty());
    }
}
