//! The chart of docs/performance.md: start and CPU of the peers beside Usher and the floor, as bars on a logarithmic scale.

use std::fmt::Write as _;

use crate::figures::{Figures, SubjectFigures};
use crate::subjects::Kind;

const WIDTH: f64 = 760.0;
const LEFT: f64 = 190.0;
const RIGHT: f64 = 70.0;
const BAR: f64 = 16.0;
const GAP: f64 = 5.0;

/// A panel's title, and what it shows of each program.
type Panel = (&'static str, fn(&SubjectFigures) -> f64);

const PANELS: [Panel; 3] = [
    ("Start to first poll, ms", |subject| subject.start.median),
    ("CPU of a warm call, ms", |subject| subject.warm_processor.median),
    ("Peak memory, MB", |subject| subject.peak_memory.median),
];

/// The chart as SVG.
#[must_use]
pub fn svg(figures: &Figures) -> String {
    let compared = compared(figures);
    #[expect(clippy::cast_precision_loss, reason = "a dozen bars")]
    let panel_height = 34.0 + compared.len() as f64 * (BAR + GAP) + 14.0;
    let height = panel_height * 3.0 + 24.0;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"{WIDTH}\" height=\"{height}\" fill=\"#ffffff\"/>\n"
    );
    let mut top = 0.0;
    for (title, value) in PANELS {
        panel(&mut svg, top, title, &compared, value);
        top += panel_height;
    }
    let note = format!("Bars are logarithmic. Measured on {}", figures.measured.replace('&', "and"));
    let _ =
        writeln!(svg, "<text x=\"12\" y=\"{:.0}\" fill=\"#666\" font-size=\"10\">{note}</text>\n</svg>", height - 8.0);
    svg
}

fn compared(figures: &Figures) -> Vec<&SubjectFigures> {
    let with_peers = |subject: &&SubjectFigures| {
        subject.kind != Kind::Usher || figures.peer(Kind::Python, &subject.function).is_some()
    };
    figures.subjects.iter().filter(with_peers).collect()
}

fn panel(svg: &mut String, top: f64, title: &str, subjects: &[&SubjectFigures], value: fn(&SubjectFigures) -> f64) {
    let values: Vec<_> = subjects.iter().map(|subject| value(subject)).collect();
    let least = values.iter().copied().fold(f64::INFINITY, f64::min) / 2.0;
    let most = values.iter().copied().fold(0.0, f64::max);
    let scale = |value: f64| (value / least).log10() / (most / least).log10() * (WIDTH - LEFT - RIGHT);
    let _ = writeln!(svg, "<text x=\"12\" y=\"{:.0}\" font-weight=\"bold\">{title}</text>", top + 22.0);
    let mut y = top + 34.0;
    for (subject, value) in subjects.iter().zip(values) {
        let (colour, name) = look(subject);
        let (width, base) = (scale(value), y + 12.0);
        let _ = writeln!(svg, "<text x=\"{:.0}\" y=\"{base:.0}\" text-anchor=\"end\">{name}</text>", LEFT - 8.0);
        let _ =
            writeln!(svg, "<rect x=\"{LEFT}\" y=\"{y:.0}\" width=\"{width:.1}\" height=\"{BAR}\" fill=\"{colour}\"/>");
        let digits = if value < 10.0 { 2 } else { 0 };
        let _ = writeln!(svg, "<text x=\"{:.1}\" y=\"{base:.0}\">{value:.digits$}</text>", LEFT + width + 6.0);
        y += BAR + GAP;
    }
}

fn look(subject: &SubjectFigures) -> (&'static str, String) {
    match subject.kind {
        Kind::Floor => ("#9aa0a6", "floor (lambda_http)".to_owned()),
        Kind::Python => ("#3572a5", format!("{}, Python", subject.function)),
        Kind::Node => ("#c9a400", format!("{}, Node", subject.function)),
        Kind::Usher => ("#b7410e", format!("{}, Usher", subject.function)),
    }
}
