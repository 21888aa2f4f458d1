//! Counting tests: what `cargo test` prints is passed on line by line and summed up. What failed is kept, so that it can be
//! said once more at the end of a long run.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

/// More lines of one failed test than these are the logs of what it tested.
const LONGEST_FAILURE: usize = 20;

/// How many tests ran, and what those that failed said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Those that passed.
    pub passed: u32,
    /// Those that did not.
    pub failed: u32,
    /// What failed.
    pub failures: Vec<Failure>,
    is_telling: bool,
    /// Programs of tests that began and have not told their result.
    unended: u32,
}

/// A test that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Its name.
    pub name: String,
    /// What it said.
    pub said: Vec<String>,
}

impl Tally {
    /// Runs `cargo test`; an error if a test failed, or if there was none to run.
    pub fn run(&mut self, command: &mut Command) -> Result<()> {
        let mut child = command.stdout(Stdio::piped()).spawn().context("can't run cargo")?;
        let output = child.stdout.take().context("cargo has no output")?;
        let before = self.passed + self.failed;
        for line in BufReader::new(output).split(b'\n') {
            let line = line.context("can't read what cargo prints")?;
            let line = String::from_utf8_lossy(&line);
            println!("{line}");
            self.take(&line);
        }
        let status = child.wait().context("can't run cargo")?;
        if !status.success() {
            bail!("correct what the tests or the compiler say above");
        }
        if self.passed + self.failed == before {
            bail!("no test ran");
        }
        Ok(())
    }

    /// The names of what failed, which is forgotten, since it is run again. None if there were no failed tests, or if something
    /// else went wrong: a program that ended before its tests did, or a test that failed without a word.
    pub fn take_failures(&mut self) -> Option<Vec<String>> {
        let is_all = self.unended == 0 && usize::try_from(self.failed) == Ok(self.failures.len());
        if !is_all || self.failed == 0 {
            return None;
        }
        self.failed = 0;
        Some(self.failures.drain(..).map(|failure| failure.name).collect())
    }

    fn take(&mut self, line: &str) {
        self.count(line);
        self.keep(line);
    }

    /// `---- a_name stdout ----` and the lines up to the list of names, `failures:`. Logs, which are JSON, are left out.
    fn keep(&mut self, line: &str) {
        if let Some(name) = line.strip_prefix("---- ").and_then(|rest| rest.strip_suffix(" stdout ----")) {
            self.failures.push(Failure { name: name.to_owned(), said: Vec::new() });
            self.is_telling = true;
            return;
        }
        self.is_telling &= line != "failures:";
        let Some(failure) = self.failures.last_mut().filter(|_| self.is_telling) else { return };
        if failure.said.len() < LONGEST_FAILURE && !line.is_empty() && !line.starts_with('{') {
            failure.said.push(line.to_owned());
        }
    }

    /// `running 6 tests`, and at the end `test result: ok. 5 passed; 0 failed; 1 ignored; …`
    fn count(&mut self, line: &str) {
        if line.starts_with("running ") && line.trim_end_matches('s').ends_with(" test") {
            self.unended += 1;
        }
        let Some(result) = line.strip_prefix("test result: ") else { return };
        self.unended = self.unended.saturating_sub(1);
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

    fn tally(lines: &[&str]) -> Tally {
        let mut tally = Tally::default();
        for line in lines {
            tally.take(line);
        }
        tally
    }

    #[test]
    fn results_are_summed_up() {
        let tally = tally(&[
            "running 12 tests",
            "test result: ok. 12 passed; 0 failed; 3 ignored; 0 measured; 4 filtered out; finished in 0.02s",
            "test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s",
            "test session::test_result ... ok",
        ]);
        assert_eq!((tally.passed, tally.failed, tally.failures.len()), (13, 2, 0));
    }

    const TWO_FAILED: [&str; 17] = [
        "running 2 tests",
        "test here ... FAILED",
        "",
        "failures:",
        "",
        "---- here stdout ----",
        r#"{"level":"ERROR"}"#,
        "thread 'here' panicked at tests/one.rs:1:2:",
        "it rained",
        "",
        "---- there stdout ----",
        "Error: none",
        "",
        "failures:",
        "    here",
        "    there",
        "test result: FAILED. 0 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s",
    ];

    #[test]
    fn what_failed_is_kept_without_its_logs() {
        let mut tally = tally(&TWO_FAILED);
        let said: Vec<_> = tally.failures.iter().map(|failure| failure.said.join("; ")).collect();
        assert_eq!(said, ["thread 'here' panicked at tests/one.rs:1:2:; it rained", "Error: none"]);
        assert_eq!(tally.take_failures(), Some(vec!["here".to_owned(), "there".to_owned()]));
        assert_eq!(tally, Tally::default());
    }

    #[test]
    fn what_went_wrong_without_a_name_is_not_forgotten() {
        let ended_early = [TWO_FAILED.as_slice(), &["running 1 test"]].concat();
        let wordless = [TWO_FAILED.as_slice(), &["running 1 test", "test result: FAILED. 0 passed; 1 failed"]].concat();
        for lines in [ended_early.as_slice(), &wordless, &[]] {
            let mut told = tally(lines);
            assert_eq!((told.take_failures(), told), (None, tally(lines)));
        }
    }
}
