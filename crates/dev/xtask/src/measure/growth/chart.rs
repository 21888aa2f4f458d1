//! The chart of docs/growth.md, as SVG: AWS calls and the functions' own time by size, on logarithmic axes.

use std::fmt::Write as _;

use super::measured::{Figure, Operation, Series};

/// The operations that are drawn, with their colors (the palette of Okabe and Ito, safe for color blindness). The
/// others would overlap these; the tables have all.
const DRAWN: [(&str, &str); 6] = [
    ("POST /register", "#0072b2"),
    ("POST /api/user/login/", "#e69f00"),
    ("GET /user/{email}", "#009e73"),
    ("GET /api/users, a page", "#cc79a7"),
    ("GET /api/users, all", "#d55e00"),
    ("DELETE /user/delete", "#000000"),
];

const WIDTH: f64 = 900.0;
const HEIGHT: f64 = 470.0;

/// One diagram: its position and content.
struct Panel {
    left: f64,
    title: &'static str,
    figure: Figure,
    /// The exponents of ten at the lower and the upper end of the axis.
    values: (f64, f64),
    label: fn(f64) -> String,
}

const PANELS: [Panel; 2] = [
    Panel { left: 70.0, title: "AWS calls", figure: Figure::Calls, values: (0.0, 4.0), label: power },
    Panel { left: 520.0, title: "functions' own time", figure: Figure::Own, values: (-4.0, 1.0), label: time },
];

const TOP: f64 = 50.0;
const PANEL_WIDTH: f64 = 340.0;
const PANEL_HEIGHT: f64 = 290.0;
/// The exponents of ten at both ends of the size axis.
const SIZES: (f64, f64) = (2.0, 5.0);

/// The chart with both panels and the legend.
pub fn svg(operations: &[Operation]) -> String {
    let panels: String = PANELS.iter().map(|panel| panel.svg(operations)).collect();
    let legend: String =
        DRAWN.iter().zip(0_u8..).map(|((name, color), index)| legend_entry(name, color, index)).collect();
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="13">
<title>AWS calls and the functions' own time by the number of users, files and job requests</title>
<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>
{panels}{legend}</svg>
"##
    )
}

impl Panel {
    fn svg(&self, operations: &[Operation]) -> String {
        let middle = self.left + PANEL_WIDTH / 2.0;
        let mut svg = format!("<text x=\"{middle}\" y=\"30\" text-anchor=\"middle\">{}</text>\n", self.title);
        svg.push_str(&self.grid());
        svg.push_str(&self.linear_reference());
        for (name, color) in DRAWN {
            let found = operations.iter().find(|operation| operation.name == name);
            svg.extend(found.map(|operation| self.line(&operation.series(self.figure), color)));
        }
        svg
    }

    fn grid(&self) -> String {
        let (bottom, right) = (TOP + PANEL_HEIGHT, self.left + PANEL_WIDTH);
        let mut grid = String::new();
        for exponent in powers(SIZES) {
            let x = self.x(exponent);
            let label = power(exponent);
            let _ = writeln!(grid, r##"<path d="M{x:.1} {TOP}V{bottom}" stroke="#dddddd"/>"##);
            let _ = writeln!(grid, r#"<text x="{x:.1}" y="{}" text-anchor="middle">{label}</text>"#, bottom + 20.0);
        }
        for exponent in powers(self.values) {
            let y = self.y(exponent);
            let label = (self.label)(exponent);
            let _ = writeln!(grid, r##"<path d="M{} {y:.1}H{right}" stroke="#dddddd"/>"##, self.left);
            let _ =
                writeln!(grid, r#"<text x="{}" y="{:.1}" text-anchor="end">{label}</text>"#, self.left - 8.0, y + 4.0);
        }
        grid
    }

    /// A dashed line with the slope of linear growth.
    fn linear_reference(&self) -> String {
        let (low, _) = self.values;
        let (x, y) = (self.x(SIZES.0), self.y(low));
        let (to_x, to_y) = (self.x(SIZES.1), self.y(low + SIZES.1 - SIZES.0));
        format!(
            "<path d=\"M{x:.1} {y:.1}L{to_x:.1} {to_y:.1}\" stroke=\"#777777\" stroke-dasharray=\"4 4\"/>\n\
             <text x=\"{:.1}\" y=\"{:.1}\" fill=\"#777777\" text-anchor=\"end\">linear</text>\n",
            to_x - 4.0,
            to_y + 44.0,
        )
    }

    fn line(&self, series: &Series, color: &str) -> String {
        let point = |(size, value): &(f64, f64)| (self.x(size.log10()), self.y(value.max(1e-9).log10()));
        let points: Vec<_> = series.iter().map(point).collect();
        let coordinates: Vec<_> = points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
        let mut line = format!(
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"2\"/>\n",
            coordinates.join(" ")
        );
        for (x, y) in points {
            let _ = writeln!(line, r#"<circle cx="{x:.1}" cy="{y:.1}" r="3" fill="{color}"/>"#);
        }
        line
    }

    fn x(&self, exponent: f64) -> f64 {
        self.left + PANEL_WIDTH * (exponent - SIZES.0) / (SIZES.1 - SIZES.0)
    }

    fn y(&self, exponent: f64) -> f64 {
        let (low, high) = self.values;
        TOP + PANEL_HEIGHT * (1.0 - (exponent - low) / (high - low))
    }
}

/// The integers from the first to the last.
fn powers((first, last): (f64, f64)) -> impl Iterator<Item = f64> {
    std::iter::successors(Some(first), |power| Some(power + 1.0)).take_while(move |power| *power <= last)
}

/// `10,000`
fn power(exponent: f64) -> String {
    super::tables::whole(10_f64.powf(exponent))
}

/// `10 ms`
fn time(exponent: f64) -> String {
    if exponent < 0.0 { format!("{} ms", 10_f64.powf(exponent + 3.0)) } else { format!("{} s", 10_f64.powf(exponent)) }
}

/// An entry of the legend below the panels, three in a row.
fn legend_entry(name: &str, color: &str, index: u8) -> String {
    let (x, y) = (70.0 + 280.0 * f64::from(index % 3), 410.0 + 28.0 * f64::from(index / 3));
    format!(
        "<path d=\"M{x} {y}h28\" stroke=\"{color}\" stroke-width=\"2\"/><text x=\"{}\" y=\"{}\">{name}</text>\n",
        x + 36.0,
        y + 4.0,
    )
}

#[cfg(test)]
mod tests {
    use super::{PANELS, power, svg, time};

    #[test]
    fn axes_are_logarithmic() {
        let panel = &PANELS[0];
        assert!((panel.x(3.0) - panel.x(2.0) - (panel.x(5.0) - panel.x(4.0))).abs() < 1e-9);
        assert!(panel.y(1.0) < panel.y(0.0));
    }

    #[test]
    fn axis_labels_are_plain_numbers() {
        assert_eq!([0.0, 5.0].map(power), ["1", "100,000"]);
        assert_eq!([-4.0, -1.0, 1.0].map(time), ["0.1 ms", "100 ms", "10 s"]);
    }

    #[test]
    fn chart_without_operations_is_valid() {
        assert!(svg(&[]).ends_with("</svg>\n"));
    }
}
