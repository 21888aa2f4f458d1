//! The charts of docs/performance.md, in Mermaid, which GitHub renders: the floor, and Usher beside its peers.

use crate::figures::{Figures, SubjectFigures};
use crate::subjects::Kind;

/// A chart's title, the decimals of its figures, and the figure of a program.
type Chart = (&'static str, usize, fn(&SubjectFigures) -> f64);

const CHARTS: [Chart; 3] = [
    ("Start to first poll, ms", 1, |subject| subject.start.median),
    ("CPU of a warm call, ms", 2, |subject| subject.warm_processor.median),
    ("Peak memory, MB", 0, |subject| subject.peak_memory.median),
];

/// A block for each chart. Functions without a peer are left out.
#[must_use]
pub fn mermaid(figures: &Figures) -> String {
    let is_compared = |subject: &&SubjectFigures| {
        subject.kind != Kind::Usher || figures.peer(Kind::Python, &subject.function).is_some()
    };
    let subjects: Vec<_> = figures.subjects.iter().filter(is_compared).collect();
    CHARTS.map(|chart| block(chart, &subjects)).join("\n\n")
}

fn block((title, decimals, figure): Chart, subjects: &[&SubjectFigures]) -> String {
    let labels: Vec<_> = subjects.iter().map(|subject| format!("\"{}\"", label(subject))).collect();
    let bars: Vec<_> = subjects.iter().map(|subject| format!("{:.decimals$}", figure(subject))).collect();
    // Without a range, the axis would begin at the smallest figure.
    let end = subjects.iter().map(|subject| figure(subject)).fold(0.0, f64::max).ceil();
    format!(
        "```mermaid\nxychart-beta horizontal\n    title \"{title}\"\n    x-axis [{}]\n    y-axis 0 --> {end}\n    \
         bar [{}]\n```",
        labels.join(", "),
        bars.join(", "),
    )
}

fn label(subject: &SubjectFigures) -> String {
    match subject.kind {
        Kind::Floor => "floor (lambda_http)".to_owned(),
        Kind::Python => format!("{}, Python", subject.function),
        Kind::Node => format!("{}, Node", subject.function),
        Kind::Usher => format!("{}, Usher", subject.function),
    }
}

#[cfg(test)]
mod tests {
    use super::mermaid;
    use crate::figures::{Figures, SubjectFigures};
    use crate::statistics::Spread;
    use crate::subjects::Kind;

    fn subject(kind: Kind, function: &str, start: f64) -> SubjectFigures {
        SubjectFigures { start: Spread::of([start]), ..SubjectFigures::of(kind, function, &[], None) }
    }

    #[test]
    fn functions_with_a_peer_are_bars() {
        let subjects = vec![
            subject(Kind::Floor, "floor", 1.53),
            subject(Kind::Usher, "account-delete", 2.95),
            subject(Kind::Usher, "session-login", 3.12),
            subject(Kind::Python, "session-login", 288.4),
        ];
        let charts = mermaid(&Figures { measured: String::new(), rounds: 1, calls: 1, subjects });
        let start = r#"```mermaid
xychart-beta horizontal
    title "Start to first poll, ms"
    x-axis ["floor (lambda_http)", "session-login, Usher", "session-login, Python"]
    y-axis 0 --> 289
    bar [1.5, 3.1, 288.4]
```"#;
        assert!(charts.starts_with(start), "{charts}");
    }
}
