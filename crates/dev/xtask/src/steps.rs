//! The steps of `cargo xtask lint` and `cargo xtask test`. Each can be run separately with `--only`.

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, anyhow, ensure};
use clap::ValueEnum;

use crate::cargo;
use crate::checks::template_tools::Tools;
use crate::checks::{
    Findings, authentication, boundaries, conclude, dependencies, description, domain_source, events, functions,
    methods, name_lengths, policies, state_machines, workspace,
};
use crate::measure::bench::{self, Instructions};
use crate::step::{elapsed, quiet};
use crate::suite::Suite;
use crate::{lambdas, nextest, python};

/// A step of `lint` or `test`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Step {
    /// rustfmt
    Format,
    /// Crate boundaries: which crate may depend on what
    Boundaries,
    /// The state machines in statemachines/
    Workflows,
    /// template.yaml
    Template,
    /// openapi.yaml
    Description,
    /// Python and TypeScript clients, generated from openapi.yaml and type-checked
    Clients,
    /// The test events in events/
    Events,
    /// Third-party crates: licenses, bans, vulnerabilities
    Dependencies,
    /// clippy; warnings are errors
    Clippy,
    /// rustdoc; warnings are errors
    Docs,
    /// Unit and contract tests
    Tests,
    /// The end-to-end suite, on stacks of its own
    EndToEnd,
    /// The instruction counts of warm calls, compared with the recorded ones
    Instructions,
}

impl Step {
    /// The steps of `cargo xtask lint`: those that do not compile Usher.
    pub const LINT: [Self; 8] = [
        Self::Format,
        Self::Boundaries,
        Self::Workflows,
        Self::Template,
        Self::Description,
        Self::Clients,
        Self::Events,
        Self::Dependencies,
    ];

    /// Its name on the command line.
    pub fn name(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
    }

    const fn needs_environments(self) -> bool {
        !matches!(
            self,
            Self::Format
                | Self::Boundaries
                | Self::Events
                | Self::Dependencies
                | Self::Clippy
                | Self::Docs
                | Self::Tests
        )
    }

    fn title(self) -> &'static str {
        match self {
            Self::Format => "rustfmt",
            Self::Boundaries => "crate boundaries",
            Self::Workflows => "state machines in statemachines/",
            Self::Template => "template.yaml",
            Self::Description => "openapi.yaml",
            Self::Clients => "Python and TypeScript clients, generated and type-checked",
            Self::Events => "test events in events/",
            Self::Dependencies => "third-party crates",
            Self::Clippy => "clippy",
            Self::Docs => "rustdoc",
            Self::Tests => "unit and contract tests",
            Self::EndToEnd => "end-to-end suite",
            Self::Instructions => "instruction counts of warm calls",
        }
    }

    /// The command that runs only this step.
    pub fn command(self) -> String {
        let command = if Self::LINT.contains(&self) { "lint" } else { "test" };
        format!("cargo xtask {command} --only {}", self.name())
    }
}

/// Runs steps and records their durations.
pub struct Run {
    suite: Suite,
    times: Vec<(Step, Duration)>,
    start: Instant,
}

impl Run {
    /// `suite` is what [`Step::EndToEnd`] runs; its stack is the one that all steps use.
    pub fn new(suite: Suite) -> Self {
        Self { suite, times: Vec::new(), start: Instant::now() }
    }

    /// Runs these steps up to the first that fails, and prints their durations.
    pub fn perform(mut self, steps: &[Step]) -> Result<()> {
        let environments = match steps.iter().filter(|step| step.needs_environments()).count() {
            // A single step prepares its own environment.
            0 | 1 => Vec::new(),
            _ => python::begin_for_checks(&self.suite.stack),
        };
        let result = steps.iter().try_for_each(|step| self.step(*step));
        for environment in environments {
            // The step that needs it has reported the error.
            let _ = environment.join();
        }
        self.print();
        result
    }

    /// Renders the definitions of the state machines from their sources, and prints which ones changed.
    pub fn render_workflows(&self) -> Result<()> {
        let (sam, scratch) = self.sam()?;
        let tools = Tools { root: &self.suite.stack.root, sam: &sam, scratch: &scratch };
        print!("{}", tools.definitions("write")?);
        Ok(())
    }

    fn step(&mut self, step: Step) -> Result<()> {
        println!("== {}: {}", step.name(), step.title());
        let start = Instant::now();
        let result = self.work(step);
        self.times.push((step, start.elapsed()));
        let outcome = if result.is_ok() { "done" } else { "failed" };
        println!("   {}: {outcome} in {}", step.name(), elapsed(start));
        result.map_err(|error| {
            anyhow!("the step {} failed: {error:#}; to run only this step: `{}`", step.name(), step.command())
        })
    }

    fn work(&mut self, step: Step) -> Result<()> {
        let root = self.suite.stack.root.clone();
        match step {
            Step::Format => cargo::run(cargo::command(&root).args(["fmt", "--all", "--check"]))
                .context("the code is not formatted: run `cargo fmt --all`"),
            Step::Boundaries => conclude(&boundaries::check(&workspace::read(&root)?)),
            Step::Workflows => self.workflows(),
            Step::Template => self.template(),
            Step::Description => self.description(),
            Step::Clients => self.clients(),
            Step::Events => {
                let functions = events::functions(&root, &lambdas::functions(&self.suite.stack)?);
                conclude(&events::check(&events::read(&root)?, &functions))
            }
            Step::Dependencies => {
                let cargo_deny = dependencies::CARGO_DENY.install(&root)?;
                dependencies::check(&root, &cargo_deny)
            }
            // All of these use the whole workspace and the dev profile, so that they share their artifacts.
            Step::Clippy => cargo::run(cargo::command(&root).args([
                "clippy",
                "--workspace",
                "--all-targets",
                "--",
                "-D",
                "warnings",
            ])),
            Step::Docs => cargo::run(
                cargo::command(&root).args(["doc", "--workspace", "--no-deps"]).env("RUSTDOCFLAGS", "-D warnings"),
            ),
            // cargo-nextest does not run doctests; the documentation has none.
            Step::Tests => nextest::run(&mut nextest::command(&root, "default")?),
            Step::EndToEnd => self.suite.run(),
            Step::Instructions => bench::instructions(&self.suite.stack, Instructions::Check, &[]),
        }
    }

    fn workflows(&self) -> Result<()> {
        let (sam, scratch) = self.sam()?;
        let tools = Tools { root: &self.suite.stack.root, sam: &sam, scratch: &scratch };
        tools.definitions("check")?;
        let (definitions, template) = (state_machines::read(tools.root)?, tools.template()?);
        let errors = domain_source::error_names(tools.root)?;
        conclude(&state_machines::check(&definitions, &template, &errors))?;
        tools.check_definitions(&definitions, &template)
    }

    fn template(&self) -> Result<()> {
        let (sam, scratch) = self.sam()?;
        let tools = Tools { root: &self.suite.stack.root, sam: &sam, scratch: &scratch };
        let template = tools.template()?;
        let mut findings: Findings = functions::check(&template, &lambdas::functions(&self.suite.stack)?);
        findings.extend(methods::check(&template));
        findings.extend(policies::check("template.yaml", &template));
        findings.extend(name_lengths::check("template.yaml", &template));
        for (file, nested) in tools.nested_templates()? {
            findings.extend(policies::check(&file, &nested));
            findings.extend(name_lengths::check(&file, &nested));
        }
        findings.extend(authentication::check(&template, domain_source::min_password_length(tools.root)?));
        conclude(&findings)?;
        tools.check_templates()
    }

    fn description(&self) -> Result<()> {
        let (sam, scratch) = self.sam()?;
        let tools = Tools { root: &self.suite.stack.root, sam: &sam, scratch: &scratch };
        let events = description::read_events(tools.root)?;
        conclude(&description::check(&tools.description()?, &tools.template()?, &events))?;
        tools.check_description()
    }

    fn clients(&self) -> Result<()> {
        let stack = &self.suite.stack;
        let clients = self.environment("clients", "Python environment of the generated clients")?;
        let mut check = Command::new(clients.program("python"));
        check.arg(stack.infra().join("clients.py")).arg(stack.root.join(".local/clients"));
        let status = check.current_dir(&stack.root).status().context("can't run infra/local/clients.py")?;
        ensure!(status.success(), "fix what is listed above");
        Ok(())
    }

    /// The environment of the template tools, and a folder for their temporary files.
    fn sam(&self) -> Result<(python::Environment, PathBuf)> {
        let stack = &self.suite.stack;
        let scratch = stack.file("checks");
        std::fs::create_dir_all(&scratch).with_context(|| format!("can't create {}", stack.shown(&scratch)))?;
        Ok((self.environment("sam", "Python environment of the AWS SAM command line")?, scratch))
    }

    fn environment(&self, name: &str, title: &str) -> Result<python::Environment> {
        let stack = &self.suite.stack;
        let prepare = || python::one(stack, name);
        if python::existing(stack, name).is_some() { prepare() } else { quiet(title, prepare) }
    }

    fn print(&self) {
        println!();
        for (step, time) in &self.times {
            println!("{:>14} {:>7.1} s", step.name(), time.as_secs_f32());
        }
        println!("{:>14} {:>7.1} s", "total", self.start.elapsed().as_secs_f32());
    }
}
