//! The prices and the assumptions, with their sources.

use super::row;
use crate::prices::{Assumptions, PriceList, Prices};

pub(super) fn table(list: &PriceList) -> String {
    let head = format!("## The prices\n\n{}\n\n| US dollars | for | of | page |\n|--:|--:|---|---|\n", list.note);
    let rows = list.prices.all().into_iter().map(|price| {
        let source = format!("<{}>", price.source);
        row([price.dollars.to_string(), price.of.to_string(), price.unit.clone(), source])
    });
    head + &rows.collect::<String>()
}

pub(super) fn assumptions(list: &PriceList) -> String {
    let head = "## The assumptions\n\n| what | value |\n|---|--:|\n".to_owned();
    let rows = assumed(&list.assumptions).into_iter().chain(memory(list));
    head + &rows.map(|(what, value, unit)| row([what, format!("{value} {unit}")])).collect::<String>()
}

type Row = (String, f64, &'static str);

fn assumed(assumptions: &Assumptions) -> Vec<Row> {
    let mut rows = vec![
        ("a function's own time for each invocation".to_owned(), assumptions.own_milliseconds, "ms"),
        ("from one state of an Express workflow to the next".to_owned(), assumptions.state_milliseconds, "ms"),
    ];
    let calls = assumptions.call_milliseconds.iter();
    rows.extend(calls.map(|(service, time)| (format!("a call of `{service}`"), *time, "ms")));
    let waiting = assumptions.waiting_milliseconds.iter();
    rows.extend(
        waiting.map(|(function, time)| (format!("what `{function}` waits for downstream services"), *time, "ms")),
    );
    rows.push((
        "memory of an Express workflow, the smallest that is billed".to_owned(),
        assumptions.express_memory_mb,
        "MB",
    ));
    rows.push(("what an invocation logs beside its request line".to_owned(), assumptions.other_log_bytes, "bytes"));
    rows
}

/// Not assumed, but time is paid by it.
fn memory(list: &PriceList) -> Vec<Row> {
    let of_most = ("memory of a function (`template.yaml`)".to_owned(), list.memory.of_most, "MB");
    let of_some = list.memory.of_some.iter();
    let of_some = of_some.map(|(function, size)| (format!("memory of `{function}` (`template.yaml`)"), *size, "MB"));
    std::iter::once(of_most).chain(of_some).collect()
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
