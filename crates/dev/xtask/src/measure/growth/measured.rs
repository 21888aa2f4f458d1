//! What the test writes: one line for each operation and size.

use std::collections::BTreeMap;

use serde::Deserialize;

/// A number for each size.
pub type Series = Vec<(f64, f64)>;

/// One of the figures that a cost has.
#[derive(Clone, Copy)]
pub enum Figure {
    /// Calls of AWS that were answered.
    Calls,
    /// Calls of AWS that were given up and made again.
    GivenUp,
    /// Bytes that AWS answered.
    Received,
    /// Seconds, as the caller sees it.
    Time,
    /// Seconds for which functions waited for AWS.
    Waited,
    /// Seconds for which functions were at work themselves; not known if a call was given up.
    Own,
}

/// What one operation cost at one size.
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

/// One operation at all sizes.
pub struct Operation {
    /// What it is called.
    pub name: String,
    /// What there is more and more of.
    pub of: String,
    measured: Vec<Measured>,
}

impl Operation {
    /// One of its figures at each size.
    pub fn figures(&self, figure: Figure) -> impl Iterator<Item = (f64, Option<f64>)> {
        self.measured.iter().map(move |measured| (f64::from(measured.size), measured.figure(figure)))
    }

    /// The same where it could be told.
    pub fn series(&self, figure: Figure) -> Series {
        self.figures(figure).filter_map(|(size, value)| Some((size, value?))).collect()
    }
}

/// The operations in the order in which they were measured first; those about users before the others.
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
