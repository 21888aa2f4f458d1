//! `cargo xtask up`: from a checkout to a running stack, each step skipped when nothing changed for it.

use std::fs;
use std::time::Instant;

use anyhow::{Context as _, Result};

use crate::deploy::{Deployed, Deployment};
use crate::lambdas::Build;
use crate::python::{self, Environments};
use crate::secrets::Secrets;
use crate::service::Service;
use crate::stack::Stack;
use crate::step::{elapsed, loud, quiet};
use crate::{admin, emulator, front, handover};

/// Brings the stack up and tells where everything is. What this run started is stopped again when a later step fails.
pub fn up(stack: &Stack) -> Result<()> {
    let start = Instant::now();
    let secrets = bring_up(stack)?;
    handover::print(stack, &secrets);
    println!("Took {}.", elapsed(start));
    Ok(())
}

/// The same without the last words; gives what the stack keeps secret.
pub fn bring_up(stack: &Stack) -> Result<Secrets> {
    println!("Bringing up the stack `{}`", stack.name);
    let interpreter = quiet("checking Python and the ports", || check(stack))?;
    prepare_folders(stack)?;
    let environments = quiet("Python environments", || Environments::prepare(stack, &interpreter))?;
    let build = loud("building the functions", || Build::run(stack, &environments))?;
    let secrets = Secrets::of(stack)?;
    let idle: Vec<Service> =
        [emulator::service(stack), front::service(stack)].into_iter().filter(|s| s.running().is_none()).collect();
    let result = run(stack, &environments, &build, &secrets);
    if result.is_err() {
        for service in idle {
            service.stop(emulator::STOP_PATIENCE)?;
        }
    }
    result?;
    Ok(secrets)
}

fn check(stack: &Stack) -> Result<std::path::PathBuf> {
    emulator::service(stack).check_port()?;
    front::service(stack).check_port()?;
    python::interpreter()
}

fn prepare_folders(stack: &Stack) -> Result<()> {
    for folder in [stack.state(), stack.file("home")] {
        fs::create_dir_all(&folder).with_context(|| format!("can't make {}", stack.shown(&folder)))?;
    }
    Ok(())
}

fn run(stack: &Stack, environments: &Environments, build: &Build, secrets: &Secrets) -> Result<()> {
    let started = quiet("AWS emulator", || emulator::ensure(stack, &environments.emulator, secrets))?;
    let deployment = Deployment { stack, environments, secrets };
    let (deployed, changed) = quiet("deploying template.yaml", || deploy(&deployment, build))?;
    if started || changed {
        let mended = quiet("mending the emulator's gaps", || deployment.mend())?;
        for line in mended {
            println!("    {line}");
        }
        if build.program("operator").exists() {
            quiet("demo admin", || admin::ensure(stack, build, secrets, &deployed))?;
        }
    }
    quiet("local front", || front::ensure(stack, &build.program("local-front"), &deployed))?;
    handover::write(stack, secrets, &deployed)
}

/// Deploys when something changed; tells whether it did.
fn deploy(deployment: &Deployment<'_>, build: &Build) -> Result<(Deployed, bool)> {
    let fingerprint = deployment.fingerprint(build)?;
    match deployment.current()? {
        Some(deployed) if deployed.fingerprint == fingerprint => Ok((deployed, false)),
        _ => Ok((deployment.run(&fingerprint)?, true)),
    }
}
