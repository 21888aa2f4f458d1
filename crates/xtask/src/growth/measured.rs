//! What the test writes: one line for each operation and size.

use std::collections::BTreeMap;

use serde::Deserialize;

/// A number for each size.
pub type Series = Vec<(f64, f64)>;

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
    own_seconds: f64,
}

impl Measured {
    /// Calls of AWS that were given up and made again.
    pub fn given_up(&self) -> f64 {
        f64::from(self.cost.given_up)
    }

    /// Calls of AWS that were answered.
    pub fn calls(&self) -> f64 {
        self.cost.calls.values().copied().map(f64::from).sum()
    }

    /// Bytes that AWS answered.
    pub fn received(&self) -> f64 {
        f64::from(self.cost.received)
    }

    /// Seconds, as the caller sees it.
    pub fn time(&self) -> f64 {
        self.cost.seconds
    }

    /// Seconds for which functions waited for AWS.
    pub fn waited(&self) -> f64 {
        self.cost.waited_seconds
    }

    /// Seconds for which functions were at work themselves.
    pub fn own(&self) -> f64 {
        self.cost.own_seconds
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
    /// One of its figures by size.
    pub fn series(&self, of: impl Fn(&Measured) -> f64) -> Series {
        self.measured.iter().map(|measured| (f64::from(measured.size), of(measured))).collect()
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
