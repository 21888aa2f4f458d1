//! The AWS emulator: starts it, and runs commands against it as the stack's root user.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Result, bail};

use crate::fingerprint::Fingerprint;
use crate::process;
use crate::python::{self, Environment};
use crate::secrets::Secrets;
use crate::service::Service;
use crate::stack::{REGION, Stack};

/// The emulator loads its saved state first, which can be large.
const START_TIMEOUT: Duration = Duration::from_mins(1);
const HEALTH_TIMEOUT: Duration = Duration::from_secs(2);
/// It finishes running calls and saves its state first.
pub const STOP_TIMEOUT: Duration = Duration::from_secs(20);

/// The emulator of a stack.
pub fn service(stack: &Stack) -> Service {
    Service::new(stack, "the AWS emulator", "emulator", stack.emulator_port, "--emulator-port")
}

/// Starts the emulator, unless it runs in its current version with the current settings; returns whether it started it.
pub fn ensure(stack: &Stack, environment: &Environment, secrets: &Secrets) -> Result<bool> {
    let service = service(stack);
    let mut command = as_root(&environment.program("python"), stack, secrets);
    let settings = settings(stack);
    let (program, requirements) = (stack.infra().join("emulator.py"), stack.infra().join("emulator-requirements.txt"));
    command.arg(&program).envs(settings.clone());
    let fingerprint = Fingerprint::default().path(&requirements)?.path(&program)?.value(&settings).text();
    if service.running().is_some_and(|running| running.fingerprint == fingerprint) {
        return Ok(false);
    }
    service.stop(STOP_TIMEOUT)?;
    service.start(&command, fingerprint)?;
    service.wait_until(|| answers(stack, HEALTH_TIMEOUT), START_TIMEOUT)?;
    Ok(true)
}

fn settings(stack: &Stack) -> [(&'static str, String); 11] {
    let state = |name: &str| stack.state().join(name).display().to_string();
    [
        // IAM is enforced: a call that a function's role does not allow is denied.
        ("AUTH", String::from("true")),
        ("BIND_HOST", String::from("127.0.0.1")),
        ("GATEWAY_PORT", stack.emulator_port.to_string()),
        ("PERSIST_STATE", String::from("1")),
        ("STATE_DIR", state("services")),
        ("S3_PERSIST", String::from("1")),
        ("S3_DATA_DIR", state("s3")),
        // Listeners that are not needed, on ports that other programs use.
        ("IOT_MTLS_ENABLED", String::from("0")),
        ("SFTP_ENABLED", String::from("0")),
        // A registration blocks two threads until its state machine ends; hundreds run concurrently.
        ("MINISTACK_WORKER_THREADS", String::from("2048")),
        // The quota of an AWS account. The default depends on this machine's memory.
        ("LAMBDA_ACCOUNT_CONCURRENCY", String::from("1000")),
    ]
}

/// A command that calls the emulator as root, and cannot reach AWS.
pub fn as_root(program: &Path, stack: &Stack, secrets: &Secrets) -> Command {
    let mut command = process::isolated(program, &stack.file("home"));
    command.current_dir(&stack.root).envs([
        ("AWS_ENDPOINT_URL", stack.endpoint().as_str()),
        ("AWS_REGION", REGION),
        ("AWS_DEFAULT_REGION", REGION),
        ("AWS_ACCESS_KEY_ID", &secrets.access_key_id),
        ("AWS_SECRET_ACCESS_KEY", &secrets.secret_access_key),
        ("AWS_EC2_METADATA_DISABLED", "true"),
        ("PYTHONDONTWRITEBYTECODE", "1"),
        ("SAM_CLI_TELEMETRY", "0"),
    ]);
    command
}

/// A command that runs a script of infra/local as root.
pub fn script(environment: &Environment, stack: &Stack, secrets: &Secrets, name: &str) -> Command {
    let mut command = as_root(&environment.program("python"), stack, secrets);
    command.arg(stack.infra().join(name));
    command
}

/// As [`script`], for a stack that must already be running.
pub fn script_of_running(stack: &Stack, name: &str) -> Result<Command> {
    let (Some(environment), Some(_)) = (python::existing(stack, "emulator"), service(stack).running()) else {
        bail!("the stack is not running: start it with `cargo xtask up{}`", stack.flag());
    };
    Ok(script(&environment, stack, &Secrets::of(stack)?, name))
}

/// Whether the emulator's health check succeeds within this time.
pub fn answers(stack: &Stack, timeout: Duration) -> bool {
    let agent = ureq::Agent::config_builder().proxy(None).timeout_global(Some(timeout)).build().new_agent();
    agent.get(format!("{}/_ministack/health", stack.endpoint())).call().is_ok()
}
