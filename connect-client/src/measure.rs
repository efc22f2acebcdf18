//! The client's metrics, if the feature `metrics` is on. They are described in
//! `connect_runtime::metrics`.

use connect_model::Method;
use http::StatusCode;
#[cfg(feature = "metrics")]
use tokio::time::Instant;

/// An attempt at a call in progress.
#[derive(Debug)]
pub(super) struct Attempt {
    #[cfg(feature = "metrics")]
    method: &'static str,
    #[cfg(feature = "metrics")]
    begun: Instant,
}

impl Attempt {
    pub(super) fn begin(method: Method) -> Self {
        #[cfg(not(feature = "metrics"))]
        let _ = method;
        Self {
            #[cfg(feature = "metrics")]
            method: method.name(),
            #[cfg(feature = "metrics")]
            begun: Instant::now(),
        }
    }

    /// The response's head has arrived, or never will.
    #[cfg(feature = "metrics")]
    pub(super) fn end(self, status: Option<StatusCode>) {
        let labels = [("method", self.method), ("outcome", outcome(status))];
        metrics::histogram!("connect_client_attempt_seconds", &labels).record(self.begun.elapsed());
        if status == Some(StatusCode::TOO_MANY_REQUESTS) {
            metrics::counter!("connect_client_rate_limited_total").increment(1);
        }
    }

    #[cfg(not(feature = "metrics"))]
    pub(super) fn end(self, status: Option<StatusCode>) {
        let _ = (self, status);
    }
}

#[cfg(feature = "metrics")]
fn outcome(status: Option<StatusCode>) -> &'static str {
    match status.map(|status| status.as_u16()) {
        None => "failed",
        Some(429) => "limited",
        Some(100..=299) => "2xx",
        Some(300..=399) => "3xx",
        Some(400..=499) => "4xx",
        Some(_) => "5xx",
    }
}
