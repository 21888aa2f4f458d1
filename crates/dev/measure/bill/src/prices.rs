//! The prices and the assumptions of `prices.json`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::file;
use super::memory::{self, Memory};

/// What AWS asks for, at one time and in one region; and what is assumed where nothing is counted.
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
    /// The memory that functions are paid for, from `template.yaml`.
    #[serde(skip, default = "memory::current")]
    pub memory: Memory,
}

/// A price for each thing that is paid.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the unit of each price stands in the file")]
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

/// The price of so many of something.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// US dollars.
    pub dollars: f64,
    /// For how many.
    pub of: f64,
    /// Of what.
    pub unit: String,
    /// The page that has the price.
    pub source: String,
}

impl Price {
    /// US dollars for a million times this many.
    #[must_use]
    pub fn of_a_million_times(&self, many: f64) -> f64 {
        many * self.dollars / self.of * 1e6
    }
}

/// What nobody can count on a laptop.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assumptions {
    /// The memory that an Express workflow is billed for, in MB: the smallest, since the workflows hold some KB.
    pub express_memory_mb: f64,
    /// How long a function takes itself, beside what it waits for.
    pub own_milliseconds: f64,
    /// How long a workflow takes from one state to the next.
    pub state_milliseconds: f64,
    /// How long a call of each service takes.
    pub call_milliseconds: BTreeMap<String, f64>,
    /// How long functions wait for something else, in all: for downstream services.
    pub waiting_milliseconds: BTreeMap<String, f64>,
    /// The bytes that an invocation adds to the log beside the request line: the lines START, END and REPORT, and 26 bytes
    /// for each of the four.
    pub other_log_bytes: f64,
}

impl Assumptions {
    /// How long a call (`dynamodb:GetItem`) takes.
    #[must_use]
    pub fn milliseconds_of(&self, call: &str) -> f64 {
        let service = call.split(':').next().unwrap_or(call);
        *self.call_milliseconds.get(service).unwrap_or_else(|| panic!("prices.json assumes a time for {service}"))
    }
}

/// Reads the file.
#[must_use]
pub fn current() -> PriceList {
    let text = std::fs::read_to_string(file("prices.json")).expect("prices.json is there");
    serde_json::from_str(&text).expect("prices.json is read")
}
