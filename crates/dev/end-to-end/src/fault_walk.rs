//! The walk in which every call of AWS that an operation makes fails once: what is done in it, and what has to be true
//! after each fault.

pub mod operations;

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use usher_testkit::aws_proxy::{AwsProxy, Fault, FaultKind};

use crate::http::{Answer, Caller};
use crate::operator::{Configured, through};
use crate::stack::Stack;
use crate::stores;

/// Every way in which a call fails.
pub const KINDS: [FaultKind; 4] =
    [FaultKind::Refused, FaultKind::Throttled, FaultKind::TimesOut, FaultKind::AnswerLost];

/// How long a walk may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// One way to register, each document's update of everything at once, and one way to fail for each call.
    Short,
    /// Every document, each change by itself, and every way to fail.
    Full,
}

impl Size {
    /// The size that `USHER_FAULTS` asks for: `full`, or the short one.
    #[expect(clippy::disallowed_methods, reason = "whoever measures says how much by the environment")]
    #[must_use]
    pub fn from_environment() -> Self {
        if std::env::var("USHER_FAULTS").is_ok_and(|size| size == "full") { Self::Full } else { Self::Short }
    }

    /// In which of all these ways the call of this number fails, of the operation in this place of the walk.
    #[must_use]
    pub fn kinds(self, all: &[FaultKind], place: usize, call: usize) -> Vec<FaultKind> {
        match self {
            Self::Full => all.to_vec(),
            // Another way for each call, so that every way has its turn.
            Self::Short => vec![all[(place + call) % all.len()]],
        }
    }
}

/// Longer than a workflow whose caller has given up goes on compensating.
const COMPENSATION_DEADLINE: Duration = Duration::from_mins(5);

/// How much of an operation has taken effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing: everything is as before.
    None,
    /// All of it.
    All,
    /// A part of it, which no answer makes true.
    Part,
}

/// Makes somebody with whom an operation can be done.
pub type Prepare = Box<dyn Fn(&Stack, &Caller) -> Box<dyn Case>>;

/// An operation that can be done with somebody new each time.
pub struct Operation {
    /// What it is called in the table of `docs/reliability.md`.
    pub name: String,
    /// How the names of the functions end whose calls fail.
    pub functions: &'static str,
    /// Somebody with whom it can be done.
    pub prepare: Prepare,
}

/// An operation with one person.
pub trait Case {
    /// Asks for it.
    fn send(&self, caller: &Caller) -> Answer;

    /// How much of it took effect; `answer` is what the caller got.
    fn effect(&self, stack: &Stack, caller: &Caller, answer: &Answer) -> Effect;

    /// What the caller may be told who asks again after a 5xx.
    fn retry_statuses(&self) -> &'static [u16];
}

/// What came of an operation's faults.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// How many calls of AWS the operation makes.
    pub calls: usize,
    /// How many faults were tried.
    pub faults: usize,
    /// After how many the operation succeeded at once.
    pub succeeded: usize,
    /// After how many it was refused with 429, and nothing had changed.
    pub throttled: usize,
    /// After how many it was answered with 5xx.
    pub failed: usize,
}

/// Walks through the calls of an operation. `kinds_of` says in which ways the call of this number fails.
pub async fn walk(stack: &Stack, operation: &Operation, kinds_of: impl Fn(usize) -> Vec<FaultKind>) -> Tally {
    let proxy = AwsProxy::start(stack.emulator()).unwrap();
    let _configured = Configured::new(stack, operation.functions, &through(&proxy.url()));
    let caller = Caller::of(stack);
    let mut known = known_violations(stack).await;
    let mut tally = Tally { calls: calls(stack, &caller, &proxy, operation), ..Tally::default() };
    for call in 1..=tally.calls {
        for kind in kinds_of(call) {
            let case = (operation.prepare)(stack, &caller);
            proxy.record(Some(Fault { call, kind }));
            let answer = case.send(&caller);
            let place = proxy.calls().get(call - 1).map_or_else(|| "no such call".to_owned(), ToString::to_string);
            proxy.record(None);
            let what = format!("{}: call {call} ({place}) {kind:?}: {answer:?}", operation.name);
            if kind == FaultKind::TimesOut && place == "states:StartSyncExecution" {
                known.extend(orphaned_pictures(stack, &known).await);
            }
            wait_for_consistency(stack, &known, &what).await;
            tally.note(&answer, case.effect(stack, &caller, &answer), kind, &what);
            if answer.status >= 500 {
                let again = case.send(&caller).status;
                assert!(case.retry_statuses().contains(&again), "{what}: asked again: {again}");
                wait_for_consistency(stack, &known, &what).await;
            }
        }
    }
    tally
}

/// How many calls the operation makes when nothing fails, in warm processes.
fn calls(stack: &Stack, caller: &Caller, proxy: &AwsProxy, operation: &Operation) -> usize {
    let mut calls = 0;
    for _warm_up_first in 0..2 {
        let case = (operation.prepare)(stack, caller);
        proxy.record(None);
        let answer = case.send(caller);
        calls = proxy.calls().len();
        assert_eq!(case.effect(stack, caller, &answer), Effect::All, "{}: {answer:?}", operation.name);
    }
    assert!(calls > 0, "{}: its calls go through the proxy", operation.name);
    calls
}

async fn known_violations(stack: &Stack) -> BTreeSet<String> {
    stores::new_violations(stack, &BTreeSet::new()).await.into_iter().collect()
}

/// Nobody knows whether a workflow runs that owns the picture, so that nobody deletes it (docs/reliability.md, "Known
/// limitations").
async fn orphaned_pictures(stack: &Stack, known: &BTreeSet<String>) -> Vec<String> {
    let found = stores::new_violations(stack, known).await;
    found
        .into_iter()
        .filter(|violation| violation.starts_with("the picture ") && violation.ends_with(" has no owner"))
        .collect()
}

/// A workflow may still be compensating when its caller has the answer.
async fn wait_for_consistency(stack: &Stack, known: &BTreeSet<String>, what: &str) {
    let end = Instant::now() + COMPENSATION_DEADLINE;
    loop {
        let found = stores::new_violations(stack, known).await;
        if found.is_empty() {
            return;
        }
        assert!(Instant::now() < end, "{what}: not compensated within {COMPENSATION_DEADLINE:?}: {found:?}");
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

impl Tally {
    /// Notes an answer, which has to be true.
    fn note(&mut self, answer: &Answer, effect: Effect, kind: FaultKind, what: &str) {
        self.faults += 1;
        match answer.status {
            200..300 => {
                assert_eq!(effect, Effect::All, "{what}: a success has taken effect");
                self.succeeded += 1;
            }
            429 => {
                assert_eq!(kind, FaultKind::Throttled, "{what}: only throttling is answered so");
                assert_eq!(effect, Effect::None, "{what}: what was throttled has taken no effect");
                self.throttled += 1;
            }
            500.. => {
                assert_ne!(kind, FaultKind::Throttled, "{what}: throttling is no fault");
                assert_ne!(effect, Effect::Part, "{what}: all or nothing");
                self.failed += 1;
            }
            _ => panic!("{what}: the caller made no mistake"),
        }
    }
}
