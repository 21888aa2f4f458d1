//! The end-to-end suite: a stack of its own that starts from nothing, the tests on it, and its end.
//!
//! Its tests are all in crates/end-to-end/tests and marked `#[ignore]`, so that `cargo test` passes without a stack.

use std::fs;

use anyhow::{Context as _, Result, bail};

use crate::stack::Stack;
use crate::tally::Tally;
use crate::{balancer, cargo, down, fresh, logs, standstill};

/// The suite and its stack.
pub struct Suite {
    /// The test stack.
    pub stack: Stack,
    /// Whether the stack stays at the end.
    pub keep: bool,
    /// What the tests' own command line gets.
    pub filter: Vec<String>,
    /// The one file of tests to run, if not all.
    pub only: Option<&'static str>,
    /// What the tests find in their environment.
    pub environment: Vec<(&'static str, String)>,
}

impl Suite {
    /// All tests, and nothing stays.
    pub const fn new(stack: Stack) -> Self {
        Self { stack, keep: false, filter: Vec::new(), only: None, environment: Vec::new() }
    }

    /// Runs the suite.
    pub fn run(&mut self, tests: &mut Tally) -> Result<()> {
        let names = self.names()?;
        // Nobody should wait for a stack and then read what the compiler says.
        cargo::run(self.command(&names).arg("--no-run"))?;
        fresh::bring_up(&mut self.stack)?;
        if self.only.is_none() {
            self.environment.push(("USHER_LOAD_BALANCER", balancer::deploy(&self.stack)?));
        }
        let (mut result, standstill) = standstill::during(&self.stack, || self.attempt(&names, &self.filter, tests));
        if let (Err(_), Some(time)) = (&result, standstill) {
            println!("  the machine or the emulator stood still for {} s", time.as_secs());
            result = self.once_more(&names, tests);
        }
        if self.keep {
            let (stack, flag) = (&self.stack, self.stack.flag());
            println!("  the stack `{}` stays at {}; `cargo xtask down{flag} --wipe` ends it", stack.name, stack.api());
            return result;
        }
        let stopped = down::stop(&self.stack);
        result.and(stopped.map(drop))
    }

    fn attempt(&self, names: &[String], filter: &[String], tests: &mut Tally) -> Result<()> {
        let mut command = self.command(names);
        command.args(["--", "--ignored"]).args(filter);
        command.env("USHER_STACK", self.stack.file("stack.json")).envs(self.environment.iter().cloned());
        let result = tests.run(&mut command);
        if result.is_err() {
            self.keep_logs();
        }
        result
    }

    /// What waited for an answer while nothing ran gets one more chance (docs/decisions/0021-standstills.md).
    fn once_more(&self, names: &[String], tests: &mut Tally) -> Result<()> {
        let mut filter = tests.take_failures().context("not all that went wrong can be run again by its name")?;
        println!("  once more what failed: {}", filter.join(", "));
        filter.push("--exact".to_owned());
        self.attempt(names, &filter, tests)
    }

    fn command(&self, names: &[String]) -> std::process::Command {
        let mut command = cargo::command(&self.stack.root);
        // The whole workspace, of which only these are run: a selection of packages would compile everything anew.
        command.args(["test", "--workspace", "--release", "--no-fail-fast"]);
        command.args(names.iter().flat_map(|name| ["--test", name.as_str()]));
        command
    }

    /// The files of the suite, which are called as their tests.
    fn names(&self) -> Result<Vec<String>> {
        let dir = self.stack.root.join("crates/end-to-end/tests");
        let mut names = Vec::new();
        for entry in fs::read_dir(&dir).context("can't list crates/end-to-end/tests")? {
            let path = entry?.path();
            if let (Some(stem), Some("rs")) =
                (path.file_stem(), path.extension().and_then(|extension| extension.to_str()))
            {
                names.push(stem.to_string_lossy().into_owned());
            }
        }
        names.retain(|name| self.only.is_none_or(|only| name == only));
        names.sort();
        if names.is_empty() {
            bail!("crates/end-to-end/tests has no tests");
        }
        Ok(names)
    }

    /// The stack is about to go: what its functions said must not go with it.
    fn keep_logs(&self) {
        let file = self.stack.file("functions.log");
        let shown = self.stack.shown(&file);
        match logs::save(&self.stack, &file) {
            Ok(()) => println!("  what the functions logged: {shown}"),
            Err(error) => println!("  can't save what the functions logged: {error:#}"),
        }
        println!("  what the emulator printed: {}", self.stack.shown(&self.stack.file("emulator.log")));
    }
}
