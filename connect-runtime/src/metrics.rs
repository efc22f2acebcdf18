//! The app's metrics, for an operator's dashboards and alerts.
//!
//! With the feature `metrics`, everything in [`METRICS`] goes to the recorder of the crate
//! [`metrics`](https://docs.rs/metrics) that the program has installed; without a recorder it is
//! discarded, and without the feature nothing is measured at all. The feature `prometheus` brings a
//! recorder and serves its output at a separate, non-public address
//! ([`Config::metrics_bind`](crate::config::Config::metrics_bind)).
//!
//! No label has more values than the app has modules: labels contain no tenants, users or paths.

#[cfg(feature = "prometheus")]
mod describe;
#[cfg(feature = "prometheus")]
mod prometheus;
#[cfg(feature = "metrics")]
mod queue;
mod table;

use http::StatusCode;

#[cfg(feature = "prometheus")]
pub(crate) use self::prometheus::Prometheus;
#[cfg(feature = "metrics")]
pub(crate) use self::queue::watch;
pub use self::table::{METRICS, Metric, MetricKind};
use crate::serve::Passage;

/// Records an answered request.
#[cfg(feature = "metrics")]
pub(crate) fn request(passage: &Passage, status: StatusCode) {
    let module = match passage.module() {
        Some(module) => metrics::SharedString::from_shared(module),
        None => metrics::SharedString::const_str("other"),
    };
    let class = class(status);
    metrics::counter!("connect_requests_total", "module" => module.clone(), "status" => class)
        .increment(1);
    metrics::histogram!("connect_request_seconds", "module" => module)
        .record(passage.begun.elapsed());
}

#[cfg(not(feature = "metrics"))]
pub(crate) fn request(_: &Passage, _: StatusCode) {}

/// Records a request that was rejected because its caller could not be verified.
pub(crate) fn refused(reason: &'static str) {
    #[cfg(feature = "metrics")]
    metrics::counter!("connect_verification_failures_total", "reason" => reason).increment(1);
    #[cfg(not(feature = "metrics"))]
    let _ = reason;
}

/// Records the result of `/readyz`.
pub(crate) fn ready(ready: bool) {
    #[cfg(feature = "metrics")]
    metrics::gauge!("connect_ready").set(if ready { 1.0 } else { 0.0 });
    #[cfg(not(feature = "metrics"))]
    let _ = ready;
}

#[cfg(feature = "metrics")]
fn class(status: StatusCode) -> &'static str {
    match status.as_u16() {
        100..=199 => "1xx",
        200..=299 => "2xx",
        300..=399 => "3xx",
        400..=499 => "4xx",
        _ => "5xx",
    }
}
