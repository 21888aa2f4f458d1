//! Stacks for end-to-end tests that nothing else may disturb: each such test has one of them to itself.

use std::env;
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result, ensure};

use crate::stack::Stack;
use crate::step::quiet;
use crate::up::Functions;
use crate::{down, fresh};

/// As many as the group `alone` of `.config/nextest.toml` has threads.
const NAMES: [&str; 3] = ["usher-alone-1", "usher-alone-2", "usher-alone-3"];

/// All of them, none of which need run.
pub fn stacks(beside: &Stack) -> Vec<Stack> {
    NAMES.iter().zip(1..).map(|(name, number)| beside.beside(name, number)).collect()
}

/// Brings all of them up at once, each in a process of its own; what they print goes to their logs. The functions must be
/// built.
pub fn bring_up(beside: &Stack) -> Result<()> {
    let starting = NAMES.map(|name| start(beside, name));
    quiet("stacks for tests that need one alone", || {
        // All of them are waited for, also when one could not be started.
        let ended = starting.map(|child| child.and_then(|mut child| child.wait().context("can't wait for a stack")));
        for (stack, status) in stacks(beside).iter().zip(ended) {
            let log = stack.shown(&stack.file("up.log"));
            ensure!(status?.success(), "the stack {} can't be brought up: {log} says why", stack.name);
        }
        Ok(())
    })
}

fn start(beside: &Stack, name: &str) -> Result<Child> {
    let dir = beside.root.join(".local").join(name);
    std::fs::create_dir_all(&dir).with_context(|| format!("can't make .local/{name}"))?;
    let log = std::fs::File::create(dir.join("up.log")).with_context(|| format!("can't write .local/{name}/up.log"))?;
    let errors = log.try_clone().context("can't share a log")?;
    let mut command = Command::new(env::current_exe().context("this program has no path")?);
    command.args(["up-alone", name, "--stack", "test"]).stdin(Stdio::null()).stdout(log).stderr(errors);
    command.spawn().with_context(|| format!("can't start {name}"))
}

/// What such a process does.
pub fn up(beside: &Stack, name: &str) -> Result<()> {
    let mut stacks = stacks(beside).into_iter();
    let mut stack = stacks.find(|stack| stack.name == name).with_context(|| format!("no stack is called {name}"))?;
    fresh::bring_up(&mut stack, Functions::BuiltBefore)
}

/// Stops all of them.
pub fn stop(beside: &Stack) -> Result<()> {
    stacks(beside).iter().try_for_each(|stack| down::stop(stack).map(drop))
}
