//! Registers the metrics' descriptions with the recorder before it gets the first value.

use metrics::{Unit, describe_counter, describe_gauge, describe_histogram};

use super::{METRICS, MetricKind};

/// Describes each metric to the installed recorder.
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
