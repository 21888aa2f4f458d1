//! The calls since recording began, and which of them is to fail.

use std::sync::{Arc, Mutex, OnceLock};

use hyper::body::Bytes;

use super::call::AwsCall;
use super::fault::{Fault, FaultKind};

/// Shared by the proxy's connections and its owner.
#[derive(Debug, Default)]
pub(super) struct Recorder(Mutex<Recording>);

#[derive(Debug, Default)]
struct Recording {
    fault: Option<Fault>,
    calls: Vec<(AwsCall, Answered)>,
}

/// Where status and body of a call's answer go once there is one. A call that came in before the last restart writes where
/// nobody reads.
pub(super) type Answered = Arc<OnceLock<(u16, Bytes)>>;

impl Recorder {
    /// Forgets all calls; counts from 1 again.
    pub fn restart(&self, fault: Option<Fault>) {
        *self.0.lock().unwrap() = Recording { fault, calls: Vec::new() };
    }

    /// Gives the call the next number; tells how it is to fail, if it is.
    pub fn enter(&self, call: AwsCall) -> (Option<FaultKind>, Answered) {
        let mut recording = self.0.lock().unwrap();
        let answered = Answered::default();
        recording.calls.push((call, Arc::clone(&answered)));
        let number = recording.calls.len();
        (recording.fault.filter(|fault| fault.call == number).map(|fault| fault.kind), answered)
    }

    /// The calls in the order of their numbers.
    pub fn calls(&self) -> Vec<AwsCall> {
        let recording = self.0.lock().unwrap();
        let as_answered = |(call, answered): &(AwsCall, Answered)| match answered.get() {
            Some((status, answer)) => AwsCall { status: Some(*status), answer: answer.clone(), ..call.clone() },
            None => call.clone(),
        };
        recording.calls.iter().map(as_answered).collect()
    }
}
