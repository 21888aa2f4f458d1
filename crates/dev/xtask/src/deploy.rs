//! Deploying template.yaml to the emulator with `sam deploy`, and patching what the emulator leaves out of it.

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

/// Changes to these, and to the functions' programs, are worth a deployment.
const INPUTS: [&str; 2] = ["statemachines", "infra"];

/// What stands deployed.
#[derive(Deserialize)]
pub struct Deployed {
    status: String,
    /// Of all that went into it. Kept in the emulator, so that it is lost with the state that it tells of.
    pub fingerprint: String,
    /// The stack's outputs.
    pub outputs: BTreeMap<String, String>,
    /// The REST API's id, another one after each change of the API.
    pub api_id: String,
    /// The REST API's stage.
    pub stage: String,
}

/// A deployment's tools.
pub struct Deployment<'a> {
    /// Where to.
    pub stack: &'a Stack,
    /// The tools.
    pub environments: &'a Environments,
    /// As whom.
    pub secrets: &'a Secrets,
}

impl Deployment<'_> {
    /// What stands deployed now, if it is complete.
    pub fn current(&self) -> Result<Option<Deployed>> {
        let json = process::capture(self.script("stack.py").args(["describe", self.stack.name]), "")
            .context("can't ask the emulator for the stack")?;
        let deployed: Option<Deployed> = serde_json::from_str(&json).context("stack.py printed no JSON")?;
        Ok(deployed.filter(|deployed| deployed.status.ends_with("_COMPLETE") && !deployed.status.contains("ROLLBACK")))
    }

    /// The fingerprint of all that goes into a deployment.
    pub fn fingerprint(&self, build: &Build) -> Result<String> {
        let mut fingerprint = Fingerprint::default().value(&self.parameters()?).path(&build.template())?;
        for input in INPUTS {
            fingerprint = fingerprint.path(&self.stack.root.join(input))?;
        }
        // To read all archives would take longer than all else that `up` does where nothing changed.
        for function in &build.functions {
            fingerprint = fingerprint.value(function).value(&lambdas::modified(&build.package(function))?);
        }
        Ok(fingerprint.text())
    }

    /// Deploys.
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
            .context("can't note the deployment")?;
        self.current()?.ok_or_else(|| anyhow!("the emulator lost the stack right after deploying it"))
    }

    /// Sets what the emulator left out; each line tells one thing that was set.
    pub fn patch(&self) -> Result<Vec<String>> {
        let lines = process::capture(self.script("patch.py").arg(self.stack.name), "")
            .context("can't patch the emulator's gaps (infra/local/patch.py)")?;
        Ok(lines.lines().map(String::from).collect())
    }

    fn script(&self, name: &str) -> Command {
        emulator::script(&self.environments.emulator, self.stack, self.secrets, name)
    }

    /// `Name=value`: what differs between this stack and one on AWS, and whatever infra/local/parameters.json adds.
    fn parameters(&self) -> Result<Vec<String>> {
        let file = self.stack.infra().join("parameters.json");
        let json = fs::read(&file).context("can't read infra/local/parameters.json")?;
        let mut parameters: BTreeMap<String, String> =
            serde_json::from_slice(&json).context("infra/local/parameters.json must be one object of strings")?;
        let architecture = if std::env::consts::ARCH == "aarch64" { "arm64" } else { "x86_64" };
        parameters.insert(String::from("Architecture"), String::from(architecture));
        parameters.insert(String::from("PublicBaseUrl"), self.stack.api());
        Ok(parameters.into_iter().map(|(name, value)| format!("{name}={value}")).collect())
    }

    /// What the stack's own events say.
    fn reason(&self) -> Option<String> {
        let reason = process::capture(self.script("stack.py").args(["failure", self.stack.name]), "").ok()?;
        let log = self.stack.shown(&self.stack.file("deploy.log"));
        (!reason.trim().is_empty()).then(|| format!("{} (the whole output: {log})", reason.trim()))
    }
}
