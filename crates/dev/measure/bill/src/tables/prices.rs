//! The prices and the assumptions, with their sources.

use super::row;
use crate::prices::{Assumptions, PriceList, Prices};

pub(super) fn table(list: &PriceList) -> String {
    let head = format!("## Prices\n\n{}\n\n| US dollars | for | unit | source |\n|--:|--:|---|---|\n", list.note);
    let rows = list.prices.all().into_iter().map(|price| {
        let source = format!("<{}>", price.source);
        row([price.dollars.to_string(), price.of.to_string(), price.unit.clone(), source])
    });
    head + &rows.collect::<String>()
}

pub(super) fn assumptions(list: &PriceList) -> String {
    let head = "## Assumptions\n\n| what | value |\n|---|--:|\n".to_owned();
    let rows = assumed(&list.assumptions).into_iter().chain(memory(list));
    head + &rows.map(|(what, value, unit)| row([what, format!("{value} {unit}")])).collect::<String>()
}

type Row = (String, f64, &'static str);

fn assumed(assumptions: &Assumptions) -> Vec<Row> {
    let mut rows = vec![
        ("own time of a function for each invocation".to_owned(), assumptions.own_milliseconds, "ms"),
        ("time from one state of an Express workflow to the next".to_owned(), assumptions.state_milliseconds, "ms"),
    ];
    let calls = assumptions.call_milliseconds.iter();
    rows.extend(calls.map(|(service, time)| (format!("time of a call of `{service}`"), *time, "ms")));
    let waiting = assumptions.waiting_milliseconds.iter();
    rows.extend(
        waiting.map(|(function, time)| (format!("time that `{function}` waits for downstream services"), *time, "ms")),
    );
    rows.push(("memory of an Express workflow, the billed minimum".to_owned(), assumptions.express_memory_mb, "MB"));
    rows.push(("log lines of an invocation beside its request line".to_owned(), assumptions.other_log_bytes, "bytes"));
    rows
}

/// Memory is not assumed, but listed here since time is billed by it.
fn memory(list: &PriceList) -> Vec<Row> {
    let default_size = ("memory of a function (`template.yaml`)".to_owned(), list.memory.default_size, "MB");
    let own_sizes = list.memory.own_sizes.iter();
    let own_sizes =
        own_sizes.map(|(function, size)| (format!("memory of `{function}` (`template.yaml`)"), *size, "MB"));
    std::iter::once(default_size).chain(own_sizes).collect()
}

impl Prices {
    /// All of them, in the order of the file.
    fn all(&self) -> [&crate::prices::Price; 13] {
        [
            &self.api_request,
            &self.invocation,
            &self.function_gb_second,
            &self.express_execution,
            &self.express_gb_second,
            &self.state_transition,
            &self.read_unit,
            &self.write_unit,
            &self.s3_write,
            &self.s3_read,
            &self.mail,
            &self.log_gb,
            &self.active_user,
        ]
    }
}
