//! Describes the metrics to a recorder before it gets the first number.

use metrics::{Unit, describe_counter, describe_gauge, describe_histogram};

use super::{METRICS, MetricKind};

/// Tells the recorder that is installed what each metric is.
pub(super) fn describe() {
    for metric in METRICS {
        let (name, description) = (metric.name, metric.description);
        let unit = if name.ends_with("_seconds") {
            Unit::Seconds
        } else {
            Unit::Count
        };
        match metric.kind {
            MetricKind::Counter => describe_counter!(name, unit, description),
            MetricKind::Gauge => describe_gauge!(name, unit, description),
            MetricKind::Histogram => describe_histogram!(name, unit, description),
        }
    }
}
