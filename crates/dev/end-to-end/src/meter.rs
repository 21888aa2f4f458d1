//! The cost of an operation: the AWS calls of its functions, the time they wait for responses, and their own time.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde::Serialize;
use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use usher_testkit::aws_proxy::{AwsCall, AwsProxy};

use crate::clock::now;
use crate::operator::{Configured, request_lines_since, through};
use crate::stack::Stack;

/// A proxy between all functions and the emulator, until it is dropped. Only one may exist at a time.
pub struct Meter<'a> {
    stack: &'a Stack,
    proxy: AwsProxy,
    _configured: Configured<'a>,
}

/// The cost of one operation.
#[derive(Clone, Debug, Serialize)]
pub struct Cost {
    /// The number of AWS calls with a response, by name: `dynamodb:GetItem`.
    pub calls: BTreeMap<String, usize>,
    /// The number of calls that timed out and were retried, since the emulator was too busy.
    pub given_up: usize,
    /// The total size of the response bodies, in bytes.
    pub received: usize,
    /// The duration of the operation, as its caller sees it.
    pub seconds: f64,
    /// The total time that functions waited for AWS.
    pub waited_seconds: f64,
    /// The total time in handlers without the waiting. `None` if a call timed out, since the SDK's backoff before the
    /// retry is not measured.
    pub own_seconds: Option<f64>,
}

impl Cost {
    /// The number of AWS calls with a response.
    #[must_use]
    pub fn call_count(&self) -> usize {
        self.calls.values().sum()
    }
}

/// One run, without the request lines of the functions.
struct Run {
    calls: Vec<AwsCall>,
    began: OffsetDateTime,
    ended: OffsetDateTime,
    time: Duration,
}

impl<'a> Meter<'a> {
    /// Installs the proxy. Every function has a cold start next.
    ///
    /// # Panics
    /// If no port is available.
    #[must_use]
    pub fn new(stack: &'a Stack) -> Self {
        let proxy = AwsProxy::start(stack.emulator()).unwrap();
        let configured = Configured::new(stack, "", &through(&proxy.url()));
        Self { stack, proxy, _configured: configured }
    }

    /// The cost of the operation in warm processes. It runs once to warm up, then `times` times in sequence. Only the
    /// runs with the fewest calls count, since the others had a cold start. Times are medians.
    ///
    /// # Panics
    /// If `times` is 0.
    pub async fn measure(&self, times: usize, mut operation: impl AsyncFnMut()) -> Cost {
        operation().await;
        let mut runs = Vec::new();
        for _ in 0..times {
            runs.push(self.run(&mut operation).await);
        }
        self.read(runs)
    }

    /// The cost of an operation that can run only once, without a warm-up.
    pub async fn measure_once(&self, mut operation: impl AsyncFnMut()) -> Cost {
        let run = self.run(&mut operation).await;
        self.read(vec![run])
    }

    async fn run(&self, operation: &mut impl AsyncFnMut()) -> Run {
        self.proxy.record(None);
        let (began, start) = (now(), Instant::now());
        operation().await;
        Run { time: start.elapsed(), calls: self.proxy.calls(), began, ended: now() }
    }

    fn read(&self, runs: Vec<Run>) -> Cost {
        let lines = request_lines_since(self.stack, runs[0].began);
        let costs = runs.into_iter().map(|run| run.cost(&lines));
        median(costs.collect())
    }
}

impl Run {
    fn cost(self, lines: &[Value]) -> Cost {
        let mut calls = BTreeMap::new();
        for call in self.calls.iter().filter(|call| call.status.is_some()) {
            *calls.entry(call.to_string()).or_default() += 1;
        }
        let waited: Duration = self.calls.iter().map(|call| call.time).sum();
        let in_handlers: f64 = lines.iter().filter(|line| self.has(line)).map(handler_seconds).sum();
        let given_up = self.calls.iter().filter(|call| call.status.is_none()).count();
        Cost {
            given_up,
            calls,
            received: self.calls.iter().map(|call| call.answer.len()).sum(),
            seconds: self.time.as_secs_f64(),
            waited_seconds: waited.as_secs_f64(),
            own_seconds: (given_up == 0).then_some(in_handlers - waited.as_secs_f64()),
        }
    }

    /// Whether the line is of a request that began during the run.
    fn has(&self, line: &Value) -> bool {
        let came_in = OffsetDateTime::parse(line["time"].as_str().unwrap(), &Rfc3339).unwrap();
        // Lines have milliseconds.
        (self.began - Duration::from_millis(1)..=self.ended).contains(&came_in)
    }
}

fn handler_seconds(line: &Value) -> f64 {
    line["duration_ms"].as_f64().unwrap() / 1000.0
}

fn median(mut costs: Vec<Cost>) -> Cost {
    let fewest = costs.iter().map(Cost::call_count).min().expect("there was a run");
    costs.retain(|cost| cost.call_count() == fewest);
    let middle = |of: fn(&Cost) -> Option<f64>| {
        let mut values: Vec<_> = costs.iter().filter_map(of).collect();
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied()
    };
    Cost {
        seconds: middle(|cost| Some(cost.seconds)).unwrap_or_default(),
        waited_seconds: middle(|cost| Some(cost.waited_seconds)).unwrap_or_default(),
        own_seconds: middle(|cost| cost.own_seconds),
        ..costs[0].clone()
    }
}
