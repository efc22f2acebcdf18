//! The metrics in Prometheus format, served at a separate address.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::response::IntoResponse;
use axum::routing::get;
use http::header::CONTENT_TYPE;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tokio::task::JoinSet;

use super::describe::describe;
use crate::addresses::Addresses;
use crate::serve::{ErrorPages, Front, Listening, Patience, bind};
use crate::start_error::StartError;

/// How often recorded values are moved to the histograms, so that they don't use up memory if
/// nobody scrapes them.
const UPKEEP: Duration = Duration::from_secs(5);

/// In seconds: from a cached page to a product that barely responds.
const BUCKETS: [f64; 12] = [
    0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0,
];

/// The recorder of this process; there can only be one.
static RECORDER: Mutex<Option<PrometheusHandle>> = Mutex::new(None);

/// The server from which the metrics are scraped.
#[derive(Debug)]
pub(crate) struct Prometheus {
    address: SocketAddr,
    server: Listening,
    /// Ends when this is dropped.
    _upkeep: JoinSet<()>,
}

impl Prometheus {
    /// Binds the address and serves the process's metrics at `/metrics`.
    pub(crate) fn start(address: SocketAddr) -> Result<Self, StartError> {
        let failed = |problem: String| StartError::Setup {
            what: "the metrics",
            problem,
        };
        let handle = recorder().map_err(failed)?;
        let (listener, address) = bind(address, false)?;
        let rendered = handle.clone();
        let router = Router::new().route(
            "/metrics",
            get(move || {
                let handle = rendered.clone();
                async move {
                    handle.run_upkeep();
                    let text = "text/plain; version=0.0.4; charset=utf-8";
                    ([(CONTENT_TYPE, text)], handle.render()).into_response()
                }
            }),
        );
        let front = Front {
            https: false,
            deployment: None,
            error_pages: ErrorPages::default(),
        };
        let server = Listening::start(
            listener,
            router,
            Arc::new(front),
            Addresses::default(),
            Patience::OF_FEW,
        );
        let mut upkeep = JoinSet::new();
        upkeep.spawn(async move {
            loop {
                tokio::time::sleep(UPKEEP).await;
                handle.run_upkeep();
            }
        });
        tracing::info!(%address, "metrics are at /metrics");
        Ok(Self {
            address,
            server,
            _upkeep: upkeep,
        })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) async fn stop(self) {
        self.server.stop().await;
    }
}

/// Installs the recorder, once per process.
fn recorder() -> Result<PrometheusHandle, String> {
    let mut installed = RECORDER.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(handle) = &*installed {
        return Ok(handle.clone());
    }
    let builder = PrometheusBuilder::new()
        .set_buckets(&BUCKETS)
        .map_err(|error| error.to_string())?;
    let recorder = builder.build_recorder();
    let handle = recorder.handle();
    metrics::set_global_recorder(recorder).map_err(|_| {
        "the program has installed a recorder of its own already; serve that one, and leave \
         CONNECT_METRICS_BIND away"
            .to_owned()
    })?;
    describe();
    *installed = Some(handle.clone());
    Ok(handle)
}
