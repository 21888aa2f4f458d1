//! The recorded calls, and which of them fail.

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

/// The outcome of a call, shared with the connection that is still serving it. After a restart the recorder drops its
/// share.
pub(super) type Slot = Arc<Outcome>;

/// The outcome of a call.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    answer: OnceLock<(u16, Bytes)>,
    time: OnceLock<Duration>,
}

impl Outcome {
    /// Sets the response.
    pub fn answer(&self, status: u16, body: Bytes) {
        self.answer.get_or_init(|| (status, body));
    }

    /// The call with its outcome so far.
    fn of(&self, call: &AwsCall) -> AwsCall {
        let (status, answer) = self.answer.get().cloned().unzip();
        let time = self.time.get().copied().unwrap_or_default();
        AwsCall { status, answer: answer.unwrap_or_default(), time, ..call.clone() }
    }
}

/// Measures a call. It stores the time on drop, which also happens when the client disconnects and the request's future
/// is dropped.
#[derive(Debug)]
pub(super) struct Clock {
    slot: Slot,
    began: Instant,
}

impl Clock {
    /// Starts now.
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
    /// Whether the latest call is throttled.
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
    /// Forgets all calls and numbers them from 1 again.
    pub fn restart(&self, fault: Option<Fault>) {
        *self.0.lock().unwrap() = Recording { fault, ..Recording::default() };
    }

    /// Like [`restart`](Self::restart), with an operation that is throttled.
    pub fn restart_throttling(&self, throttling: Throttling) {
        *self.0.lock().unwrap() = Recording { throttling: Some(throttling), ..Recording::default() };
    }

    /// Gives the call the next number, and returns its fault, if it has one.
    pub fn enter(&self, call: AwsCall) -> (Option<FaultKind>, Slot) {
        let mut recording = self.0.lock().unwrap();
        let slot = Slot::default();
        recording.calls.push((call, Arc::clone(&slot)));
        let number = recording.calls.len();
        let fault = recording.fault.filter(|fault| fault.call == number).map(|fault| fault.kind);
        (fault.or(recording.throttled()), slot)
    }

    /// The calls in the order of their arrival.
    pub fn calls(&self) -> Vec<AwsCall> {
        let recording = self.0.lock().unwrap();
        recording.calls.iter().map(|(call, slot)| slot.of(call)).collect()
    }
}
