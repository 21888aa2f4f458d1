//! The cost of a million of each operation, by service.

use super::{Operation, row, title};
use crate::consumption::Consumption;
use crate::cost::Cost;
use crate::prices::PriceList;

pub(super) fn table(operations: &[Operation<'_>], list: &PriceList) -> String {
    let head = format!(
        "## Cost of a million\n\n\
         US dollars for a million operations, at the list prices of {} in {}. The column \"time\" is\n\
         [assumed](#assumptions), all others are counted.\n\n\
         | operation | total | API Gateway | Lambda | Step Functions | DynamoDB | S3 | SES | logs | time | minimum |\n\
         |---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n",
        list.date, list.region
    );
    let rows = operations.iter().map(|(operation, count, minimum)| {
        let cost = Cost::of(&Consumption::of(count, list), list);
        let minimum = Cost::of(&minimum.consumption(count, list), list).total();
        row(std::iter::once(title(operation)).chain(amounts(&cost).into_iter().chain([minimum]).map(dollars)))
    });
    head + &rows.collect::<String>()
}

fn amounts(cost: &Cost) -> [f64; 9] {
    let Cost { gateway, functions, workflows, tables, files, mails, logs, time } = *cost;
    [cost.total(), gateway, functions, workflows, tables, files, mails, logs, time]
}

fn dollars(dollars: f64) -> String {
    if dollars == 0.0 { String::new() } else { format!("{dollars:.2}") }
}
