//! What a million times the same consumption costs.

use super::consumption::{Consumption, gb_seconds};
use super::prices::PriceList;

/// US dollars for a million, by service.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cost {
    /// API Gateway.
    pub gateway: f64,
    /// Lambda, without its time.
    pub functions: f64,
    /// Step Functions, without the time of Express workflows.
    pub workflows: f64,
    /// DynamoDB.
    pub tables: f64,
    /// S3.
    pub files: f64,
    /// SES.
    pub mails: f64,
    /// CloudWatch Logs.
    pub logs: f64,
    /// The time of functions and Express workflows, which is assumed.
    pub time: f64,
}

impl Cost {
    /// What a million of them costs.
    #[must_use]
    pub fn of(consumption: &Consumption, list: &PriceList) -> Self {
        let prices = &list.prices;
        let calls = |service: &str, is_meant: fn(&str) -> bool| {
            consumption.calls_where(|of, call| of == service && is_meant(call))
        };
        Self {
            gateway: prices.api_request.of_a_million_times(1.0),
            functions: prices.invocation.of_a_million_times(consumption.invocations),
            workflows: prices.express_execution.of_a_million_times(consumption.express_executions)
                + prices.state_transition.of_a_million_times(consumption.state_transitions),
            tables: prices.read_unit.of_a_million_times(consumption.read_units)
                + prices.write_unit.of_a_million_times(consumption.write_units),
            files: prices.s3_write.of_a_million_times(calls("s3", is_s3_write))
                + prices.s3_read.of_a_million_times(calls("s3", is_s3_read)),
            mails: prices.mail.of_a_million_times(calls("ses", |call| call == "SendEmail")),
            logs: prices.log_gb.of_a_million_times(consumption.log_bytes / 1e9),
            time: time(consumption, list),
        }
    }

    /// All of it.
    #[must_use]
    pub fn total(&self) -> f64 {
        let Self { gateway, functions, workflows, tables, files, mails, logs, time } = self;
        [gateway, functions, workflows, tables, files, mails, logs, time].into_iter().sum()
    }
}

/// Express workflows are billed by started tenths of a second.
fn time(consumption: &Consumption, list: &PriceList) -> f64 {
    let tenths = (consumption.express_milliseconds / 100.0).ceil() * 100.0;
    let express = gb_seconds(list.assumptions.express_memory_mb, tenths);
    list.prices.function_gb_second.of_a_million_times(consumption.function_gb_seconds)
        + list.prices.express_gb_second.of_a_million_times(express)
}

/// `DeleteObjects` is a POST; whether AWS takes it for a deletion, which is free, its pages do not say.
fn is_s3_write(call: &str) -> bool {
    ["Put", "Copy", "List", "Upload", "Create", "Complete"].iter().any(|start| call.starts_with(start))
        || call == "DeleteObjects"
}

fn is_s3_read(call: &str) -> bool {
    call.starts_with("Get") || call.starts_with("Head")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::Cost;
    use crate::consumption::Consumption;
    use crate::prices;

    #[test]
    fn deleting_an_object_is_free_and_listing_is_paid_as_writing() {
        let calls = [("s3:ListObjectVersions".to_owned(), 1), ("s3:DeleteObject".to_owned(), 3)];
        let consumption = Consumption { calls: BTreeMap::from(calls), ..Consumption::default() };

        let files = Cost::of(&consumption, &prices::current()).files;
        assert!((files - 5.0).abs() < 1e-9, "{files}");
    }
}
