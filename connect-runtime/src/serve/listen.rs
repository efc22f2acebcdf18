//! The server: listens, serves HTTP, and stops when asked.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::response::Response;
use futures_util::FutureExt;
use http::HeaderValue;
use http::header::CONNECTION;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::Instant;
use tower::Service;

use super::connections::{self, Connections, Requests};
use super::front::Front;
use super::patient_stream::PatientStream;
use super::prefix::Prefix;
use crate::addresses::Addresses;
use crate::start_error::StartError;

/// The maximum size of a request head, in bytes; beyond it hyper answers 431.
const HEAD_BYTES: usize = 64 * 1024;
/// How long a client may take to send a request's head.
const HEAD_TIMEOUT: Duration = Duration::from_secs(20);
/// How long open requests may continue after the server was asked to stop. Supervisors usually kill
/// after 30 s; a request that takes longer than this is aborted cleanly.
pub(crate) const SHUTDOWN_DEADLINE: Duration = Duration::from_secs(20);

/// How many connections may wait to be accepted. Beyond that, clients only retry after a second, so a
/// burst of idle clients must not reach it.
const WAITING: u32 = 4096;

/// How many ports are tried if none was configured.
const PORTS: u16 = 20;

/// Binds the address, so that a second server fails before anything else is started. With
/// `or_next`, the next free port is used if this one is taken.
pub(crate) fn bind(
    address: SocketAddr,
    or_next: bool,
) -> Result<(TcpListener, SocketAddr), StartError> {
    let failed = |source| StartError::Bind { address, source };
    let mut listener = listen(address);
    let last = address
        .port()
        .saturating_add(if or_next { PORTS } else { 0 });
    for port in address.port()..last {
        match &listener {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {}
            _ => break,
        }
        let next = SocketAddr::new(address.ip(), port + 1);
        listener = listen(next);
    }
    let listener = listener.map_err(failed)?;
    let bound = listener.local_addr().map_err(failed)?;
    if or_next && bound.port() != address.port() {
        tracing::warn!(
            "port {} is taken, so this is port {}; PORT or CONNECT_BIND choose another",
            address.port(),
            bound.port()
        );
    }
    Ok((listener, bound))
}

fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4(),
        SocketAddr::V6(_) => TcpSocket::new_v6(),
    }?;
    // Lets a restarted server reuse its port at once. On other systems the option means more.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(WAITING)
}

/// Limits on what clients may use before they are authenticated.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Patience {
    /// How many connections may be open at once; `None`: derived from the open file limit.
    pub(crate) connections: Option<usize>,
    /// How long a client may go without reading any of its response.
    pub(crate) unread: Duration,
}

impl Patience {
    /// For a server with few clients.
    #[cfg(any(test, feature = "prometheus"))]
    pub(crate) const OF_FEW: Self = Self {
        connections: Some(32),
        unread: Duration::from_secs(30),
    };
}

/// A server that runs in the background until it is stopped or dropped.
#[derive(Debug)]
pub(crate) struct Listening {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Listening {
    /// Serves the routes, at the root and below the paths of the base URLs.
    pub(crate) fn start(
        listener: TcpListener,
        router: Router,
        front: Arc<Front>,
        addresses: Addresses,
        patience: Patience,
    ) -> Self {
        let (stop, stopped) = watch::channel(false);
        let server = Server {
            router,
            front,
            prefix: Prefix::of(addresses),
        };
        let task = tokio::spawn(accept(listener, server, patience, stopped));
        Self { stop, task }
    }

    /// Accepts no more connections, lets open requests finish, and returns when all have.
    pub(crate) async fn stop(self) {
        self.stop.send_replace(true);
        if let Err(error) = self.task.await {
            tracing::error!(%error, "the server did not stop cleanly");
        }
    }
}

/// Shared by the requests of all connections.
struct Server {
    router: Router,
    front: Arc<Front>,
    prefix: Prefix,
}

impl Server {
    /// Answers a request of a connection.
    fn answer(
        &self,
        request: hyper::Request<Incoming>,
        requests: Requests,
    ) -> impl Future<Output = Result<Response, Infallible>> + use<> {
        // Everything is measured from here.
        let begun = Instant::now();
        let last = requests.begin(begun);
        let mut router = self.router.clone();
        let mut request = request.map(Body::new);
        self.prefix.strip(&mut request);
        let next = move |request: hyper::Request<Body>| {
            let answered = router.call(request);
            answered.map(|answer| answer.unwrap_or_else(|never| match never {}))
        };
        let answer = Arc::clone(&self.front).answer(request, begun.into_std(), next);
        answer.map(move |mut response| {
            requests.end();
            if last {
                let close = HeaderValue::from_static("close");
                response.headers_mut().insert(CONNECTION, close);
            }
            Ok(response)
        })
    }
}

async fn accept(
    listener: TcpListener,
    server: Server,
    patience: Patience,
    mut stopped: watch::Receiver<bool>,
) {
    let server = Arc::new(server);
    let graceful = GracefulShutdown::new();
    let http = http();
    let most = patience.connections;
    let connections = Connections::new(most.unwrap_or_else(connections::by_default));
    loop {
        let stream = tokio::select! {
            // A dropped handle stops the server, too.
            _ = stopped.changed() => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    if !is_of_one_connection(&error) {
                        // Out of file descriptors: wait for some to be freed.
                        tracing::error!(%error, "can't accept connections");
                        tokio::time::sleep(Duration::from_millis(500)).await;
                    }
                    continue;
                }
            },
        };
        let admitted = tokio::select! {
            _ = stopped.changed() => break,
            admitted = connections.admit() => admitted,
        };
        let requests = admitted.requests();
        let stream = PatientStream::new(without_delay(stream), patience.unread);
        let connection = http.serve_connection(
            TokioIo::new(stream),
            hyper::service::service_fn({
                let server = Arc::clone(&server);
                move |request| server.answer(request, requests.clone())
            }),
        );
        let connection = graceful.watch(connection.into_owned());
        tokio::spawn(async move {
            tokio::select! {
                ended = connection => if let Err(error) = ended {
                    // A client that goes away, does not read, or doesn't send HTTP.
                    tracing::debug!(%error, "a connection broke");
                },
                () = admitted.must_go() => {
                    tracing::debug!("a connection was closed to make room for another");
                }
            }
        });
    }
    drop(listener);
    if tokio::time::timeout(SHUTDOWN_DEADLINE, graceful.shutdown())
        .await
        .is_err()
    {
        tracing::warn!("requests were still open at the shutdown deadline; they are cut off");
    }
}

/// HTTP/1.1 only: hosts and proxies use it to talk to an app, and auto-detection would let a silent
/// client hold its connection without a timeout.
fn http() -> Builder<TokioExecutor> {
    let mut http = Builder::new(TokioExecutor::new()).http1_only();
    http.http1()
        .timer(TokioTimer::new())
        // One write for head and body: copying a page is faster than a vectored write.
        .writev(false)
        .header_read_timeout(HEAD_TIMEOUT)
        .max_buf_size(HEAD_BYTES);
    http
}

/// Responses are written whole, so waiting to fill a packet only delays them.
fn without_delay(stream: TcpStream) -> TcpStream {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "TCP_NODELAY could not be set");
    }
    stream
}

fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(
        error.kind(),
        ConnectionAborted | ConnectionRefused | ConnectionReset
    )
}

#[cfg(test)]
mod tests {
    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::time::timeout;
    use url::Url;

    use super::*;
    use crate::serve::ErrorPages;

    async fn server() -> (Listening, TcpStream) {
        let (listener, address) = bind(SocketAddr::from(([127, 0, 0, 1], 0)), false).unwrap();
        let router = Router::new().route("/", get(async || "ok"));
        let base_url = Url::parse("https://votes.example.com").unwrap();
        let front = Front {
            https: true,
            deployment: None,
            error_pages: ErrorPages::default(),
        };
        let addresses = Addresses::at(&base_url);
        let listening = Listening::start(
            listener,
            router,
            Arc::new(front),
            addresses,
            Patience::OF_FEW,
        );
        (listening, TcpStream::connect(address).await.unwrap())
    }

    /// How long the server keeps a connection that has sent only this part of a head. Time is
    /// paused: it advances to the next timeout once nothing else is left to do.
    async fn kept_for(head: &[u8]) -> Duration {
        let (_listening, mut client) = server().await;
        let begun = Instant::now();
        client.write_all(head).await.unwrap();
        let closed = timeout(HEAD_TIMEOUT * 3, client.read_to_end(&mut Vec::new())).await;
        assert!(closed.is_ok(), "the connection is still open");
        begun.elapsed()
    }

    #[tokio::test(start_paused = true)]
    async fn a_connection_without_a_request_head_is_closed() {
        let kept = kept_for(b"GET / HTTP/1.1\r\nhost:").await;
        assert!(kept <= HEAD_TIMEOUT * 2, "{kept:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_silent_client_is_disconnected() {
        let kept = kept_for(b"").await;
        assert!(kept <= HEAD_TIMEOUT * 2, "{kept:?}");
    }

    #[tokio::test]
    async fn stopping_ends_idle_connections() {
        let (listening, mut client) = server().await;
        let head = b"GET / HTTP/1.1\r\nhost: x\r\n\r\n";
        client.write_all(head).await.unwrap();
        let mut answer = Vec::new();
        while !answer.ends_with(b"ok") {
            assert_ne!(client.read_buf(&mut answer).await.unwrap(), 0);
        }
        listening.stop().await;
        assert_eq!(client.read(&mut [0]).await.unwrap(), 0);
    }

    #[tokio::test]
    async fn the_next_port_is_tried_only_if_none_was_chosen() {
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let (_taken, address) = bind(any, false).unwrap();
        let (_next, bound) = bind(address, true).unwrap();
        assert_ne!(bound.port(), address.port());
        assert!(bound.port() <= address.port().saturating_add(PORTS));
        let refused = bind(address, false).unwrap_err();
        assert!(matches!(refused, StartError::Bind { .. }), "{refused}");
    }
}
