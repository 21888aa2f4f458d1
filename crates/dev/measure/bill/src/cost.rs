//! The cost of a million operations.

use super::consumption::{Consumption, gb_seconds};
use super::prices::PriceList;

/// US dollars for a million operations, by service.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cost {
    /// API Gateway.
    pub gateway: f64,
    /// Lambda's price per invocation.
    pub functions: f64,
    /// Step Functions' price per execution or state transition.
    pub workflows: f64,
    /// DynamoDB.
    pub tables: f64,
    /// S3.
    pub files: f64,
    /// SES.
    pub mails: f64,
    /// CloudWatch Logs.
    pub logs: f64,
    /// GB-seconds of functions and Express workflows. Their time is assumed.
    pub time: f64,
}

impl Cost {
    /// The cost of a million times this consumption.
    #[must_use]
    pub fn of(consumption: &Consumption, list: &PriceList) -> Self {
        let prices = &list.prices;
        let calls = |service: &str, matches: fn(&str) -> bool| {
            consumption.calls_where(|of, call| of == service && matches(call))
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

    /// The sum.
    #[must_use]
    pub fn total(&self) -> f64 {
        let Self { gateway, functions, workflows, tables, files, mails, logs, time } = self;
        [gateway, functions, workflows, tables, files, mails, logs, time].into_iter().sum()
    }
}

/// Express workflows are billed in units of 100 ms, rounded up.
fn time(consumption: &Consumption, list: &PriceList) -> f64 {
    let rounded_up = (consumption.express_milliseconds / 100.0).ceil() * 100.0;
    let express = gb_seconds(list.assumptions.express_memory_mb, rounded_up);
    list.prices.function_gb_second.of_a_million_times(consumption.function_gb_seconds)
        + list.prices.express_gb_second.of_a_million_times(express)
}

/// `DeleteObjects` is a POST. AWS does not document whether it bills it as a deletion, which is free.
fn is_s3_write(call: &str) -> bool {
    ["Put", "Copy", "List", "Upload", "Create", "Complete"].iter().any(|prefix| call.starts_with(prefix))
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
    fn delete_is_free_and_list_is_billed_as_a_write() {
        let calls = [("s3:ListObjectVersions".to_owned(), 1), ("s3:DeleteObject".to_owned(), 3)];
        let consumption = Consumption { calls: BTreeMap::from(calls), ..Consumption::default() };

        let files = Cost::of(&consumption, &prices::current()).files;
        assert!((files - 5.0).abs() < 1e-9, "{files}");
    }
}
