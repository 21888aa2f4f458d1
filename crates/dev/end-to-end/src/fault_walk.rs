//! Fault injection: every AWS call of an operation fails once, and after each fault the response and the stores are
//! checked.

pub mod credentials;
pub mod operations;

use std::collections::BTreeSet;
use std::pin::Pin;
use std::time::{Duration, Instant};

use usher_testkit::aws_proxy::{AwsProxy, Fault, FaultKind};

use crate::http::{Answer, Caller};
use crate::operator::{Configured, through};
use crate::stack::Stack;
use crate::stores;

/// All kinds of faults.
pub const KINDS: [FaultKind; 4] =
    [FaultKind::Refused, FaultKind::Throttled, FaultKind::TimesOut, FaultKind::AnswerLost];

/// How many operations and faults are tested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// One registration, one update of all fields for each document, and one fault for each call.
    Short,
    /// Every document, also updates of single fields, and every fault for each call.
    Full,
}

impl Size {
    /// [`Full`](Self::Full) if `USHER_FAULTS` is `full`, otherwise [`Short`](Self::Short).
    #[expect(clippy::disallowed_methods, reason = "the size is set in the environment")]
    #[must_use]
    pub fn from_environment() -> Self {
        if std::env::var("USHER_FAULTS").is_ok_and(|size| size == "full") { Self::Full } else { Self::Short }
    }

    /// The faults for call number `call` of the operation at index `place`.
    #[must_use]
    pub fn kinds(self, all: &[FaultKind], place: usize, call: usize) -> Vec<FaultKind> {
        match self {
            Self::Full => all.to_vec(),
            // The kinds take turns, so that each is used.
            Self::Short => vec![all[(place + call) % all.len()]],
        }
    }
}

/// Longer than a workflow rolls back after its caller's timeout.
const ROLLBACK_TIMEOUT: Duration = Duration::from_mins(5);

/// The effect of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// No effect.
    None,
    /// The whole effect.
    All,
    /// A partial effect, which is a fault whatever the response.
    Part,
}

/// Creates the users and data that an operation needs.
pub type Prepare = Box<dyn for<'a> Fn(&'a Stack, &'a Caller) -> Prepared<'a>>;

/// A case that is being prepared.
pub type Prepared<'a> = Pin<Box<dyn Future<Output = Box<dyn Case>> + 'a>>;

/// An operation that is repeated with a new user each time.
pub struct Operation {
    /// The name in the table of `docs/reliability.md`.
    pub name: String,
    /// The ending of the names of the functions whose calls fail.
    pub functions: &'static str,
    /// Prepares one run of the operation.
    pub prepare: Prepare,
}

/// One run of an operation, with its user.
pub trait Case {
    /// Sends the request.
    fn send(&self, caller: &Caller) -> Answer;

    /// The effect of the request; `answer` is the response to it.
    fn effect(&self, stack: &Stack, caller: &Caller, answer: &Answer) -> Effect;

    /// The allowed statuses of a retry after a 5xx.
    fn retry_statuses(&self) -> &'static [u16];
}

/// The outcomes of an operation's faults.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// How many AWS calls the operation makes.
    pub calls: usize,
    /// How many faults were injected.
    pub faults: usize,
    /// After how many the request succeeded.
    pub succeeded: usize,
    /// After how many the response was 429 and nothing had changed.
    pub throttled: usize,
    /// After how many the response was 5xx.
    pub failed: usize,
}

/// Injects faults into each call of an operation. `kinds_of` gives the faults for the call with this number, from 1.
pub async fn walk(stack: &Stack, operation: &Operation, kinds_of: impl Fn(usize) -> Vec<FaultKind>) -> Tally {
    let proxy = AwsProxy::start(stack.emulator()).unwrap();
    let _configured = Configured::new(stack, operation.functions, &through(&proxy.url()));
    let caller = Caller::of(stack);
    let mut known = known_violations(stack).await;
    let mut tally = Tally { calls: calls(stack, &caller, &proxy, operation).await, ..Tally::default() };
    for call in 1..=tally.calls {
        for kind in kinds_of(call) {
            let case = (operation.prepare)(stack, &caller).await;
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
                assert!(case.retry_statuses().contains(&again), "{what}: retry: {again}");
                wait_for_consistency(stack, &known, &what).await;
            }
        }
    }
    tally
}

/// How many calls the operation makes without faults, in warm processes.
async fn calls(stack: &Stack, caller: &Caller, proxy: &AwsProxy, operation: &Operation) -> usize {
    let mut calls = 0;
    for _after_warm_up in 0..2 {
        let case = (operation.prepare)(stack, caller).await;
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

/// The endpoint does not delete the picture if a workflow that owns it may be running (docs/reliability.md, "Known
/// limitations").
async fn orphaned_pictures(stack: &Stack, known: &BTreeSet<String>) -> Vec<String> {
    let found = stores::new_violations(stack, known).await;
    found
        .into_iter()
        .filter(|violation| violation.starts_with("the picture ") && violation.ends_with(" has no owner"))
        .collect()
}

/// A workflow may still be rolling back when its caller has the response.
async fn wait_for_consistency(stack: &Stack, known: &BTreeSet<String>, what: &str) {
    let end = Instant::now() + ROLLBACK_TIMEOUT;
    loop {
        let found = stores::new_violations(stack, known).await;
        if found.is_empty() {
            return;
        }
        assert!(Instant::now() < end, "{what}: not rolled back within {ROLLBACK_TIMEOUT:?}: {found:?}");
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

impl Tally {
    /// Counts a response, after checking that it is true.
    fn note(&mut self, answer: &Answer, effect: Effect, kind: FaultKind, what: &str) {
        self.faults += 1;
        match answer.status {
            200..300 => {
                assert_eq!(effect, Effect::All, "{what}: a 2xx has taken effect");
                self.succeeded += 1;
            }
            429 => {
                assert_eq!(kind, FaultKind::Throttled, "{what}: only throttling gets a 429");
                assert_eq!(effect, Effect::None, "{what}: a throttled request has no effect");
                self.throttled += 1;
            }
            500.. => {
                assert_ne!(kind, FaultKind::Throttled, "{what}: throttling does not get a 5xx");
                assert_ne!(effect, Effect::Part, "{what}: all or nothing");
                self.failed += 1;
            }
            _ => panic!("{what}: the request was valid"),
        }
    }
}
