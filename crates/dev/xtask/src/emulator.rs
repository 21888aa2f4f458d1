//! The AWS emulator: how it is started, and calling it as the stack's root user.

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

/// Loading the state of a stack that was used for long takes a while.
const START_TIMEOUT: Duration = Duration::from_mins(1);
const HEALTH_TIMEOUT: Duration = Duration::from_secs(2);
/// Calls under way end first, then the state is saved.
pub const STOP_TIMEOUT: Duration = Duration::from_secs(20);

/// The emulator of a stack.
pub fn service(stack: &Stack) -> Service {
    Service::new(stack, "the AWS emulator", "emulator", stack.emulator_port, "--emulator-port")
}

/// Starts the emulator unless it runs as it should; tells whether it was started.
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
        // What proves the functions' policies: a call that a role does not allow is refused.
        ("AUTH", String::from("true")),
        ("BIND_HOST", String::from("127.0.0.1")),
        ("GATEWAY_PORT", stack.emulator_port.to_string()),
        ("PERSIST_STATE", String::from("1")),
        ("STATE_DIR", state("services")),
        ("S3_PERSIST", String::from("1")),
        ("S3_DATA_DIR", state("s3")),
        // Listeners that nobody needs here, on ports that belong to others.
        ("IOT_MTLS_ENABLED", String::from("0")),
        ("SFTP_ENABLED", String::from("0")),
        // A registration holds two threads until its state machine has ended: hundreds at once must not starve.
        ("MINISTACK_WORKER_THREADS", String::from("2048")),
        // As an AWS account has it; left out, it depends on this machine's memory.
        ("LAMBDA_ACCOUNT_CONCURRENCY", String::from("1000")),
    ]
}

/// A command that calls the emulator as root and knows of no other AWS.
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

/// A script of infra/local, run as root.
pub fn script(environment: &Environment, stack: &Stack, secrets: &Secrets, name: &str) -> Command {
    let mut command = as_root(&environment.program("python"), stack, secrets);
    command.arg(stack.infra().join(name));
    command
}

/// The same, for commands that only look at a stack that runs.
pub fn script_of_running(stack: &Stack, name: &str) -> Result<Command> {
    let (Some(environment), Some(_)) = (python::existing(stack, "emulator"), service(stack).running()) else {
        bail!("the stack does not run; start it with `cargo xtask up{}`", stack.flag());
    };
    Ok(script(&environment, stack, &Secrets::of(stack)?, name))
}

/// Whether the emulator answers in this time.
pub fn answers(stack: &Stack, patience: Duration) -> bool {
    let agent = ureq::Agent::config_builder().proxy(None).timeout_global(Some(patience)).build().new_agent();
    agent.get(format!("{}/_ministack/health", stack.endpoint())).call().is_ok()
}
