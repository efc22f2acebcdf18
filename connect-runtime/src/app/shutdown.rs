//! The signal to stop: Ctrl-C, or one sent by a supervisor.

/// Listens from now on, not from the first poll: a supervisor may send the signal as soon as the
/// process exists, and without a listener it kills the process.
#[cfg(unix)]
pub(super) fn shutdown_signal() -> impl Future<Output = ()> + Send {
    use tokio::signal::unix::{Signal, SignalKind, signal};

    fn listen(kind: SignalKind, name: &str) -> Option<Signal> {
        signal(kind)
            .inspect_err(|error| tracing::error!(%error, "can't listen for {name}"))
            .ok()
    }
    async fn received(signal: Option<Signal>) {
        match signal {
            Some(mut signal) => drop(signal.recv().await),
            None => std::future::pending().await,
        }
    }

    let interrupt = listen(SignalKind::interrupt(), "SIGINT");
    let terminate = listen(SignalKind::terminate(), "SIGTERM");
    async move {
        tokio::select! {
            () = received(interrupt) => {}
            () = received(terminate) => {}
        }
    }
}

/// Returns when Ctrl-C is pressed.
#[cfg(not(unix))]
pub(super) async fn shutdown_signal() {
    if let Err(error) = tokio::signal::ctrl_c().await {
        tracing::error!(%error, "can't listen for Ctrl-C; end the process by other means");
        std::future::pending::<()>().await;
    }
}
