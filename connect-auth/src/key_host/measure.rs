//! The metric of requests to the key host, if the feature `metrics` is on. It is described in
//! `connect_runtime::metrics`.

use super::{KeyError, KeyResult};

/// Counts the result of a request.
pub(super) fn count(result: &KeyResult) {
    let outcome = match result {
        Ok(_) => "found",
        Err(KeyError::NotFound) => "unknown",
        Err(KeyError::Unusable(_)) => "unusable",
        Err(KeyError::Busy) => "spared",
        Err(_) => "unavailable",
    };
    #[cfg(feature = "metrics")]
    metrics::counter!("connect_key_host_requests_total", "outcome" => outcome).increment(1);
    #[cfg(not(feature = "metrics"))]
    let _ = outcome;
}
