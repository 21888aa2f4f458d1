//! The calls since recording began, and which of them is to fail.

use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

use hyper::body::Bytes;

use super::Throttling;
use super::call::AwsCall;
use super::fault::{Fault, FaultKind};

/// Shared by the proxy's connections and its owner.
#[derive(Debug, Default)]
pub(super) struct Recorder(Mutex<Recording>);

#[derive(Debug, Default)]
struct Recording {
    fault: Option<Fault>,
    throttling: Option<Throttling>,
    calls: Vec<(AwsCall, Slot)>,
}

/// Where goes what becomes of a call. One that came in before the last restart writes where nobody reads.
pub(super) type Slot = Arc<Outcome>;

/// What becomes of a call.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    answer: OnceLock<(u16, Bytes)>,
    time: OnceLock<Duration>,
}

impl Outcome {
    /// The call is answered.
    pub fn answer(&self, status: u16, body: Bytes) {
        self.answer.get_or_init(|| (status, body));
    }

    /// The call as it stands.
    fn of(&self, call: &AwsCall) -> AwsCall {
        let (status, answer) = self.answer.get().cloned().unzip();
        let time = self.time.get().copied().unwrap_or_default();
        AwsCall { status, answer: answer.unwrap_or_default(), time, ..call.clone() }
    }
}

/// Runs while a call is under way, and notes the time when it is dropped: also when the client goes away and the work on
/// its request with it.
#[derive(Debug)]
pub(super) struct Clock {
    slot: Slot,
    began: Instant,
}

impl Clock {
    /// Begins now.
    pub fn start(slot: &Slot) -> Self {
        Self { slot: Arc::clone(slot), began: Instant::now() }
    }
}

impl Drop for Clock {
    fn drop(&mut self) {
        self.slot.time.get_or_init(|| self.began.elapsed());
    }
}

impl Recording {
    /// How the call that came in last is throttled, if it is.
    fn throttled(&self) -> Option<FaultKind> {
        let throttling = self.throttling.as_ref()?;
        let matches = |(call, _): &&(AwsCall, Slot)| call.to_string() == throttling.operation;
        self.calls.last().filter(matches)?;
        let number = self.calls.iter().filter(matches).count();
        (throttling.let_through < number && number <= throttling.let_through.saturating_add(throttling.times))
            .then_some(FaultKind::Throttled)
    }
}

impl Recorder {
    /// Forgets all calls; counts from 1 again.
    pub fn restart(&self, fault: Option<Fault>) {
        *self.0.lock().unwrap() = Recording { fault, ..Recording::default() };
    }

    /// The same, with an operation that is throttled.
    pub fn restart_throttling(&self, throttling: Throttling) {
        *self.0.lock().unwrap() = Recording { throttling: Some(throttling), ..Recording::default() };
    }

    /// Gives the call the next number; tells how it is to fail, if it is.
    pub fn enter(&self, call: AwsCall) -> (Option<FaultKind>, Slot) {
        let mut recording = self.0.lock().unwrap();
        let slot = Slot::default();
        recording.calls.push((call, Arc::clone(&slot)));
        let number = recording.calls.len();
        let fault = recording.fault.filter(|fault| fault.call == number).map(|fault| fault.kind);
        (fault.or(recording.throttled()), slot)
    }

    /// The calls in the order of their numbers.
    pub fn calls(&self) -> Vec<AwsCall> {
        let recording = self.0.lock().unwrap();
        recording.calls.iter().map(|(call, slot)| slot.of(call)).collect()
    }
}
