//! The figures as tables, for the terminal and for docs/performance.md.

use crate::figures::{Figures, SubjectFigures};
use crate::subjects::Kind;

/// The targets of each function.
mod target {
    use crate::subjects::Kind;

    /// Start, against the floor, of a function that uses one SDK at most, and of one that uses more.
    pub const START: [f64; 2] = [1.5, 2.0];
    /// Processor time of a warm call, against the floor.
    pub const WARM_PROCESSOR: f64 = 3.0;
    /// Megabytes.
    pub const PEAK_MEMORY: f64 = 12.0;
    /// Megabytes.
    pub const PACKAGE: f64 = 3.0;
    /// How many times longer a peer takes to start.
    pub const fn peer_start(peer: Kind) -> f64 {
        if matches!(peer, Kind::Node) { 30.0 } else { 50.0 }
    }
    /// How many times more processor time a peer takes for a warm call.
    pub const PEER_PROCESSOR: f64 = 5.0;
}

/// Every function, in Markdown. What misses its target is in bold.
#[must_use]
pub fn functions(figures: &Figures, sdks: impl Fn(&str) -> usize) -> String {
    let Some(floor) = figures.floor() else { return String::new() };
    let mut lines = vec![
        "| function | SDKs | start, ms | × floor | first call, ms | connections in it | warm call, ms | CPU of it, ms | × floor | calls | memory, MB | zip, MB |".to_owned(),
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|".to_owned(),
    ];
    for subject in [floor].into_iter().chain(figures.own()) {
        let sdks = sdks(&subject.function);
        let start = subject.start.median / floor.start.median;
        let processor = subject.warm_processor.median / floor.warm_processor.median;
        lines.push(format!(
            "| {} | {sdks} | {:.2} | {} | {:.2} | {} | {:.2} | {:.3} | {} | {:.0} | {} | {} |",
            subject.function,
            subject.start.median,
            held(start, target::START[usize::from(sdks > 1)], 2),
            subject.first.median,
            subject.first_connections,
            subject.warm.median,
            subject.warm_processor.median,
            held(processor, target::WARM_PROCESSOR, 2),
            subject.aws_calls,
            held(subject.peak_memory.median, target::PEAK_MEMORY, 1),
            subject.package.map_or_else(String::new, |package| held(package, target::PACKAGE, 2)),
        ));
    }
    lines.join("\n")
}

fn held(value: f64, at_most: f64, digits: usize) -> String {
    shown(value, digits, value <= at_most)
}

fn reached(value: f64, at_least: f64, digits: usize) -> String {
    shown(value, digits, value >= at_least)
}

fn shown(value: f64, digits: usize, is_good: bool) -> String {
    if is_good { format!("{value:.digits$}") } else { format!("**{value:.digits$}**") }
}

/// Usher and its peers side by side, in Markdown.
#[must_use]
pub fn peers(figures: &Figures) -> String {
    let mut lines = vec![
        "| function | in | start, ms | | first call, ms | warm call, ms | CPU of it, ms | | memory, MB | zip, MB |"
            .to_owned(),
        "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|".to_owned(),
    ];
    for own in figures.own() {
        let others: Vec<_> = Kind::PEERS.into_iter().filter_map(|kind| figures.peer(kind, &own.function)).collect();
        if others.is_empty() {
            continue;
        }
        for subject in [own].into_iter().chain(others) {
            lines.push(peer(subject, own));
        }
    }
    lines.join("\n")
}

fn peer(subject: &SubjectFigures, own: &SubjectFigures) -> String {
    let times = |of: fn(&SubjectFigures) -> f64, at_least: f64, digits: usize| {
        if subject.kind == own.kind { String::new() } else { reached(of(subject) / of(own), at_least, digits) + " ×" }
    };
    format!(
        "| {} | {} | {:.1} | {} | {:.1} | {:.2} | {:.2} | {} | {:.0} | {} |",
        subject.function,
        match subject.kind {
            Kind::Python => "Python, boto3",
            Kind::Node => "Node, SDK v3",
            Kind::Usher | Kind::Floor => "Rust, Usher",
        },
        subject.start.median,
        times(|one| one.start.median, target::peer_start(subject.kind), 0),
        subject.first.median,
        subject.warm.median,
        subject.warm_processor.median,
        times(|one| one.warm_processor.median, target::PEER_PROCESSOR, 1),
        subject.peak_memory.median,
        subject.package.map_or_else(String::new, |package| format!("{package:.2}")),
    )
}

/// The variation between rounds: their interquartile range against the median, as the median and the maximum of all programs.
#[must_use]
pub fn spreads(figures: &Figures) -> String {
    let of = |name: &str, spread: &dyn Fn(&SubjectFigures) -> crate::statistics::Spread| {
        let relative = |subject: &SubjectFigures| {
            let spread = spread(subject);
            (spread.upper_quartile - spread.lower_quartile) / spread.median * 100.0
        };
        let mut all: Vec<_> = figures.subjects.iter().map(relative).collect();
        all.sort_by(f64::total_cmp);
        let middle = all.get(all.len() / 2).copied().unwrap_or_default();
        let worst = all.last().copied().unwrap_or_default();
        format!("| {name} | {middle:.0} % | {worst:.0} % |")
    };
    [
        "| | median | maximum |".to_owned(),
        "|---|--:|--:|".to_owned(),
        of("start", &|subject| subject.start),
        of("first call", &|subject| subject.first),
        of("warm call", &|subject| subject.warm),
        of("CPU of a warm call", &|subject| subject.warm_processor),
        of("peak memory", &|subject| subject.peak_memory),
    ]
    .join("\n")
}

#[cfg(test)]
mod tests {
    use super::{held, reached};

    #[test]
    fn what_misses_its_target_is_in_bold() {
        assert_eq!(held(3.0, 3.0, 2), "3.00");
        assert_eq!(held(3.01, 3.0, 2), "**3.01**");
        assert_eq!(reached(50.0, 50.0, 0), "50");
        assert_eq!(reached(49.9, 50.0, 1), "**49.9**");
    }
}
