//! Runs the end-to-end suite (crates/dev/end-to-end): starts empty stacks, runs the tests on them, and stops them.

use std::env;

use anyhow::{Context as _, Result};

use crate::stack::Stack;
use crate::up::Functions;
use crate::{down, exclusive_stacks, fresh_stack, load_balancer, logs, nextest, python};

/// The suite, its stack and its options.
pub struct Suite {
    /// The test stack.
    pub stack: Stack,
    /// Which build of the functions the stacks run.
    pub functions: Functions,
    /// Whether the stack keeps running at the end.
    pub keep: bool,
    /// Whether tests run concurrently, on several stacks, or one after the other on one stack.
    pub at_once: bool,
    /// Further arguments of cargo-nextest: a part of the tests' names, or an option.
    pub filter: Vec<String>,
    /// Environment variables of the tests.
    pub environment: Vec<(&'static str, String)>,
}

impl Suite {
    /// All tests, concurrently; the stacks are stopped at the end.
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
        // Compile first, so that compiler errors show before the stacks start.
        nextest::run(nextest::command(&self.stack.root, "end-to-end")?.arg("--no-run"))?;
        fresh_stack::bring_up(&mut self.stack, self.functions)?;
        let result = self.prepare().and_then(|()| self.test());
        if result.is_err() {
            self.keep_logs();
        }
        let stopped = exclusive_stacks::stop(&self.stack);
        if self.keep {
            let (stack, flag) = (&self.stack, self.stack.flag());
            println!(
                "  the stack `{}` is still running at {}; `cargo xtask down{flag} --wipe` removes it",
                stack.name,
                stack.api()
            );
            return result;
        }
        result.and(stopped).and(down::stop(&self.stack).map(drop))
    }

    /// Prepares what only some tests need: cargo-lambda, the load balancer, the exclusive stacks.
    fn prepare(&mut self) -> Result<()> {
        // Some tests invoke functions with cargo-lambda.
        python::one(&self.stack, "build")?;
        if self.filter.is_empty() {
            self.environment.push(("USHER_LOAD_BALANCER", load_balancer::deploy(&self.stack)?));
        }
        if self.at_once {
            exclusive_stacks::bring_up(&self.stack)?;
            let files = exclusive_stacks::stacks(&self.stack).into_iter().map(|stack| stack.file("stack.json"));
            let files = env::join_paths(files).context("the path of the repository must not contain a colon")?;
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

    /// Saves the functions' logs, which are lost when the stacks stop.
    fn keep_logs(&self) {
        keep_logs(&self.stack);
        let exclusive = exclusive_stacks::stacks(&self.stack);
        exclusive.iter().filter(|stack| stack.file("stack.json").exists()).for_each(keep_logs);
    }
}

fn keep_logs(stack: &Stack) {
    let file = stack.file("functions.log");
    let shown = stack.shown(&file);
    match logs::save(stack, &file) {
        Ok(()) => println!("  logs of the functions: {shown}"),
        Err(error) => println!("  can't save the functions' logs: {error:#}"),
    }
    println!("  log of the emulator: {}", stack.shown(&stack.file("emulator.log")));
}
