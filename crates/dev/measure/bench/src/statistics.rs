//! Medians, and the variation between runs.

use serde::Serialize;

/// Of several runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Spread {
    /// The middle one.
    pub median: f64,
    /// A quarter of the runs is below.
    pub lower_quartile: f64,
    /// A quarter of the runs is above.
    pub upper_quartile: f64,
}

impl Spread {
    /// Of these values; zero where there are none.
    #[must_use]
    pub fn of(values: impl IntoIterator<Item = f64>) -> Self {
        let mut values: Vec<_> = values.into_iter().collect();
        values.sort_by(f64::total_cmp);
        let at = |quarter: usize| values.get(values.len().saturating_sub(1) * quarter / 4).copied().unwrap_or_default();
        Self { lower_quartile: at(1), median: at(2), upper_quartile: at(3) }
    }
}

#[cfg(test)]
mod tests {
    use super::Spread;

    #[test]
    fn the_middle_and_the_quarters_are_found_in_any_order() {
        let spread = Spread::of([5.0, 1.0, 4.0, 2.0, 3.0]);
        assert_eq!(spread, Spread { lower_quartile: 2.0, median: 3.0, upper_quartile: 4.0 });
    }

    #[test]
    fn one_run_is_its_own_spread() {
        assert_eq!(Spread::of([7.0]), Spread { lower_quartile: 7.0, median: 7.0, upper_quartile: 7.0 });
    }
}
