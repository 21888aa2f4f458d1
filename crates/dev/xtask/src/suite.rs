//! The end-to-end suite: stacks of its own that start from nothing, the tests on them, and their end.
//!
//! Its tests are all in crates/dev/end-to-end/tests.

use std::env;

use anyhow::{Context as _, Result};

use crate::fresh;
use crate::stack::Stack;
use crate::up::Functions;
use crate::{alone, balancer, down, logs, nextest, python};

/// The suite and its stack.
pub struct Suite {
    /// The test stack.
    pub stack: Stack,
    /// What it runs.
    pub functions: Functions,
    /// Whether the stack stays at the end.
    pub keep: bool,
    /// Whether tests run at once, on several stacks, or one after the other on one.
    pub at_once: bool,
    /// What cargo-nextest gets besides: a part of the tests' names, or an option.
    pub filter: Vec<String>,
    /// What the tests find in their environment.
    pub environment: Vec<(&'static str, String)>,
}

impl Suite {
    /// All tests, and nothing stays.
    pub const fn new(stack: Stack) -> Self {
        Self {
            stack,
            functions: Functions::TestsBuild,
            keep: false,
            at_once: true,
            filter: Vec::new(),
            environment: Vec::new(),
        }
    }

    /// Runs the suite.
    pub fn run(&mut self) -> Result<()> {
        // Nobody should wait for a stack and then read what the compiler says.
        nextest::run(nextest::command(&self.stack.root, "end-to-end")?.arg("--no-run"))?;
        fresh::bring_up(&mut self.stack, self.functions)?;
        let result = self.prepare().and_then(|()| self.test());
        if result.is_err() {
            self.keep_logs();
        }
        let stopped = alone::stop(&self.stack);
        if self.keep {
            let (stack, flag) = (&self.stack, self.stack.flag());
            println!("  the stack `{}` stays at {}; `cargo xtask down{flag} --wipe` ends it", stack.name, stack.api());
            return result;
        }
        result.and(stopped).and(down::stop(&self.stack).map(drop))
    }

    /// What some tests need, only those that run at once, or all of them together.
    fn prepare(&mut self) -> Result<()> {
        // Some tests call functions through cargo-lambda.
        python::one(&self.stack, "build")?;
        if self.filter.is_empty() {
            self.environment.push(("USHER_LOAD_BALANCER", balancer::deploy(&self.stack)?));
        }
        if self.at_once {
            alone::bring_up(&self.stack)?;
            let files = alone::stacks(&self.stack).into_iter().map(|stack| stack.file("stack.json"));
            let files = env::join_paths(files).context("the path of the repository has a colon in it")?;
            self.environment.push(("USHER_STACKS_ALONE", files.to_string_lossy().into_owned()));
        }
        Ok(())
    }

    fn test(&self) -> Result<()> {
        let mut command = nextest::command(&self.stack.root, "end-to-end")?;
        if !self.at_once {
            command.args(["--test-threads", "1"]);
        }
        command.args(&self.filter).env("USHER_STACK", self.stack.file("stack.json"));
        nextest::run(command.envs(self.environment.iter().cloned()))
    }

    /// The stacks are about to go: what their functions said must not go with them.
    fn keep_logs(&self) {
        keep_logs(&self.stack);
        alone::stacks(&self.stack).iter().filter(|stack| stack.file("stack.json").exists()).for_each(keep_logs);
    }
}

fn keep_logs(stack: &Stack) {
    let file = stack.file("functions.log");
    let shown = stack.shown(&file);
    match logs::save(stack, &file) {
        Ok(()) => println!("  what the functions logged: {shown}"),
        Err(error) => println!("  can't save what the functions logged: {error:#}"),
    }
    println!("  what the emulator printed: {}", stack.shown(&stack.file("emulator.log")));
}
