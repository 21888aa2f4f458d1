//! The growth of a figure with the size, as the exponent of a power law.

/// The exponent of the power law that fits best: the slope of the line through the logarithms, by least squares. 0 is
/// constant, 1 is linear. `None` if there are fewer than two sizes, or a figure is not positive.
pub fn exponent(series: &[(f64, f64)]) -> Option<f64> {
    if series.len() < 2 || series.iter().any(|(size, value)| *size <= 0.0 || *value <= 0.0) {
        return None;
    }
    let logarithms: Vec<_> = series.iter().map(|(size, value)| (size.ln(), value.ln())).collect();
    let mean = |of: fn(&(f64, f64)) -> f64| {
        logarithms.iter().map(of).sum::<f64>() / logarithms.iter().map(|_| 1.0).sum::<f64>()
    };
    let (mean_size, mean_value) = (mean(|point| point.0), mean(|point| point.1));
    let covariance: f64 = logarithms.iter().map(|(x, y)| (x - mean_size) * (y - mean_value)).sum();
    let variance: f64 = logarithms.iter().map(|(x, _)| (x - mean_size).powi(2)).sum();
    Some(covariance / variance)
}

/// The exponent between the two largest sizes, where constant costs distort it least.
pub fn last_step(series: &[(f64, f64)]) -> Option<f64> {
    exponent(series.last_chunk::<2>()?)
}

/// The largest exponent between two successive sizes.
pub fn fastest_step(series: &[(f64, f64)]) -> Option<f64> {
    series.array_windows::<2>().filter_map(|step| exponent(step)).max_by(f64::total_cmp)
}

#[cfg(test)]
mod tests {
    use super::{exponent, fastest_step, last_step};

    fn of(value: impl Fn(f64) -> f64) -> Vec<(f64, f64)> {
        [100.0, 1_000.0, 10_000.0].map(|size| (size, value(size))).to_vec()
    }

    fn is_close(found: Option<f64>, expected: f64) -> bool {
        found.is_some_and(|found| (found - expected).abs() < 1e-9)
    }

    #[test]
    fn exponent_of_a_power_is_exact() {
        assert!(is_close(exponent(&of(|_| 7.0)), 0.0));
        assert!(is_close(exponent(&of(|size| size / 25.0)), 1.0));
        assert!(is_close(exponent(&of(|size| size * size)), 2.0));
    }

    #[test]
    fn constant_cost_distorts_the_last_step_least() {
        let calls = of(|size| 30.0 + size / 25.0);
        let (whole, last) = (exponent(&calls).unwrap(), last_step(&calls).unwrap());
        assert!(whole < last && last < 1.0, "{whole}, {last}");
        assert_eq!(fastest_step(&calls), Some(last));
    }

    #[test]
    fn one_size_or_zero_has_no_exponent() {
        assert_eq!(exponent(&[(100.0, 1.0)]), None);
        assert_eq!(exponent(&of(|_| 0.0)), None);
        assert_eq!(fastest_step(&[]), None);
    }
}
