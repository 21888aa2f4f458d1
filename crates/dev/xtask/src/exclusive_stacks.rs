//! Stacks for end-to-end tests that need a stack exclusively. They run beside the test stack.

use std::env;
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result, ensure};

use crate::stack::Stack;
use crate::step::quiet;
use crate::up::Functions;
use crate::{down, fresh_stack};

/// As many as the test group `alone` of `.config/nextest.toml` has threads.
const NAMES: [&str; 3] = ["usher-alone-1", "usher-alone-2", "usher-alone-3"];

/// All of them, running or not.
pub fn stacks(test_stack: &Stack) -> Vec<Stack> {
    NAMES.iter().zip(1..).map(|(name, number)| test_stack.beside(name, number)).collect()
}

/// Starts all of them in parallel, each in a subprocess that writes its output to `up.log`. The functions must be
/// built.
pub fn bring_up(test_stack: &Stack) -> Result<()> {
    let starting = NAMES.map(|name| start(test_stack, name));
    quiet("exclusive test stacks", || {
        // Wait for all of them, even if one failed to start.
        let ended = starting.map(|child| child.and_then(|mut child| child.wait().context("can't wait for a stack")));
        for (stack, status) in stacks(test_stack).iter().zip(ended) {
            let log = stack.shown(&stack.file("up.log"));
            ensure!(status?.success(), "the stack {} failed to start; see {log}", stack.name);
        }
        Ok(())
    })
}

fn start(test_stack: &Stack, name: &str) -> Result<Child> {
    let dir = test_stack.root.join(".local").join(name);
    std::fs::create_dir_all(&dir).with_context(|| format!("can't create .local/{name}"))?;
    let log = std::fs::File::create(dir.join("up.log")).with_context(|| format!("can't write .local/{name}/up.log"))?;
    let errors = log.try_clone().with_context(|| format!("can't duplicate the handle of .local/{name}/up.log"))?;
    let mut command = Command::new(env::current_exe().context("can't find the path of this program")?);
    command.args(["up-exclusive", name, "--stack", "test"]).stdin(Stdio::null()).stdout(log).stderr(errors);
    command.spawn().with_context(|| format!("can't start {name}"))
}

/// Starts one of them; this is what the subprocess runs.
pub fn up(test_stack: &Stack, name: &str) -> Result<()> {
    let mut stacks = stacks(test_stack).into_iter();
    let mut stack = stacks.find(|stack| stack.name == name).with_context(|| format!("no stack is called {name}"))?;
    fresh_stack::bring_up(&mut stack, Functions::BuiltBefore)
}

/// Stops all of them.
pub fn stop(test_stack: &Stack) -> Result<()> {
    stacks(test_stack).iter().try_for_each(|stack| down::stop(stack).map(drop))
}
