//! How results are written down.

use std::fmt;

/// The least, the middle and the greatest of several results.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread([f64; 3]);

impl Spread {
    /// Of these results; none of none.
    pub fn of(mut results: Vec<f64>) -> Option<Self> {
        results.sort_by(f64::total_cmp);
        let middle = results.get(results.len() / 2)?;
        Some(Self([*results.first()?, *middle, *results.last()?]))
    }
}

impl fmt::Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [least, middle, greatest] = self.0;
        write!(f, "{middle:.3}   (from {least:.3} to {greatest:.3})")
    }
}

/// A result with so many decimals, or a dash for what could not be measured.
pub fn shown(result: Option<f64>, decimals: usize) -> String {
    result.map_or_else(|| "-".to_owned(), |result| format!("{result:.decimals$}"))
}

/// Several results, or a dash.
pub fn spread(results: Vec<f64>) -> String {
    Spread::of(results).map_or_else(|| "-".to_owned(), |spread| spread.to_string())
}
