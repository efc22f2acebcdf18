//! One app behind several servers.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use connect_auth::reach::Reach;
use connect_model::HostProduct;
use connect_runtime::{App, Running};
use http::{StatusCode, header};
use url::Url;

use super::runtime::{configured, described, is_per_product, not_started};
use crate::app::handle::AppHandle;
use crate::app::installable::{AppEnvironment, Installable};
use crate::error::HostError;
use crate::wire::server::{self, listen};
use crate::wire::task::BackgroundTask;

/// The largest body that is passed on in either direction, in bytes.
const MAX_BODY_BYTES: usize = 16 * 1024 * 1024;

/// One app on several servers behind one address, as in production: each has its own caches, workers and
/// connections, and they share what their store shares. Requests go to each in turn, unless
/// a test chooses one.
///
/// The app must have been given a [store](App::store), which all of them share: with the configuration's
/// in-memory database each would have its own.
///
/// ```no_run
/// # async fn f(app: connect_runtime::App) -> Result<(), connect_host::HostError> {
/// use connect_host::{AppServers, Host};
/// use connect_runtime::tenants::MemoryStore;
///
/// let servers = AppServers::new(app.store(MemoryStore::new()), 3);
/// // Installed at one of them, and known to all.
/// let host = Host::jira().install(&servers).await?;
/// for server in 0..3 {
///     servers.choose(server);
///     assert_eq!(host.open("votes").await?.status, 200);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct AppServers {
    app: App,
    count: usize,
    turn: Arc<Turn>,
}

/// The server whose turn it is.
#[derive(Debug)]
struct Turn {
    next: AtomicUsize,
    /// The server that a test has chosen, or [`ALL`].
    chosen: AtomicUsize,
}

/// No server is chosen.
const ALL: usize = usize::MAX;

/// The proxy that passes requests on.
#[derive(Clone)]
struct Front {
    servers: Arc<Vec<Running>>,
    turn: Arc<Turn>,
    client: reqwest::Client,
}

/// The servers and the proxy, which run until the host drops them.
struct Started {
    /// Dropped first, so that nothing is passed on to a stopped server.
    _front: BackgroundTask,
    _servers: Arc<Vec<Running>>,
}

impl AppServers {
    /// An app on this many servers, at least one.
    #[must_use]
    pub fn new(app: App, count: usize) -> AppServers {
        AppServers {
            app,
            count: count.max(1),
            turn: Arc::new(Turn {
                next: AtomicUsize::new(0),
                chosen: AtomicUsize::new(ALL),
            }),
        }
    }

    /// Sends all requests to one server from now on, by its index.
    pub fn choose(&self, server: usize) {
        self.turn.chosen.store(server, Ordering::Relaxed);
    }

    /// Sends requests to each in turn again.
    pub fn choose_all(&self) {
        self.turn.chosen.store(ALL, Ordering::Relaxed);
    }
}

impl Installable for AppServers {
    async fn start(&self, environment: &AppEnvironment) -> Result<AppHandle, HostError> {
        let (listener, origin) = listen().await?;
        let base_url: Url = origin.parse().map_err(|_| HostError::BaseUrl {
            given: origin.clone(),
            source: crate::error::InvalidBaseUrl::NoHost,
        })?;
        let (app, forge) = configured(&self.app, environment)?;
        let app = app.config(|config| config.base_url(base_url.clone()));
        let mut servers = Vec::with_capacity(self.count);
        for _ in 0..self.count {
            let running = app.spawn().await;
            servers.push(running.map_err(not_started)?);
        }
        let per_product = servers.first().is_some_and(is_per_product);
        let client = Reach::PlainLoopback
            .client()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| HostError::HttpClient(error.into()))?;
        let servers = Arc::new(servers);
        let front = Front {
            servers: Arc::clone(&servers),
            turn: Arc::clone(&self.turn),
            client,
        };
        let router = Router::new().fallback(pass_on).with_state(front);
        let started = Started {
            _front: server::serve(listener, router),
            _servers: servers,
        };
        Ok(described(
            AppHandle::started(base_url, started),
            per_product,
            forge,
        ))
    }

    fn accepts_configuration(&self) -> bool {
        true
    }

    fn product_on_forge(&self) -> Option<HostProduct> {
        self.app.product_on_forge()
    }
}

impl Turn {
    fn take(&self, count: usize) -> usize {
        match self.chosen.load(Ordering::Relaxed) {
            ALL => self.next.fetch_add(1, Ordering::Relaxed) % count,
            chosen => chosen.min(count - 1),
        }
    }
}

/// Passes a request on to the server whose turn it is, and its response back.
async fn pass_on(State(front): State<Front>, request: Request) -> Response {
    let server = front.turn.take(front.servers.len());
    let address = front.servers.get(server).map(Running::address);
    let Some(address) = address else {
        return StatusCode::BAD_GATEWAY.into_response();
    };
    let (parts, body) = request.into_parts();
    let target = parts.uri.path_and_query();
    let target = target.map_or("/", |target| target.as_str());
    let Ok(body) = to_bytes(body, MAX_BODY_BYTES).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let request = front
        .client
        .request(parts.method, format!("http://{address}{target}"))
        .headers(parts.headers)
        .body(body);
    match answered(request).await {
        Ok(response) => response,
        Err(_) => StatusCode::BAD_GATEWAY.into_response(),
    }
}

async fn answered(request: reqwest::RequestBuilder) -> Result<Response, reqwest::Error> {
    let answer = request.send().await?;
    let (status, mut headers) = (answer.status(), answer.headers().clone());
    let body: Bytes = answer.bytes().await?;
    // Both belong to the connection to the server.
    headers.remove(header::TRANSFER_ENCODING);
    headers.remove(header::CONNECTION);
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    Ok(response)
}
