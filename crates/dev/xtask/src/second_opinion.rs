//! `cargo xtask second-opinion`: the behavior suite of the adapters on the emulator and on a second one, fakecloud. Where
//! they disagree, AWS's documentation decides; docs/local.md has a row for each disagreement.
//!
//! fakecloud runs functions in Docker only, so that nothing is asked of it but what the adapters call.

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
use crate::fresh::{on_fresh, settle};
use crate::lambdas::Build;
use crate::python::{self, Environments};
use crate::secrets::Secrets;
use crate::service::Service;
use crate::stack::{REGION, Stack};
use crate::step::quiet;
use crate::tools::Tool;
use crate::up::Functions;
use crate::{handover, nextest, process};

const FAKECLOUD: Tool = Tool { name: "fakecloud", version: "0.51.0" };
const DEFAULT_PORT: u16 = 15566;
const START_TIMEOUT: Duration = Duration::from_secs(30);
const STOP_TIMEOUT: Duration = Duration::from_secs(5);

/// Where the emulators listen.
#[derive(Args)]
pub struct SecondOpinionArgs {
    /// The port of the stack's API; a free one if somebody has it [default: 18010]
    #[arg(long)]
    port: Option<u16>,
    /// The port of the stack's AWS emulator; a free one if somebody has it [default: 14566]
    #[arg(long)]
    emulator_port: Option<u16>,
}

/// What a test said when it failed, by its name.
type Failures = BTreeMap<String, Vec<String>>;

/// Runs the suite on both, and prints where they disagree. A disagreement is no error of this command.
pub fn second_opinion(args: &SecondOpinionArgs) -> Result<()> {
    let mut stack = Stack::test(args.port, args.emulator_port)?;
    let fakecloud = FAKECLOUD.install(&stack.root)?;
    let (first, second) = on_fresh(&mut stack, Functions::TestsBuild, |stack| {
        Ok((behave(stack)?, behave_on_fakecloud(stack, &fakecloud)?))
    })?;
    print(&first, &second);
    Ok(())
}

/// Starts fakecloud, deploys to it and runs the suite; it keeps nothing.
fn behave_on_fakecloud(first: &Stack, fakecloud: &Path) -> Result<Failures> {
    let stack = Stack { emulator_port: settle(DEFAULT_PORT)?, ..first.beside("usher-second", 0) };
    fs::create_dir_all(stack.file("home")).context("can't make .local/usher-second")?;
    let service = Service::new(&stack, "fakecloud", "fakecloud", stack.emulator_port, "--emulator-port");
    let listen = format!("127.0.0.1:{}", stack.emulator_port);
    let mut command = process::isolated(fakecloud, &stack.file("home"));
    command.args(["--addr", &listen, "--region", REGION, "--log-level", "warn"]);
    service.stop(STOP_TIMEOUT)?;
    service.start(&command, String::new())?;
    let result = service
        .wait_until(|| TcpStream::connect(&listen).is_ok(), START_TIMEOUT)
        .and_then(|()| deploy(&stack))
        .and_then(|()| behave(&stack));
    service.stop(STOP_TIMEOUT)?;
    result
}

/// Deploys the template and notes where everything is. Nothing is patched: what fakecloud leaves out shows.
fn deploy(stack: &Stack) -> Result<()> {
    // The only credentials that fakecloud always takes as root's.
    let root = || "test".to_owned();
    let secrets = Secrets { access_key_id: root(), secret_access_key: root(), admin_password: root() };
    let interpreter = python::interpreter()?;
    let environments = Environments::prepare(stack, &interpreter)?;
    let build = Build::run(stack, &interpreter)?;
    let deployment = Deployment { stack, environments: &environments, secrets: &secrets };
    let deployed =
        quiet("deploying template.yaml to fakecloud", || deployment.run(&build, &deployment.fingerprint(&build)?))?;
    handover::write(stack, &secrets, &deployed)
}

/// The adapters' tests on this stack; gives those that failed.
fn behave(stack: &Stack) -> Result<Failures> {
    let mut command = nextest::command(&stack.root, "end-to-end")?;
    command.args(["adapters::", "--retries", "0", "--message-format", "libtest-json"]);
    command.env("USHER_STACK", stack.file("stack.json")).env("NEXTEST_EXPERIMENTAL_LIBTEST_JSON", "1");
    let output = command.stderr(Stdio::inherit()).output().context("can't run cargo-nextest")?;
    let lines = String::from_utf8_lossy(&output.stdout).into_owned();
    let events: Vec<Event> = lines.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    ensure!(events.iter().any(|event| event.about == "test"), "no test ran");
    let failed = events.into_iter().filter(|event| event.about == "test" && event.outcome == "failed");
    Ok(failed.map(|event| (event.name, event.stdout.lines().map(str::to_owned).collect())).collect())
}

/// What cargo-nextest says of a test or of a program of tests.
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
    let disagreements = disagreements(first, second);
    println!("\n{} disagreements between ministack and fakecloud {}", disagreements.len(), FAKECLOUD.version);
    for (name, failed_on, said) in disagreements {
        println!("\n{name} fails on {failed_on}");
        for line in said {
            println!("  {line}");
        }
    }
    for name in first.keys().filter(|name| second.contains_key(*name)) {
        println!("\n{name} fails on both");
    }
}

/// The tests that failed on one of the two: which, where, and what they said.
fn disagreements<'a>(first: &'a Failures, second: &'a Failures) -> Vec<(&'a str, &'static str, &'a [String])> {
    let only = |of: &'a Failures, other: &'a Failures, name| {
        let failed = of.iter().filter(move |(test, _)| !other.contains_key(*test));
        failed.map(move |(test, said)| (test.as_str(), name, said.as_slice()))
    };
    only(first, second, "ministack").chain(only(second, first, "fakecloud")).collect()
}

#[cfg(test)]
mod tests {
    use super::{Failures, disagreements};

    #[test]
    fn tests_that_fail_on_one_emulator_disagree() {
        let failures = |names: &[&str]| -> Failures { names.iter().map(|name| ((*name).to_owned(), vec![])).collect() };
        let (first, second) = (failures(&["both", "first"]), failures(&["both", "second"]));
        let found: Vec<_> = disagreements(&first, &second).into_iter().map(|(test, on, _)| (test, on)).collect();
        assert_eq!(found, [("first", "ministack"), ("second", "fakecloud")]);
        assert!(disagreements(&first, &first).is_empty());
    }
}
