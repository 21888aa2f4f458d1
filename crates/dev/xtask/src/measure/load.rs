//! `cargo xtask load`: a load test with locust on a stack of its own. Many concurrent clients register, sign in, write
//! and read (infra/local/load.py). No request may fail, and no write may be lost.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use clap::Args;
use serde::Deserialize;
use serde_json::json;

use crate::fresh_stack::on_fresh;
use crate::measure::{machine, section};
use crate::python::Environment;
use crate::secrets::Secrets;
use crate::stack::Stack;
use crate::step::quiet;
use crate::up::Functions;
use crate::{admin, process, python};

/// The page with the results.
const PAGE: &str = "docs/growth.md";
/// Clients that start per second.
const SPAWN_RATE: u32 = 8;
/// Longer than any request takes, so that clients finish their requests and the result of each write is known.
const STOP_TIMEOUT_SECONDS: u32 = 60;

/// The arguments of `cargo xtask load`.
#[derive(Args)]
pub struct LoadArgs {
    /// The number of concurrent clients
    #[arg(long, default_value_t = 64)]
    clients: u32,
    /// The duration in seconds
    #[arg(long, default_value_t = 300)]
    seconds: u32,
    /// Write the results into docs/growth.md
    #[arg(long)]
    write: bool,
    /// The port of the stack's API; a free one if it is in use [default: 18010]
    #[arg(long)]
    port: Option<u16>,
    /// The port of the stack's AWS emulator; a free one if it is in use [default: 14566]
    #[arg(long)]
    emulator_port: Option<u16>,
}

/// The report of load.py.
#[derive(Deserialize)]
struct Report {
    people: u64,
    writes: u64,
    lost: Vec<String>,
    not_read_back: u64,
    errors: Vec<String>,
    seconds: f64,
    operations: Vec<Operation>,
    in_all: Operation,
}

/// The requests of one kind.
#[derive(Deserialize)]
struct Operation {
    #[serde(rename = "operation")]
    name: String,
    requests: u64,
    failures: u64,
    median_ms: f64,
    p95_ms: f64,
    p99_ms: f64,
    longest_ms: f64,
}

/// Runs the load test and prints the results.
///
/// # Errors
/// If a request failed or a write was lost.
pub fn load(args: &LoadArgs) -> Result<()> {
    let mut stack = Stack::test(args.port, args.emulator_port)?;
    let tools = quiet("Python environment of locust", || python::one(&stack, "load"))?;
    let report = on_fresh(&mut stack, Functions::ReleaseBuild, |stack| run_locust(args, stack, &tools))?;
    let table = report.table();
    println!("\n{}\n\n{table}", report.summary());
    report.conclude()?;
    if args.write {
        let text = format!(
            "Measured on {}, with `cargo xtask load --write`: {} clients, {} seconds.\n\n{}\n\n{table}",
            machine::here_and_now(),
            args.clients,
            args.seconds,
            report.summary(),
        );
        section::write(&stack.root.join(PAGE), "load", &text)?;
    }
    Ok(())
}

fn run_locust(args: &LoadArgs, stack: &Stack, tools: &Environment) -> Result<Report> {
    let scratch = stack.file("load");
    fs::create_dir_all(&scratch).with_context(|| format!("can't create {}", stack.shown(&scratch)))?;
    let (log, report) = (scratch.join("locust.log"), scratch.join("report.json"));
    let _ = fs::remove_file(&report);
    let mut locust = command(args, stack, tools, &scratch)?;
    locust.env("USHER_REPORT", &report);
    let title = format!("{} clients, {} s", args.clients, args.seconds);
    let ended = quiet(&title, || Ok(process::run_logged(&mut locust, &log, &stack.shown(&log))))?;
    // locust also exits with an error if a request failed; then the report says which.
    let Ok(json) = fs::read(&report) else {
        ended?;
        bail!("locust wrote no report; see {}", stack.shown(&log));
    };
    serde_json::from_slice(&json).with_context(|| format!("can't read {}", stack.shown(&report)))
}

fn command(args: &LoadArgs, stack: &Stack, tools: &Environment, scratch: &Path) -> Result<Command> {
    let mut command = process::isolated(&tools.program("locust"), scratch);
    let admin = json!({ "email": admin::EMAIL, "password": Secrets::of(stack)?.admin_password });
    command.env("PYTHONDONTWRITEBYTECODE", "1").env("USHER_ADMIN", admin.to_string());
    command.arg("--locustfile").arg(stack.infra().join("load.py"));
    command.args(["--headless", "--only-summary", "--host", &stack.api()]);
    command.args(["--users", &args.clients.to_string(), "--spawn-rate", &SPAWN_RATE.to_string()]);
    command.args(["--run-time", &format!("{}s", args.seconds)]);
    command.args(["--stop-timeout", &STOP_TIMEOUT_SECONDS.to_string()]);
    Ok(command)
}

impl Report {
    fn summary(&self) -> String {
        let rate = f64::from(u32::try_from(self.in_all.requests).unwrap_or(u32::MAX)) / self.seconds;
        format!(
            "{} requests in {:.0} s ({rate:.0} a second), {} failed. {} users, {} writes confirmed, {} lost.",
            self.in_all.requests,
            self.seconds,
            self.in_all.failures,
            self.people,
            self.writes,
            self.lost.len(),
        )
    }

    fn table(&self) -> String {
        let head = "| request | requests | failed | median | 95 % within | 99 % within | longest |\n|---|---|---|---|---|---|---|";
        let rows = self.operations.iter().map(Operation::row);
        [head.to_owned()].into_iter().chain(rows).collect::<Vec<_>>().join("\n")
    }

    fn conclude(&self) -> Result<()> {
        for line in self.errors.iter().chain(&self.lost) {
            println!("  {line}");
        }
        match (self.in_all.failures, self.errors.len(), self.not_read_back, self.lost.len(), self.writes) {
            (0, 0, 0, 0, 1..) => Ok(()),
            (0, 0, 0, 0, 0) => bail!("the load test wrote nothing: give it more --seconds"),
            _ => bail!("requests failed or writes were lost: see the lines above"),
        }
    }
}

impl Operation {
    fn row(&self) -> String {
        let Self { name, requests, failures, median_ms, p95_ms, p99_ms, longest_ms } = self;
        let seconds = [median_ms, p95_ms, p99_ms, longest_ms].map(|ms| format!("{:.2} s", ms / 1000.0)).join(" | ");
        format!("| `{name}` | {requests} | {failures} | {seconds} |")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Report;

    fn report(changes: &Value) -> Report {
        let in_all = json!({
            "operation": "Aggregated", "requests": 10, "failures": 0, "median_ms": 500, "p95_ms": 900, "p99_ms": 900,
            "longest_ms": 1234,
        });
        let mut report = json!({
            "people": 2, "writes": 5, "lost": [], "not_read_back": 0, "errors": [], "seconds": 5.0,
            "operations": [in_all], "in_all": in_all,
        });
        for (name, value) in changes.as_object().unwrap() {
            report[name] = value.clone();
        }
        serde_json::from_value(report).unwrap()
    }

    #[test]
    fn successful_run_has_summary_and_table() {
        let report = report(&json!({}));
        assert!(report.conclude().is_ok());
        assert_eq!(report.summary(), "10 requests in 5 s (2 a second), 0 failed. 2 users, 5 writes confirmed, 0 lost.");
        let row = "| `Aggregated` | 10 | 0 | 0.50 s | 0.90 s | 0.90 s | 1.23 s |";
        assert_eq!(report.table().lines().last(), Some(row));
    }

    #[test]
    fn error_or_lost_write_fails() {
        for changes in [
            json!({ "lost": ["ada@usher.example"] }),
            json!({ "errors": ["GET /user/profile: 500"] }),
            json!({ "not_read_back": 1 }),
            json!({ "writes": 0 }),
        ] {
            assert!(report(&changes).conclude().is_err(), "{changes}");
        }
    }
}
