//! Instructions of a warm call, counted by callgrind: a figure that noise hardly touches. A program runs twice, with few calls and
//! with more; what the additional ones cost, is the warm path.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail};

use crate::canned::Canned;
use crate::fixtures::Fixtures;
use crate::program::{Program, Recipe};
use crate::runtime_api::RuntimeApi;
use crate::subjects::Subject;

/// Calls of the first run, and of the second.
const CALLS: [usize; 2] = [10, 40];

/// A count may differ by so much from the recorded one, in parts of it.
pub const TOLERANCE: f64 = 0.05;

/// Instructions by function.
pub type Counts = BTreeMap<String, u64>;

/// The instructions of one warm call.
///
/// # Errors
/// If the program does not do its work.
pub async fn count(subject: &Subject, canned: &Canned, fixtures: &Fixtures, scratch: &Path) -> Result<u64> {
    let [few, more] = CALLS;
    let less = total(subject, canned, fixtures, scratch, few).await?;
    let all = total(subject, canned, fixtures, scratch, more).await?;
    anyhow::ensure!(all > less, "{more} calls took no more instructions than {few}");
    Ok((all - less) / (more - few) as u64)
}

/// The instructions of one run with so many calls.
async fn total(subject: &Subject, canned: &Canned, fixtures: &Fixtures, scratch: &Path, calls: usize) -> Result<u64> {
    canned.answer_for(&subject.function, fixtures);
    let event = subject.event(fixtures)?;
    let mut api = RuntimeApi::start().await?;
    let output = scratch.join("callgrind.out");
    let recipe = under_callgrind(subject.recipe(&api, canned, &scratch.join("log")), &output);
    let mut program = Program::start(&recipe)?;
    for _ in 0..calls {
        api.polled().await?;
        subject.judge(&api.call(&event).await?.1)?;
    }
    api.polled().await?;
    canned.check()?;
    program.terminate()?;
    let text = fs::read_to_string(&output).context("callgrind wrote nothing")?;
    let total = text.lines().find_map(|line| line.strip_prefix("totals: ")).context("callgrind wrote no total")?;
    let total = total.trim().parse()?;
    // The next run's total must be its own.
    fs::remove_file(&output).context("can't remove what callgrind wrote")?;
    Ok(total)
}

fn under_callgrind(recipe: Recipe, output: &Path) -> Recipe {
    let mut command = vec!["valgrind".to_owned(), "--tool=callgrind".to_owned(), "--quiet".to_owned()];
    command.push(format!("--callgrind-out-file={}", output.display()));
    command.extend(recipe.command);
    Recipe { command, ..recipe }
}

/// Compares with what is recorded: every function must be there, and none may differ by more than [`TOLERANCE`].
///
/// # Errors
/// Naming those that do.
pub fn compare(counted: &Counts, recorded: &Counts) -> Result<()> {
    let mut findings = Vec::new();
    for (function, now) in counted {
        match recorded.get(function) {
            None => findings.push(format!("{function} is not recorded")),
            Some(before) => {
                #[expect(clippy::cast_precision_loss, reason = "a part of it is asked for")]
                let change = (*now as f64 - *before as f64) / *before as f64;
                if change.abs() > TOLERANCE {
                    findings.push(format!(
                        "{function}: {before} instructions are recorded, now {now} ({:+.1} %)",
                        change * 100.0
                    ));
                }
            }
        }
    }
    if findings.is_empty() {
        return Ok(());
    }
    bail!("{}\nIf it is meant, record it: cargo xtask bench --instructions record", findings.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::{Counts, compare};

    fn counts(count: u64) -> Counts {
        Counts::from([("session-me".to_owned(), count)])
    }

    #[test]
    fn a_change_within_five_in_a_hundred_is_let_through() {
        assert!(compare(&counts(105), &counts(100)).is_ok());
        assert!(compare(&counts(95), &counts(100)).is_ok());
    }

    #[test]
    fn a_larger_change_either_way_is_found_by_name() {
        for changed in [106, 94] {
            let finding = compare(&counts(changed), &counts(100)).unwrap_err().to_string();
            assert!(finding.contains("session-me: 100 instructions are recorded"), "{finding}");
        }
    }

    #[test]
    fn a_function_that_is_not_recorded_is_found() {
        assert!(compare(&counts(100), &Counts::new()).is_err());
    }
}
