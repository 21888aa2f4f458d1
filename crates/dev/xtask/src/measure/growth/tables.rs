//! The results as Markdown tables: a row for each operation, a column for each size.

use super::fit;
use super::measured::{Figure, Operation};

struct Table {
    title: &'static str,
    figure: Figure,
    format: fn(f64) -> String,
}

const TABLES: [Table; 5] = [
    Table { title: "AWS calls", figure: Figure::Calls, format: whole },
    Table { title: "Kilobytes of AWS responses", figure: Figure::Received, format: kilobytes },
    Table { title: "The functions' own time, in milliseconds", figure: Figure::Own, format: milliseconds },
    Table {
        title: "The functions' time waiting for the emulator, in milliseconds",
        figure: Figure::Waited,
        format: milliseconds,
    },
    Table { title: "Response time of the operation, in milliseconds", figure: Figure::Time, format: milliseconds },
];

/// All tables, and a note for each operation whose calls timed out.
pub fn all(operations: &[Operation]) -> String {
    let tables = TABLES.iter().map(|table| table.text(operations));
    tables.chain(operations.iter().filter_map(given_up)).collect::<Vec<_>>().join("\n\n")
}

/// Calls that timed out, since the emulator was busy, are in none of the tables.
fn given_up(operation: &Operation) -> Option<String> {
    let given_up = operation.series(Figure::GivenUp).into_iter().filter(|(_, calls)| *calls > 0.0);
    let given_up: Vec<_> =
        given_up.map(|(size, calls)| format!("{} with {} {}", whole(calls), whole(size), operation.of)).collect();
    let title = format!("AWS calls of `{}` that timed out and were retried", operation.name);
    (!given_up.is_empty()).then(|| format!("{title}: {}.", given_up.join(", ")))
}

impl Table {
    fn text(&self, operations: &[Operation]) -> String {
        let sizes: Vec<_> = operations.first().into_iter().flat_map(|first| first.figures(self.figure)).collect();
        let columns = sizes.iter().map(|(size, _)| whole(*size)).collect::<Vec<_>>().join(" | ");
        let line = "|---|---|".to_owned() + &"---:|".repeat(sizes.len() + 2);
        let head = format!("### {}\n\n| operation | of | {columns} | exponent | last step |\n{line}", self.title);
        let rows = operations.iter().map(|operation| self.row(operation));
        [head].into_iter().chain(rows).collect::<Vec<_>>().join("\n")
    }

    fn row(&self, operation: &Operation) -> String {
        let series = operation.series(self.figure);
        let shown = |(_, value): (f64, Option<f64>)| value.map_or_else(|| "–".to_owned(), self.format);
        let values = operation.figures(self.figure).map(shown).collect::<Vec<_>>().join(" | ");
        let (whole, last) = (exponent(fit::exponent(&series)), exponent(fit::last_step(&series)));
        format!("| `{}` | {} | {values} | {whole} | {last} |", operation.name, operation.of)
    }
}

/// A whole number, with a comma between thousands.
fn whole(value: f64) -> String {
    let digits = format!("{value:.0}");
    let groups: Vec<_> = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy).collect();
    groups.join(",")
}

fn kilobytes(bytes: f64) -> String {
    if bytes < 100_000.0 { format!("{:.1}", bytes / 1000.0) } else { whole(bytes / 1000.0) }
}

fn milliseconds(seconds: f64) -> String {
    if seconds < 0.1 { format!("{:.1}", seconds * 1000.0) } else { whole(seconds * 1000.0) }
}

fn exponent(exponent: Option<f64>) -> String {
    // Adding 0.0 removes the sign of a negative zero.
    exponent.map_or_else(String::new, |exponent| format!("{:.2}", (exponent * 100.0).round() / 100.0 + 0.0))
}

#[cfg(test)]
mod tests {
    use super::{exponent, kilobytes, milliseconds, whole};

    #[test]
    fn figures_are_rounded_to_significant_digits() {
        assert_eq!([7.0, 1_234.0, 100_000.0, 1_234_567.0].map(whole), ["7", "1,234", "100,000", "1,234,567"]);
        assert_eq!([3_206.0, 525_763.0].map(kilobytes), ["3.2", "526"]);
        assert_eq!([0.001_34, 2.403].map(milliseconds), ["1.3", "2,403"]);
        assert_eq!([Some(0.998), Some(-0.001), None].map(exponent), ["1.00", "0.00", ""]);
    }
}
