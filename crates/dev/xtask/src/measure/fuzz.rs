//! `cargo xtask fuzz`: schemathesis makes up requests by openapi.yaml, good and bad ones, sends them to a running stack, and
//! compares what it answers with what openapi.yaml says. Once for each kind of caller, since each gets other answers.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use clap::{Args, ValueEnum};
use serde_json::Value;

use crate::people::{Api, Person};
use crate::python::Environment;
use crate::stack::{Stack, StackArgs};
use crate::step::quiet;
use crate::{front, process, python};

/// What to send, and as whom.
#[derive(Args)]
pub struct FuzzArgs {
    /// How many requests are made up for each operation and each caller; what is tried of itself comes on top
    #[arg(long, default_value_t = 60)]
    cases: u32,
    /// Only as this caller; may be given more than once
    #[arg(long, value_name = "CALLER")]
    only: Vec<Caller>,
    #[command(flatten)]
    stack: StackArgs,
}

/// Who calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Caller {
    /// Somebody without a token
    Nobody,
    /// An ordinary person
    Person,
    /// An admin
    Admin,
}

/// What became of one run.
#[derive(Debug, Default, PartialEq, Eq)]
struct Outcome {
    cases: u64,
    failures: u64,
    excused: u64,
}

/// Sends made-up requests as each caller, and tells what came of it.
pub fn fuzz(args: &FuzzArgs) -> Result<()> {
    let stack = args.stack.stack()?;
    if front::service(&stack).running().is_none() {
        bail!("the stack does not run; start it with `cargo xtask up{}`", stack.flag());
    }
    let tools = match python::existing(&stack, "fuzz") {
        Some(_) => python::one(&stack, "fuzz")?,
        None => quiet("the Python environment of schemathesis", || python::one(&stack, "fuzz"))?,
    };
    let scratch = stack.file("fuzz");
    fs::create_dir_all(&scratch).with_context(|| format!("can't make {}", stack.shown(&scratch)))?;
    let run = Run { args, stack: &stack, tools: &tools, scratch: &scratch };
    let is_wanted = |caller: &Caller| args.only.is_empty() || args.only.contains(caller);
    let callers = Caller::value_variants().iter().copied().filter(is_wanted);
    let outcomes: Vec<_> = callers.map(|caller| Ok((caller, run.perform(caller)?))).collect::<Result<_>>()?;
    conclude(&outcomes)
}

fn conclude(outcomes: &[(Caller, Outcome)]) -> Result<()> {
    println!("\n  {:<8} {:>8} {:>8} {:>8}", "caller", "requests", "failures", "excused");
    let row = |name: &str, outcome: &Outcome| {
        println!("  {name:<8} {:>8} {:>8} {:>8}", outcome.cases, outcome.failures, outcome.excused);
    };
    for (caller, outcome) in outcomes {
        row(caller.name(), outcome);
    }
    let sum = |of: fn(&Outcome) -> u64| outcomes.iter().map(|(_, outcome)| of(outcome)).sum::<u64>();
    let failures = sum(|outcome| outcome.failures);
    row("in all", &Outcome { cases: sum(|outcome| outcome.cases), failures, excused: sum(|outcome| outcome.excused) });
    match failures {
        0 => Ok(()),
        _ => bail!("the API and openapi.yaml do not agree; what schemathesis printed above says where"),
    }
}

struct Run<'a> {
    args: &'a FuzzArgs,
    stack: &'a Stack,
    tools: &'a Environment,
    scratch: &'a Path,
}

impl Run<'_> {
    /// One run of schemathesis. What it prints is shown if it found something.
    fn perform(&self, caller: Caller) -> Result<Outcome> {
        let person = caller.person(&Api::of(self.stack)).context("can't make somebody who calls")?;
        let (log, report) = (self.file(caller, "log"), self.file(caller, "json"));
        let _ = fs::remove_file(&report);
        let mut schemathesis = self.command(person.as_ref())?;
        schemathesis.args(["--report", "json", "--report-json-path"]).arg(&report);
        let shown = self.stack.shown(&log);
        let ended =
            quiet(&format!("as {}", caller.name()), || Ok(process::run_logged(&mut schemathesis, &log, &shown)))?;
        let outcome = fs::read(&report).ok().and_then(|json| read(&serde_json::from_slice(&json).ok()?));
        let Some(mut outcome) = outcome else {
            ended.context("schemathesis did not run")?;
            bail!("schemathesis left no report; see {shown}");
        };
        if ended.is_err() {
            println!("{}", fs::read_to_string(&log).with_context(|| format!("can't read {shown}"))?);
            // It also fails for what is no failure of a request: an operation that it could not make requests for.
            outcome.failures = outcome.failures.max(1);
        }
        Ok(outcome)
    }

    fn command(&self, person: Option<&Person>) -> Result<Command> {
        let mut command = process::isolated(&self.tools.program("schemathesis"), self.scratch);
        command.current_dir(&self.stack.root);
        command
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("HYPOTHESIS_STORAGE_DIRECTORY", self.scratch.join("hypothesis"));
        // In the environment, and not among the arguments, which every program on this machine can see.
        if let Some(person) = person {
            command.env("USHER_CALLER", serde_json::to_string(&person.record)?).env("USHER_TOKEN", &person.token);
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
            Self::Nobody => "nobody",
            Self::Person => "person",
            Self::Admin => "admin",
        }
    }

    /// Somebody new each time: the requests change who sends them. Their token outlives that.
    fn person(self, api: &Api<'_>) -> Result<Option<Person>> {
        match self {
            Self::Nobody => Ok(None),
            Self::Person => api.person().map(Some),
            Self::Admin => api.admin().map(Some),
        }
    }
}

/// Reads schemathesis's own report.
fn read(report: &Value) -> Option<Outcome> {
    let errors = u64::try_from(report["errors"].as_array()?.len()).ok()?;
    Some(Outcome {
        cases: report["test_cases"]["generated"].as_u64()?,
        failures: report["test_cases"]["unique_failures"].as_u64()? + errors,
        excused: report["filtered"].as_u64()?,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Caller, Outcome, conclude, read};

    #[test]
    fn a_report_is_read() {
        let report = json!({
            "filtered": 3, "errors": [{}], "test_cases": {"generated": 100, "unique_failures": 2},
        });
        let outcome = Outcome { cases: 100, failures: 3, excused: 3 };
        assert_eq!(read(&report), Some(outcome));
        assert_eq!(read(&json!({"errors": []})), None);
    }

    #[test]
    fn any_failure_fails() {
        let with = |failures| vec![(Caller::Nobody, Outcome { failures, ..Outcome::default() })];
        assert!(conclude(&with(0)).is_ok());
        assert!(conclude(&with(1)).is_err());
    }
}
