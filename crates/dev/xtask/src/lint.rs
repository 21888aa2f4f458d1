//! `cargo xtask lint`: what can be checked without compiling Usher and without a running stack.

use anyhow::{Result, bail};

use crate::stack::Stack;
use crate::steps::{Run, Step};
use crate::suite::Suite;

/// Checks, all or only some steps.
pub fn lint(only: &[Step]) -> Result<()> {
    if let Some(other) = only.iter().find(|step| !Step::LINT.contains(step)) {
        bail!("{other:?} is no step of lint but of `cargo xtask test`");
    }
    let steps: Vec<Step> = Step::LINT.into_iter().filter(|step| only.is_empty() || only.contains(step)).collect();
    Run::new(Suite::new(Stack::test(None, None)?)).perform(&steps)
}
