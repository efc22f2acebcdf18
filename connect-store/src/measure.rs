//! What is measured of a store, where the feature `metrics` is on. The metrics are described in
//! `connect_runtime::metrics`.

/// Carries an operation out, and measures it.
#[cfg(feature = "metrics")]
pub(crate) async fn timed<T, E>(
    operation: &'static str,
    work: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    let begun = std::time::Instant::now();
    let done = work.await;
    let elapsed = begun.elapsed();
    metrics::histogram!("connect_store_seconds", "operation" => operation).record(elapsed);
    if done.is_err() {
        metrics::counter!("connect_store_failures_total", "operation" => operation).increment(1);
    }
    done
}

#[cfg(not(feature = "metrics"))]
pub(crate) async fn timed<T, E>(
    _: &'static str,
    work: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    work.await
}
