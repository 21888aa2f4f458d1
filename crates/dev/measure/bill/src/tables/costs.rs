//! What a million of each operation costs, by service.

use super::{Operation, row, title};
use crate::consumption::Consumption;
use crate::cost::Cost;
use crate::prices::PriceList;

pub(super) fn table(operations: &[Operation<'_>], list: &PriceList) -> String {
    let head = format!(
        "## A million of each\n\n\
         US dollars for a million, at the list prices of {} in {}. The column \"time\" is [assumed](#the-assumptions),\n\
         all others are counted.\n\n\
         | operation | in all | API Gateway | Lambda | Step Functions | DynamoDB | S3 | SES | logs | time | the least |\n\
         |---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n",
        list.date, list.region
    );
    let rows = operations.iter().map(|(operation, count, least)| {
        let cost = Cost::of(&Consumption::of(count, list), list);
        let least = Cost::of(&least.consumption(count, list), list).total();
        row(std::iter::once(title(operation)).chain(amounts(&cost).into_iter().chain([least]).map(dollars)))
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
