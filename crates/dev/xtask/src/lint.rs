//! `cargo xtask lint`: the checks that need neither a build of Usher nor a running stack; and `cargo xtask workflows`,
//! which updates what one of them compares.

use anyhow::{Result, bail};

use crate::stack::Stack;
use crate::steps::{Run, Step};
use crate::suite::Suite;

/// Runs all of the steps, or only these.
pub fn lint(only: &[Step]) -> Result<()> {
    if let Some(other) = only.iter().find(|step| !Step::LINT.contains(step)) {
        bail!("{} is not a step of `cargo xtask lint`; run `{}`", other.name(), other.command());
    }
    let steps: Vec<Step> = Step::LINT.into_iter().filter(|step| only.is_empty() || only.contains(step)).collect();
    Run::new(Suite::new(Stack::test(None, None)?)).perform(&steps)
}

/// Renders statemachines/source/*.yaml as statemachines/*.asl.json.
pub fn workflows() -> Result<()> {
    Run::new(Suite::new(Stack::test(None, None)?)).render_workflows()
}
