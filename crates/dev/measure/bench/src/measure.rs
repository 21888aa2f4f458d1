//! One round with one program: its start, its first call, its warm calls.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use hyper::body::Bytes;
use serde_json::Value;

use crate::canned::Canned;
use crate::fixtures::Fixtures;
use crate::program::Program;
use crate::runtime_api::RuntimeApi;
use crate::subjects::Subject;

/// How many calls are not counted before the warm ones: as many as Node.js needs to have compiled what is called often.
const WARM_UP: usize = 200;

/// What one round has shown.
#[derive(Clone, Debug)]
pub struct Round {
    /// From the start of the process to its first question for an event.
    pub start: Duration,
    /// The processor time until then.
    pub start_processor: Duration,
    /// The first call.
    pub first: Duration,
    /// Connections that the first call had to open.
    pub first_connections: usize,
    /// Each warm call.
    pub warm: Vec<Duration>,
    /// The processor time of a warm call, on average.
    pub warm_processor: Duration,
    /// Calls of AWS in a warm call, on average.
    pub warm_aws_calls: f64,
    /// The most memory at once, in bytes.
    pub peak_memory: u64,
    /// What was answered last.
    pub answer: Bytes,
}

/// Runs a program once, with so many warm calls.
///
/// # Errors
/// If it does not do its work.
pub async fn round(subject: &Subject, canned: &Canned, fixtures: &Fixtures, calls: usize, log: &Path) -> Result<Round> {
    let name = || format!("{} ({})", subject.function, subject.kind.name());
    let outcome = run(subject, canned, fixtures, calls, log).await;
    canned.check().with_context(name)?;
    outcome.with_context(|| {
        let said = std::fs::read_to_string(log).unwrap_or_default();
        format!("{}, which logged: {}", name(), said.lines().last().unwrap_or_default())
    })
}

async fn run(subject: &Subject, canned: &Canned, fixtures: &Fixtures, calls: usize, log: &Path) -> Result<Round> {
    canned.answer_for(&subject.function, fixtures);
    let event = subject.event(fixtures)?;
    let mut api = RuntimeApi::start().await?;
    let program = Program::start(&subject.recipe(&api, canned, log))?;
    let start = api.polled().await? - program.started;
    let start_processor = program.processor_time()?;

    let connections = canned.connections();
    let (first, answer) = api.call(&event).await?;
    let first_connections = canned.connections() - connections;
    subject.judge(&answer)?;

    for _ in 0..WARM_UP {
        api.polled().await?;
        api.call(&event).await?;
    }
    api.polled().await?;
    let (processor, aws_calls) = (program.processor_time()?, canned.calls());
    let mut warm = Vec::with_capacity(calls);
    let mut answers = Vec::with_capacity(calls);
    for _ in 0..calls {
        let (took, answered) = api.call(&event).await?;
        warm.push(took);
        answers.push(answered);
        api.polled().await?;
    }
    let processor_after = program.processor_time()?;
    let counted = u32::try_from(calls.max(1)).unwrap_or(u32::MAX);
    let aws_calls = u32::try_from(canned.calls() - aws_calls).unwrap_or(u32::MAX);
    let round = Round {
        start,
        start_processor,
        first,
        first_connections,
        warm,
        warm_processor: processor_after.saturating_sub(processor) / counted,
        warm_aws_calls: f64::from(aws_calls) / f64::from(counted),
        peak_memory: program.peak_memory()?,
        answer: answers.last().cloned().unwrap_or_default(),
    };
    answers.iter().try_for_each(|answer| subject.judge(answer))?;
    Ok(round)
}

/// Both have the same status and, for JSON, the same body.
///
/// # Errors
/// Showing both.
pub fn same_answer(one: &Bytes, other: &Bytes) -> Result<()> {
    let read = |answer: &Bytes| -> Result<(Value, Value)> {
        let answer: Value = serde_json::from_slice(answer)?;
        let body = answer["body"].as_str().unwrap_or_default();
        Ok((answer["statusCode"].clone(), serde_json::from_str(body).unwrap_or_else(|_| body.into())))
    };
    let (one, other) = (read(one)?, read(other)?);
    if one != other {
        bail!("{one:?} and {other:?}");
    }
    Ok(())
}
