//! A running program, and what the kernel knows of it.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

/// How a program is started.
#[derive(Clone, Debug)]
pub struct Recipe {
    /// The program and its arguments.
    pub command: Vec<String>,
    /// Where it runs.
    pub folder: PathBuf,
    /// Its whole environment.
    pub environment: BTreeMap<String, String>,
    /// Where its log goes.
    pub log: PathBuf,
}

/// A program, until it is dropped.
pub struct Program {
    child: Child,
    /// When it was started.
    pub started: Instant,
}

impl Program {
    /// Starts one.
    ///
    /// # Errors
    /// If it cannot be started.
    pub fn start(recipe: &Recipe) -> Result<Self> {
        let (program, arguments) = recipe.command.split_first().context("there is no command")?;
        let mut command = Command::new(program);
        command.args(arguments).current_dir(&recipe.folder).env_clear().envs(&recipe.environment);
        let log = File::create(&recipe.log).with_context(|| format!("can't make {}", recipe.log.display()))?;
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        let started = Instant::now();
        let child = command.spawn().with_context(|| format!("can't start {program}"))?;
        Ok(Self { child, started })
    }

    /// The processor time so far of all its threads that still live (`/proc/<pid>/task/<tid>/schedstat`, in nanoseconds).
    ///
    /// # Errors
    /// If the kernel does not tell.
    pub fn processor_time(&self) -> Result<Duration> {
        let mut nanoseconds = 0;
        for thread in fs::read_dir(format!("/proc/{}/task", self.child.id()))? {
            let text = fs::read_to_string(thread?.path().join("schedstat"))?;
            let first = text.split_whitespace().next().context("schedstat is empty")?;
            nanoseconds += first.parse::<u64>()?;
        }
        Ok(Duration::from_nanos(nanoseconds))
    }

    /// The most memory that it had at once, in bytes (`VmHWM` in `/proc/<pid>/status`).
    ///
    /// # Errors
    /// If the kernel does not tell.
    pub fn peak_memory(&self) -> Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("there is no VmHWM")?;
        let kilobytes = line.trim().trim_end_matches(" kB").parse::<u64>()?;
        Ok(kilobytes * 1024)
    }

    /// Asks it to end, and waits until it has.
    ///
    /// # Errors
    /// If it cannot be asked.
    pub fn terminate(&mut self) -> Result<()> {
        let asked = Command::new("kill").arg(self.child.id().to_string()).status().context("can't run kill")?;
        anyhow::ensure!(asked.success(), "the program cannot be ended");
        self.child.wait().context("the program does not end")?;
        Ok(())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Whoever has ended already needs no end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
