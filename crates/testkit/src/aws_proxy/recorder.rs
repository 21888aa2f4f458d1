//! The calls since recording began, and which of them is to fail.

use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use hyper::body::Bytes;

use super::call::AwsCall;
use super::fault::{Fault, FaultKind};

/// Shared by the proxy's connections and its owner.
#[derive(Debug, Default)]
pub(super) struct Recorder(Mutex<Recording>);

#[derive(Debug, Default)]
struct Recording {
    fault: Option<Fault>,
    calls: Vec<(AwsCall, Slot)>,
}

/// What is known of an answer.
#[derive(Debug)]
pub(super) struct Answered {
    pub status: u16,
    pub time: Duration,
    pub answer: Bytes,
}

/// Where that goes once there is one. A call that came in before the last restart writes where nobody reads.
pub(super) type Slot = Arc<OnceLock<Answered>>;

impl Recorder {
    /// Forgets all calls; counts from 1 again.
    pub fn restart(&self, fault: Option<Fault>) {
        *self.0.lock().unwrap() = Recording { fault, calls: Vec::new() };
    }

    /// Gives the call the next number; tells how it is to fail, if it is.
    pub fn enter(&self, call: AwsCall) -> (Option<FaultKind>, Slot) {
        let mut recording = self.0.lock().unwrap();
        let slot = Slot::default();
        recording.calls.push((call, Arc::clone(&slot)));
        let number = recording.calls.len();
        (recording.fault.filter(|fault| fault.call == number).map(|fault| fault.kind), slot)
    }

    /// The calls in the order of their numbers.
    pub fn calls(&self) -> Vec<AwsCall> {
        let recording = self.0.lock().unwrap();
        recording.calls.iter().map(|(call, slot)| slot.get().map_or_else(|| call.clone(), |it| it.to(call))).collect()
    }
}

impl Answered {
    /// The call with its answer.
    fn to(&self, call: &AwsCall) -> AwsCall {
        AwsCall { status: Some(self.status), time: self.time, answer: self.answer.clone(), ..call.clone() }
    }
}
