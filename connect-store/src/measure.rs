//! A store's metrics, if the feature `metrics` is on. They are described in
//! `connect_runtime::metrics`.

/// The metrics of one kind of store.
#[cfg(feature = "metrics")]
pub(crate) struct Measured {
    /// The histogram of an operation's duration.
    pub(crate) seconds: &'static str,
    /// The counter of failures.
    pub(crate) failures: &'static str,
}

#[cfg(feature = "metrics")]
const TENANTS: Measured = Measured {
    seconds: "connect_store_seconds",
    failures: "connect_store_failures_total",
};

#[cfg(feature = "metrics")]
impl Measured {
    /// Performs an operation, and measures it.
    pub(crate) async fn timed<T, E>(
        &self,
        operation: &'static str,
        work: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        let begun = std::time::Instant::now();
        let done = work.await;
        let elapsed = begun.elapsed();
        metrics::histogram!(self.seconds, "operation" => operation).record(elapsed);
        if done.is_err() {
            metrics::counter!(self.failures, "operation" => operation).increment(1);
        }
        done
    }
}

/// Performs an operation on tenants, and measures it.
#[cfg(feature = "metrics")]
pub(crate) async fn timed<T, E>(
    operation: &'static str,
    work: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    TENANTS.timed(operation, work).await
}

#[cfg(not(feature = "metrics"))]
pub(crate) async fn timed<T, E>(
    _: &'static str,
    work: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    work.await
}
