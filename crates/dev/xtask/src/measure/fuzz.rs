//! `cargo xtask fuzz`: schemathesis generates valid and invalid requests from openapi.yaml, sends them to a running
//! stack, and checks the responses against openapi.yaml. It runs once for each kind of caller, since their responses
//! differ.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use clap::{Args, ValueEnum};
use serde_json::Value;

use crate::api_users::{Api, User};
use crate::python::Environment;
use crate::stack::{Stack, StackArgs};
use crate::step::quiet;
use crate::{front, process, python};

/// The arguments of `cargo xtask fuzz`.
#[derive(Args)]
pub struct FuzzArgs {
    /// The number of generated requests for each operation and caller; examples and boundary values come on top
    #[arg(long, default_value_t = 60)]
    cases: u32,
    /// Send requests only as this caller; may be given more than once
    #[arg(long, value_name = "CALLER")]
    only: Vec<Caller>,
    #[command(flatten)]
    stack: StackArgs,
}

/// A kind of caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Caller {
    /// Without a token
    Anonymous,
    /// As an ordinary user
    User,
    /// As an admin
    Admin,
}

/// The result of one run of schemathesis.
#[derive(Debug, Default, PartialEq, Eq)]
struct Outcome {
    cases: u64,
    failures: u64,
    ignored: u64,
}

/// Runs schemathesis as each caller, and prints a table of the results.
pub fn fuzz(args: &FuzzArgs) -> Result<()> {
    let stack = args.stack.stack()?;
    if front::service(&stack).running().is_none() {
        bail!("the stack is not running: start it with `cargo xtask up{}`", stack.flag());
    }
    let tools = match python::existing(&stack, "fuzz") {
        Some(_) => python::one(&stack, "fuzz")?,
        None => quiet("Python environment of schemathesis", || python::one(&stack, "fuzz"))?,
    };
    let scratch = stack.file("fuzz");
    fs::create_dir_all(&scratch).with_context(|| format!("can't create {}", stack.shown(&scratch)))?;
    let run = Run { args, stack: &stack, tools: &tools, scratch: &scratch };
    let is_wanted = |caller: &Caller| args.only.is_empty() || args.only.contains(caller);
    let callers = Caller::value_variants().iter().copied().filter(is_wanted);
    let outcomes: Vec<_> = callers.map(|caller| Ok((caller, run.perform(caller)?))).collect::<Result<_>>()?;
    conclude(&outcomes)
}

fn conclude(outcomes: &[(Caller, Outcome)]) -> Result<()> {
    println!("\n  {:<9} {:>8} {:>8} {:>8}", "caller", "requests", "failures", "ignored");
    let row = |name: &str, outcome: &Outcome| {
        println!("  {name:<9} {:>8} {:>8} {:>8}", outcome.cases, outcome.failures, outcome.ignored);
    };
    for (caller, outcome) in outcomes {
        row(caller.name(), outcome);
    }
    let sum = |of: fn(&Outcome) -> u64| outcomes.iter().map(|(_, outcome)| of(outcome)).sum::<u64>();
    let failures = sum(|outcome| outcome.failures);
    row("total", &Outcome { cases: sum(|outcome| outcome.cases), failures, ignored: sum(|outcome| outcome.ignored) });
    match failures {
        0 => Ok(()),
        _ => bail!("the API does not behave as openapi.yaml says: fix the failures above"),
    }
}

struct Run<'a> {
    args: &'a FuzzArgs,
    stack: &'a Stack,
    tools: &'a Environment,
    scratch: &'a Path,
}

impl Run<'_> {
    /// Runs schemathesis once, and prints its output if it found failures.
    fn perform(&self, caller: Caller) -> Result<Outcome> {
        let user = caller.user(&Api::of(self.stack)).context("can't create the user who calls")?;
        let (log, report) = (self.file(caller, "log"), self.file(caller, "json"));
        let _ = fs::remove_file(&report);
        let mut schemathesis = self.command(user.as_ref())?;
        schemathesis.args(["--report", "json", "--report-json-path"]).arg(&report);
        let shown = self.stack.shown(&log);
        let ended =
            quiet(&format!("as {}", caller.name()), || Ok(process::run_logged(&mut schemathesis, &log, &shown)))?;
        let outcome = fs::read(&report).ok().and_then(|json| parse(&serde_json::from_slice(&json).ok()?));
        let Some(mut outcome) = outcome else {
            ended.context("schemathesis did not run")?;
            bail!("schemathesis wrote no report; see {shown}");
        };
        if ended.is_err() {
            println!("{}", fs::read_to_string(&log).with_context(|| format!("can't read {shown}"))?);
            // It also fails without a failed request: if it cannot generate requests for an operation.
            outcome.failures = outcome.failures.max(1);
        }
        Ok(outcome)
    }

    fn command(&self, user: Option<&User>) -> Result<Command> {
        let mut command = process::isolated(&self.tools.program("schemathesis"), self.scratch);
        command.current_dir(&self.stack.root);
        command
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("HYPOTHESIS_STORAGE_DIRECTORY", self.scratch.join("hypothesis"));
        // In the environment, not in the arguments, which other users of this machine can read.
        if let Some(user) = user {
            command.env("USHER_CALLER", serde_json::to_string(&user.record)?).env("USHER_TOKEN", &user.token);
        }
        command.args(["--config-file", "infra/local/fuzz.toml", "run", "openapi.yaml", "--no-color"]);
        command.args(["--url", &self.stack.api(), "--max-examples", &self.args.cases.to_string()]);
        Ok(command)
    }

    fn file(&self, caller: Caller, extension: &str) -> PathBuf {
        self.scratch.join(format!("{}.{extension}", caller.name()))
    }
}

impl Caller {
    const fn name(self) -> &'static str {
        match self {
            Self::Anonymous => "anonymous",
            Self::User => "user",
            Self::Admin => "admin",
        }
    }

    /// A new user for each run, since the requests modify the caller. Their token stays valid.
    fn user(self, api: &Api<'_>) -> Result<Option<User>> {
        match self {
            Self::Anonymous => Ok(None),
            Self::User => api.user().map(Some),
            Self::Admin => api.admin().map(Some),
        }
    }
}

/// Parses schemathesis's JSON report.
fn parse(report: &Value) -> Option<Outcome> {
    let errors = u64::try_from(report["errors"].as_array()?.len()).ok()?;
    Some(Outcome {
        cases: report["test_cases"]["generated"].as_u64()?,
        failures: report["test_cases"]["unique_failures"].as_u64()? + errors,
        ignored: report["filtered"].as_u64()?,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Caller, Outcome, conclude, parse};

    #[test]
    fn report_is_parsed() {
        let report = json!({
            "filtered": 3, "errors": [{}], "test_cases": {"generated": 100, "unique_failures": 2},
        });
        let outcome = Outcome { cases: 100, failures: 3, ignored: 3 };
        assert_eq!(parse(&report), Some(outcome));
        assert_eq!(parse(&json!({"errors": []})), None);
    }

    #[test]
    fn one_failure_is_an_error() {
        let with = |failures| vec![(Caller::Anonymous, Outcome { failures, ..Outcome::default() })];
        assert!(conclude(&with(0)).is_ok());
        assert!(conclude(&with(1)).is_err());
    }
}
