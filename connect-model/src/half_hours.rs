//! Hours in steps of a half, as the platform accepts them for migrations.

use serde_json::Number;

/// The maximum duration of a migration, in half hours.
const MOST: u8 = 48;

/// The maximum duration of a migration of a site's data, as written in the descriptor: from half an
/// hour to 24 hours, in steps of half an hour ("Data residency for Connect apps", "Declaring maximum
/// downtime").
///
/// # Errors
/// The nearest allowed duration, if this one is not allowed.
///
/// ```
/// use connect_model::half_hours;
///
/// assert_eq!(half_hours(0.5).unwrap().to_string(), "0.5");
/// assert_eq!(half_hours(24.0).unwrap().to_string(), "24");
/// assert_eq!(half_hours(0.7).unwrap_err().to_string(), "0.5");
/// assert_eq!(half_hours(36.0).unwrap_err().to_string(), "24");
/// ```
pub fn half_hours(hours: f64) -> Result<Number, Number> {
    let away = |halves: u8| (f64::from(halves) / 2.0 - hours).abs();
    let nearest = (1..=MOST)
        .min_by(|one, other| away(*one).total_cmp(&away(*other)))
        .unwrap_or(MOST);
    let number = if nearest % 2 == 0 {
        Number::from(nearest / 2)
    } else {
        Number::from_f64(f64::from(nearest) / 2.0).unwrap_or_else(|| Number::from(nearest / 2))
    };
    if away(nearest) < f64::EPSILON {
        Ok(number)
    } else {
        Err(number)
    }
}

#[cfg(test)]
mod tests {
    use super::half_hours;

    #[test]
    fn hours_go_in_halves_from_a_half_to_a_day() {
        let allowed = |hours: f64| half_hours(hours).map(|it| it.to_string()).ok();
        for (hours, written) in [
            (0.5, "0.5"),
            (1.0, "1"),
            (1.5, "1.5"),
            (23.5, "23.5"),
            (24.0, "24"),
        ] {
            assert_eq!(allowed(hours).as_deref(), Some(written));
        }
        for hours in [
            -1.0,
            0.0,
            0.25,
            0.7,
            1.499,
            24.5,
            1e300,
            f64::NAN,
            f64::INFINITY,
        ] {
            assert_eq!(allowed(hours), None, "{hours}");
        }
    }
}
