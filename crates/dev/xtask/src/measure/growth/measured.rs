//! The report of the growth test: one line for each operation and size.

use std::collections::BTreeMap;

use serde::Deserialize;

/// A value for each size.
pub type Series = Vec<(f64, f64)>;

/// A figure of the cost.
#[derive(Clone, Copy)]
pub enum Figure {
    /// AWS calls that got a response.
    Calls,
    /// AWS calls that timed out and were retried.
    GivenUp,
    /// Bytes of AWS's responses.
    Received,
    /// The response time for the client, in seconds.
    Time,
    /// The time that functions waited for AWS, in seconds.
    Waited,
    /// The functions' own time, in seconds; unknown if a call timed out.
    Own,
}

/// The cost of one operation at one size.
#[derive(Clone, Deserialize)]
pub struct Measured {
    operation: String,
    of: String,
    size: u32,
    cost: Cost,
}

#[derive(Clone, Deserialize)]
struct Cost {
    calls: BTreeMap<String, u32>,
    #[serde(default)]
    given_up: u32,
    received: u32,
    seconds: f64,
    waited_seconds: f64,
    own_seconds: Option<f64>,
}

impl Measured {
    fn figure(&self, figure: Figure) -> Option<f64> {
        let cost = &self.cost;
        match figure {
            Figure::Calls => Some(cost.calls.values().copied().map(f64::from).sum()),
            Figure::GivenUp => Some(f64::from(cost.given_up)),
            Figure::Received => Some(f64::from(cost.received)),
            Figure::Time => Some(cost.seconds),
            Figure::Waited => Some(cost.waited_seconds),
            Figure::Own => cost.own_seconds,
        }
    }
}

/// The costs of one operation at all sizes.
pub struct Operation {
    /// Its name.
    pub name: String,
    /// What the size counts: users, files or job requests.
    pub of: String,
    measured: Vec<Measured>,
}

impl Operation {
    /// One figure at each size; `None` where it is unknown.
    pub fn figures(&self, figure: Figure) -> impl Iterator<Item = (f64, Option<f64>)> {
        self.measured.iter().map(move |measured| (f64::from(measured.size), measured.figure(figure)))
    }

    /// One figure at each size where it is known.
    pub fn series(&self, figure: Figure) -> Series {
        self.figures(figure).filter_map(|(size, value)| Some((size, value?))).collect()
    }
}

/// The operations in the order of measurement; those whose size counts users first.
pub fn operations(lines: &[Measured]) -> Vec<Operation> {
    let mut operations: Vec<Operation> = Vec::new();
    for line in lines {
        match operations.iter_mut().find(|operation| operation.name == line.operation) {
            Some(operation) => operation.measured.push(line.clone()),
            None => operations.push(Operation {
                name: line.operation.clone(),
                of: line.of.clone(),
                measured: vec![line.clone()],
            }),
        }
    }
    operations.sort_by_key(|operation| operation.of != "users");
    operations
}
