//! `cargo xtask up`: from a checkout to a running stack. A step is skipped if its inputs have not changed.

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
use crate::{admin, demo_services, emulator, front, registration, stack_info};

/// Which build of the functions a stack runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Functions {
    /// The tests' build: compiles fast
    TestsBuild,
    /// The release build, as for a deployment
    ReleaseBuild,
    /// The build of another stack that was just started
    #[value(skip)]
    BuiltBefore,
}

/// Starts or updates the stack, and prints how to use it.
pub fn up(stack: &Stack) -> Result<()> {
    let start = Instant::now();
    let secrets = bring_up(stack, Functions::TestsBuild)?;
    stack_info::print(stack, &secrets);
    println!("Took {}.", elapsed(start));
    Ok(())
}

/// Starts or updates the stack; returns its secrets. If a step fails, the processes that this run started are stopped.
pub fn bring_up(stack: &Stack, functions: Functions) -> Result<Secrets> {
    println!("Starting the stack `{}`", stack.name);
    let interpreter = quiet("checking Python and the ports", || check(stack))?;
    prepare_folders(stack)?;
    // Downloaded while cargo compiles.
    let environments = Environments::begin(stack, &interpreter);
    let build = match functions {
        Functions::TestsBuild => loud("building the functions", || Build::run(stack, &interpreter)),
        Functions::ReleaseBuild => {
            loud("building the functions for a deployment", || Build::as_deployed(stack, &interpreter))
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

/// All background processes of a stack.
fn services(stack: &Stack) -> impl Iterator<Item = Service> {
    let demos = demo_services::all(stack).into_iter().map(|demo| demo.service(stack));
    [emulator::service(stack), front::service(stack)].into_iter().chain(demos)
}

fn prepare_folders(stack: &Stack) -> Result<()> {
    for folder in [stack.state(), stack.file("home")] {
        fs::create_dir_all(&folder).with_context(|| format!("can't create {}", stack.shown(&folder)))?;
    }
    Ok(())
}

fn run(stack: &Stack, environments: &Environments, build: &Build, secrets: &Secrets) -> Result<()> {
    let started = quiet("AWS emulator", || emulator::ensure(stack, &environments.emulator, secrets))?;
    let deployment = Deployment { stack, environments, secrets };
    let (deployed, changed) = quiet("deploying template.yaml", || deploy(&deployment, build))?;
    if started || changed {
        let patched = quiet("patching what the emulator ignores", || deployment.patch())?;
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
    stack_info::write(stack, secrets, &deployed)
}

/// Deploys if an input has changed; returns whether it did.
fn deploy(deployment: &Deployment<'_>, build: &Build) -> Result<(Deployed, bool)> {
    let fingerprint = deployment.fingerprint(build)?;
    match deployment.current()? {
        Some(deployed) if deployed.fingerprint == fingerprint => Ok((deployed, false)),
        _ => Ok((deployment.run(build, &fingerprint)?, true)),
    }
}
