//! Counting tests: what `cargo test` prints is passed on line by line and summed up.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

/// How many tests ran.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Those that passed.
    pub passed: u32,
    /// Those that did not.
    pub failed: u32,
}

impl Tally {
    /// Runs `cargo test`; an error if a test failed, or if there was none to run.
    pub fn run(&mut self, command: &mut Command) -> Result<()> {
        let mut child = command.stdout(Stdio::piped()).spawn().context("can't run cargo")?;
        let output = child.stdout.take().context("cargo has no output")?;
        let mut ran = Self::default();
        for line in BufReader::new(output).split(b'\n') {
            let line = line.context("can't read what cargo prints")?;
            let line = String::from_utf8_lossy(&line);
            println!("{line}");
            ran.count(&line);
        }
        let status = child.wait().context("can't run cargo")?;
        self.passed += ran.passed;
        self.failed += ran.failed;
        if !status.success() {
            bail!("correct what the tests or the compiler say above");
        }
        if ran == Self::default() {
            bail!("no test ran");
        }
        Ok(())
    }

    /// `test result: ok. 5 passed; 0 failed; 1 ignored; …`
    fn count(&mut self, line: &str) {
        let Some(result) = line.strip_prefix("test result: ") else { return };
        for part in result.split(['.', ';']) {
            if let Some((Ok(number), kind)) =
                part.trim().split_once(' ').map(|(number, kind)| (number.parse::<u32>(), kind))
            {
                match kind {
                    "passed" => self.passed += number,
                    "failed" => self.failed += number,
                    _ => {}
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Tally;

    #[test]
    fn results_are_summed_up() {
        let mut tally = Tally::default();
        for line in [
            "running 12 tests",
            "test result: ok. 12 passed; 0 failed; 3 ignored; 0 measured; 4 filtered out; finished in 0.02s",
            "test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s",
            "test session::test_result ... ok",
        ] {
            tally.count(line);
        }
        assert_eq!(tally, Tally { passed: 13, failed: 2 });
    }
}
