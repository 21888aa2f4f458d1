//! Deploys template.yaml to the emulator with `sam deploy`, and patches what the emulator ignores.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use anyhow::{Context as _, Result, anyhow, bail};
use serde::Deserialize;

use crate::emulator;
use crate::fingerprint::Fingerprint;
use crate::lambdas::{self, Build};
use crate::process;
use crate::python::Environments;
use crate::secrets::Secrets;
use crate::stack::Stack;

/// A change in these folders, or in the functions' programs, needs a deployment.
const INPUTS: [&str; 2] = ["statemachines", "infra"];

/// A deployed stack, as infra/local/stack.py describes it.
#[derive(Deserialize)]
pub struct Deployed {
    status: String,
    /// The fingerprint of its inputs. It is stored in the emulator, so that it is lost together with the emulator's
    /// state.
    pub fingerprint: String,
    /// The stack's outputs.
    pub outputs: BTreeMap<String, String>,
    /// The id of the REST API; changes with each change of the API.
    pub api_id: String,
    /// The stage of the REST API.
    pub stage: String,
}

/// What a deployment needs.
pub struct Deployment<'a> {
    /// The target.
    pub stack: &'a Stack,
    /// The SAM command line, and boto3 for the scripts.
    pub environments: &'a Environments,
    /// The root credentials of the target.
    pub secrets: &'a Secrets,
}

impl Deployment<'_> {
    /// The stack that is deployed now, unless its last deployment failed.
    pub fn current(&self) -> Result<Option<Deployed>> {
        let json = process::capture(self.script("stack.py").args(["describe", self.stack.name]), "")
            .context("can't read the stack from the emulator")?;
        let deployed: Option<Deployed> =
            serde_json::from_str(&json).context("infra/local/stack.py did not print JSON")?;
        Ok(deployed.filter(|deployed| deployed.status.ends_with("_COMPLETE") && !deployed.status.contains("ROLLBACK")))
    }

    /// The fingerprint of the inputs of a deployment.
    pub fn fingerprint(&self, build: &Build) -> Result<String> {
        let mut fingerprint = Fingerprint::default().value(&self.parameters()?).path(&build.template())?;
        for input in INPUTS {
            fingerprint = fingerprint.path(&self.stack.root.join(input))?;
        }
        // Reading all archives would take longer than the rest of an `up` without changes.
        for function in &build.functions {
            fingerprint = fingerprint.value(function).value(&lambdas::modified(&build.package(function))?);
        }
        Ok(fingerprint.text())
    }

    /// Deploys, and records the fingerprint.
    pub fn run(&self, build: &Build, fingerprint: &str) -> Result<Deployed> {
        let name = self.stack.name;
        process::capture(self.script("stack.py").args(["prepare", name]), "")
            .context("can't prepare the emulator for the deployment")?;
        let mut sam = emulator::as_root(&self.environments.sam.program("sam"), self.stack, self.secrets);
        sam.arg("deploy").arg("--template-file").arg(build.template());
        sam.arg("--config-file").arg(self.stack.infra().join("samconfig.toml"));
        sam.args(["--stack-name", name, "--s3-bucket", &format!("{name}-artifacts")]);
        sam.arg("--parameter-overrides").args(self.parameters()?);
        let log = self.stack.file("deploy.log");
        if let Err(error) = process::run_logged(&mut sam, &log, &self.stack.shown(&log)) {
            bail!("the deployment of template.yaml failed: {}", self.reason().unwrap_or_else(|| format!("{error:#}")));
        }
        process::capture(self.script("stack.py").args(["note", name, fingerprint]), "")
            .context("can't record the deployment in the emulator")?;
        self.current()?
            .ok_or_else(|| anyhow!("the stack is missing or incomplete after its deployment; see emulator.log"))
    }

    /// Applies what the emulator ignored in the template; returns one line for each change.
    pub fn patch(&self) -> Result<Vec<String>> {
        let lines = process::capture(self.script("patch.py").arg(self.stack.name), "")
            .context("infra/local/patch.py failed")?;
        Ok(lines.lines().map(String::from).collect())
    }

    fn script(&self, name: &str) -> Command {
        emulator::script(&self.environments.emulator, self.stack, self.secrets, name)
    }

    /// The template's parameters as `Name=value`: infra/local/parameters.json, the processor and the base URL.
    fn parameters(&self) -> Result<Vec<String>> {
        let file = self.stack.infra().join("parameters.json");
        let json = fs::read(&file).context("can't read infra/local/parameters.json")?;
        let mut parameters: BTreeMap<String, String> =
            serde_json::from_slice(&json).context("infra/local/parameters.json must be a JSON object of strings")?;
        let architecture = if std::env::consts::ARCH == "aarch64" { "arm64" } else { "x86_64" };
        parameters.insert(String::from("Architecture"), String::from(architecture));
        parameters.insert(String::from("PublicBaseUrl"), self.stack.api());
        Ok(parameters.into_iter().map(|(name, value)| format!("{name}={value}")).collect())
    }

    /// Why the deployment failed, from the stack's events.
    fn reason(&self) -> Option<String> {
        let reason = process::capture(self.script("stack.py").args(["failure", self.stack.name]), "").ok()?;
        let log = self.stack.shown(&self.stack.file("deploy.log"));
        (!reason.trim().is_empty()).then(|| format!("{} (full output: {log})", reason.trim()))
    }
}
