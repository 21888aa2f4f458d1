//! `cargo xtask up`: from a checkout to a running stack, each step skipped when nothing changed for it.

use std::fs;
use std::time::Instant;

use anyhow::{Context as _, Result};
use clap::ValueEnum;

use crate::demo_services::DemoService;
use crate::deploy::{Deployed, Deployment};
use crate::lambdas::Build;
use crate::operator::Operator;
use crate::python::{self, Environments};
use crate::secrets::Secrets;
use crate::service::Service;
use crate::stack::Stack;
use crate::step::{elapsed, loud, quiet};
use crate::{admin, demo_services, emulator, front, handover, registration};

/// Which functions a stack runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Functions {
    /// Compiled as tests are: there soon
    TestsBuild,
    /// Compiled as for a deployment
    ReleaseBuild,
    /// What another stack was just brought up with
    #[value(skip)]
    BuiltBefore,
}

/// Brings the stack up and tells where everything is. What this run started is stopped again when a later step fails.
pub fn up(stack: &Stack) -> Result<()> {
    let start = Instant::now();
    let secrets = bring_up(stack, Functions::TestsBuild)?;
    handover::print(stack, &secrets);
    println!("Took {}.", elapsed(start));
    Ok(())
}

/// The same without the last words; gives what the stack keeps secret.
pub fn bring_up(stack: &Stack, functions: Functions) -> Result<Secrets> {
    println!("Bringing up the stack `{}`", stack.name);
    let interpreter = quiet("checking Python and the ports", || check(stack))?;
    prepare_folders(stack)?;
    // They are fetched while the processors compile.
    let environments = Environments::begin(stack, &interpreter);
    let build = match functions {
        Functions::TestsBuild => loud("building the functions", || Build::run(stack, &interpreter)),
        Functions::ReleaseBuild => {
            loud("building the functions as deployed", || Build::as_deployed(stack, &interpreter))
        }
        Functions::BuiltBefore => Build::of_before(stack),
    };
    let environments = quiet("Python environments", || environments.wait());
    let (build, environments) = (build?, environments?);
    let secrets = Secrets::of(stack)?;
    let idle: Vec<Service> = services(stack).filter(|service| service.running().is_none()).collect();
    let result = run(stack, &environments, &build, &secrets);
    if result.is_err() {
        for service in idle {
            service.stop(emulator::STOP_TIMEOUT)?;
        }
    }
    result?;
    Ok(secrets)
}

fn check(stack: &Stack) -> Result<std::path::PathBuf> {
    for service in services(stack) {
        service.check_port()?;
    }
    python::interpreter()
}

/// All that runs in the background.
fn services(stack: &Stack) -> impl Iterator<Item = Service> {
    let demos = demo_services::all(stack).into_iter().map(|demo| demo.service(stack));
    [emulator::service(stack), front::service(stack)].into_iter().chain(demos)
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
        let patched = quiet("patching the emulator's gaps", || deployment.patch())?;
        for line in patched {
            println!("    {line}");
        }
    }
    if let Some(operator) = Operator::of(stack, build, secrets, &deployed)? {
        if started || changed {
            quiet("demo admin", || admin::ensure(&operator, secrets))?;
        }
        let secret_of = |demo: &DemoService| registration::signing_secret(&operator, demo);
        quiet("demo services", || demo_services::ensure(stack, &build.program("demo-service"), secret_of))?;
    }
    quiet("local front", || front::ensure(stack, &build.program("local-front"), &deployed))?;
    handover::write(stack, secrets, &deployed)
}

/// Deploys when something changed; tells whether it did.
fn deploy(deployment: &Deployment<'_>, build: &Build) -> Result<(Deployed, bool)> {
    let fingerprint = deployment.fingerprint(build)?;
    match deployment.current()? {
        Some(deployed) if deployed.fingerprint == fingerprint => Ok((deployed, false)),
        _ => Ok((deployment.run(build, &fingerprint)?, true)),
    }
}
