//! The prices and assumptions in `prices.json`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::file;
use super::memory::{self, Memory};

/// AWS's list prices at one time in one region, and assumptions about what cannot be counted.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriceList {
    /// The day on which the prices were looked up.
    pub date: String,
    /// The region.
    pub region: String,
    /// Where the prices come from.
    pub note: String,
    /// The prices.
    pub prices: Prices,
    /// The assumptions.
    pub assumptions: Assumptions,
    /// The memory of functions, from `template.yaml`.
    #[serde(skip, default = "memory::current")]
    pub memory: Memory,
}

/// A price for each billed quantity.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "prices.json has the unit of each price")]
pub struct Prices {
    pub api_request: Price,
    pub invocation: Price,
    pub function_gb_second: Price,
    pub express_execution: Price,
    pub express_gb_second: Price,
    pub state_transition: Price,
    pub read_unit: Price,
    pub write_unit: Price,
    pub s3_write: Price,
    pub s3_read: Price,
    pub mail: Price,
    pub log_gb: Price,
    pub active_user: Price,
}

/// The price of a number of units.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// US dollars.
    pub dollars: f64,
    /// The number of units.
    pub of: f64,
    /// The unit.
    pub unit: String,
    /// The page that has the price.
    pub source: String,
}

impl Price {
    /// US dollars for a million times this number of units.
    #[must_use]
    pub fn of_a_million_times(&self, many: f64) -> f64 {
        many * self.dollars / self.of * 1e6
    }
}

/// What cannot be measured without AWS.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assumptions {
    /// The billed memory of an Express workflow, in MB: the minimum, since the workflows need some KB.
    pub express_memory_mb: f64,
    /// The own time of a function for each invocation, without waiting.
    pub own_milliseconds: f64,
    /// The time of a workflow from one state to the next.
    pub state_milliseconds: f64,
    /// The time of a call, by service.
    pub call_milliseconds: BTreeMap<String, f64>,
    /// The time for which a function waits for downstream services, by function.
    pub waiting_milliseconds: BTreeMap<String, f64>,
    /// The bytes that an invocation logs beside its request line: the lines START, END and REPORT, and 26 bytes of
    /// overhead for each of the four lines.
    pub other_log_bytes: f64,
}

impl Assumptions {
    /// The time of a call (`dynamodb:GetItem`), in milliseconds.
    #[must_use]
    pub fn milliseconds_of(&self, call: &str) -> f64 {
        let service = call.split(':').next().unwrap_or(call);
        *self
            .call_milliseconds
            .get(service)
            .unwrap_or_else(|| panic!("prices.json has no call_milliseconds for {service}: add it"))
    }
}

/// Reads the file.
#[must_use]
pub fn current() -> PriceList {
    let text = std::fs::read_to_string(file("prices.json")).expect("prices.json is missing");
    serde_json::from_str(&text).expect("prices.json is malformed")
}
