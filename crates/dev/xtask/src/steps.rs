//! The steps of `lint` and `test`: what each is called and does. Whatever fails can be run again alone.

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, anyhow, ensure};
use clap::ValueEnum;

use crate::cargo;
use crate::checks::template_tools::Tools;
use crate::checks::{
    Findings, conclude, dependencies, description, domain_source, events, functions, identities, methods, names,
    policies, state_machines, walls, workspace,
};
use crate::measure::bench::{self, Instructions};
use crate::step::{elapsed, quiet};
use crate::suite::Suite;
use crate::{lambdas, nextest, python};

/// A step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Step {
    /// rustfmt
    Format,
    /// The walls between the rooms
    Walls,
    /// The state machines' definitions
    Workflows,
    /// template.yaml
    Template,
    /// openapi.yaml
    Description,
    /// A Python and a TypeScript client, generated from openapi.yaml
    Clients,
    /// A good and a bad event for each function
    Events,
    /// What comes from outside: licences, bans, vulnerabilities
    Dependencies,
    /// clippy, warnings denied
    Clippy,
    /// rustdoc, warnings denied
    Docs,
    /// Unit and contract tests
    Tests,
    /// The end-to-end suite on a stack of its own
    EndToEnd,
    /// The instructions of warm calls, compared with the recorded ones
    Instructions,
}

impl Step {
    /// Those that compile nothing of Usher's.
    pub const LINT: [Self; 8] = [
        Self::Format,
        Self::Walls,
        Self::Workflows,
        Self::Template,
        Self::Description,
        Self::Clients,
        Self::Events,
        Self::Dependencies,
    ];

    fn name(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
    }

    const fn needs_environments(self) -> bool {
        !matches!(
            self,
            Self::Format | Self::Walls | Self::Events | Self::Dependencies | Self::Clippy | Self::Docs | Self::Tests
        )
    }

    fn title(self) -> &'static str {
        match self {
            Self::Format => "rustfmt",
            Self::Walls => "the walls between the rooms",
            Self::Workflows => "the definitions in statemachines/",
            Self::Template => "template.yaml",
            Self::Description => "openapi.yaml",
            Self::Clients => "a program on each generated client",
            Self::Events => "a good and a bad event for each function",
            Self::Dependencies => "what comes from outside",
            Self::Clippy => "clippy",
            Self::Docs => "the documentation",
            Self::Tests => "unit and contract tests",
            Self::EndToEnd => "the end-to-end suite on a stack of its own",
            Self::Instructions => "the instructions of warm calls",
        }
    }

    /// The command that runs this step alone.
    fn alone(self) -> String {
        let command = if Self::LINT.contains(&self) { "lint" } else { "test" };
        format!("cargo xtask {command} --only {}", self.name())
    }
}

/// A run of some steps.
pub struct Run {
    suite: Suite,
    times: Vec<(Step, Duration)>,
    start: Instant,
}

impl Run {
    /// A run; the suite is what its last step, if asked for, does.
    pub fn new(suite: Suite) -> Self {
        Self { suite, times: Vec::new(), start: Instant::now() }
    }

    /// Performs these steps up to the first that fails, and tells what took how long.
    pub fn perform(mut self, steps: &[Step]) -> Result<()> {
        let environments = match steps.iter().filter(|step| step.needs_environments()).count() {
            // One step alone prepares what it needs.
            0 | 1 => Vec::new(),
            _ => python::begin_for_checks(&self.suite.stack),
        };
        let result = steps.iter().try_for_each(|step| self.step(*step));
        for environment in environments {
            // The step that needs it has told what went wrong.
            let _ = environment.join();
        }
        self.print();
        result
    }

    fn step(&mut self, step: Step) -> Result<()> {
        println!("== {}: {}", step.name(), step.title());
        let start = Instant::now();
        let result = self.work(step);
        self.times.push((step, start.elapsed()));
        let outcome = if result.is_ok() { "done" } else { "failed" };
        println!("   {}: {outcome} in {}", step.name(), elapsed(start));
        result.map_err(|error| {
            anyhow!("the step {} failed: {error:#}; run it alone with `{}`", step.name(), step.alone())
        })
    }

    fn work(&mut self, step: Step) -> Result<()> {
        let root = self.suite.stack.root.clone();
        match step {
            Step::Format => cargo::run(cargo::command(&root).args(["fmt", "--all", "--check"]))
                .context("the code is not formatted; `cargo fmt --all` does it"),
            Step::Walls => conclude(&walls::check(&workspace::read(&root)?)),
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
            // The whole workspace and the dev profile for all of these: they share what they compile.
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
            // There are no examples in the documentation, which cargo-nextest would not run.
            Step::Tests => nextest::run(&mut nextest::command(&root, "default")?),
            Step::EndToEnd => self.suite.run(),
            Step::Instructions => bench::instructions(&self.suite.stack, Instructions::Check, &[]),
        }
    }

    fn workflows(&self) -> Result<()> {
        let (sam, scratch) = self.sam()?;
        let tools = Tools { root: &self.suite.stack.root, sam: &sam, scratch: &scratch };
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
        findings.extend(names::check("template.yaml", &template));
        for (file, nested) in tools.nested_templates()? {
            findings.extend(policies::check(&file, &nested));
            findings.extend(names::check(&file, &nested));
        }
        findings.extend(identities::check(&template, domain_source::smallest_password(tools.root)?));
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
        let clients = self.environment("clients", "the Python environment of the generated clients")?;
        let mut check = Command::new(clients.program("python"));
        check.arg(stack.infra().join("clients.py")).arg(stack.root.join(".local/clients"));
        let status = check.current_dir(&stack.root).status().context("can't run infra/local/clients.py")?;
        ensure!(status.success(), "correct what is listed above");
        Ok(())
    }

    /// The tools' environment, and a folder for what they leave behind.
    fn sam(&self) -> Result<(python::Environment, PathBuf)> {
        let stack = &self.suite.stack;
        let scratch = stack.file("checks");
        std::fs::create_dir_all(&scratch).with_context(|| format!("can't make {}", stack.shown(&scratch)))?;
        Ok((self.environment("sam", "the Python environment of the AWS SAM command line")?, scratch))
    }

    fn environment(&self, name: &str, what: &str) -> Result<python::Environment> {
        let stack = &self.suite.stack;
        let make = || python::one(stack, name);
        if python::existing(stack, name).is_some() { make() } else { quiet(what, make) }
    }

    fn print(&self) {
        println!();
        for (step, time) in &self.times {
            println!("{:>14} {:>7.1} s", step.name(), time.as_secs_f32());
        }
        println!("{:>14} {:>7.1} s", "in all", self.start.elapsed().as_secs_f32());
    }
}
