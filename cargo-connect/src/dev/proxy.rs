//! The app's address, which stays the same while programs are replaced: connections are passed on
//! unchanged to the current one, and an observer reads along. A connection that waits for a response
//! stays with the program that got the request; an idle one is closed, because its next request is for the
//! new program.

use std::future::pending;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use connect_host::browser::Observer;
use parking_lot::Mutex;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;

/// How many connections can exist at once.
const CONNECTIONS: usize = 512;
/// How long a connection waits for the first program.
const START_TIMEOUT: Duration = Duration::from_secs(60);
/// How long a client may take to send its request if there is no app to read it.
const READ_TIMEOUT: Duration = Duration::from_secs(5);
const REQUEST_BYTES: u64 = 64 * 1024;
/// How long a connection must be silent before its response counts as complete.
const QUIET: Duration = Duration::from_millis(10);

/// Where connections are passed on to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Upstream {
    /// There is no app yet.
    Awaited,
    At(SocketAddr),
    /// There is no app, for this reason.
    Down(String),
}

/// Passes on connections until dropped.
#[derive(Debug)]
pub(super) struct Proxy {
    upstream: watch::Sender<Upstream>,
    task: JoinHandle<()>,
}

impl Proxy {
    pub(super) fn start(listener: TcpListener, observer: Observer) -> Self {
        let (upstream, receiver) = watch::channel(Upstream::Awaited);
        let task = tokio::spawn(serve(listener, receiver, observer));
        Self { upstream, task }
    }

    /// Passes requests on to another upstream from now on; returns the previous one.
    pub(super) async fn switch(&self, to: Upstream) -> Upstream {
        let before = self.upstream.send_replace(to);
        // Then idle connections are closed, and no more requests go to the old one.
        tokio::time::sleep(QUIET * 2).await;
        before
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(listener: TcpListener, upstream: watch::Receiver<Upstream>, observer: Observer) {
    let slots = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let Ok(slot) = Arc::clone(&slots).acquire_owned().await else {
            return;
        };
        let Ok((client, _)) = listener.accept().await else {
            // Too many open files: closing one makes room.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let upstream = upstream.clone();
        let observer = observer.clone();
        tokio::spawn(async move {
            // Either side may close the connection at any time.
            let _ = pass_on(client, upstream, &observer).await;
            drop(slot);
        });
    }
}

async fn pass_on(
    mut client: TcpStream,
    mut upstream: watch::Receiver<Upstream>,
    observer: &Observer,
) -> io::Result<()> {
    let awaited = upstream.wait_for(|upstream| *upstream != Upstream::Awaited);
    let to = match tokio::time::timeout(START_TIMEOUT, awaited).await {
        Ok(Ok(upstream)) => upstream.clone(),
        Ok(Err(_)) => return Ok(()),
        Err(_) => Upstream::Down("the app has not started".to_owned()),
    };
    let reason = match to {
        Upstream::At(address) => match TcpStream::connect(address).await {
            Ok(mut app) => {
                client.set_nodelay(true)?;
                app.set_nodelay(true)?;
                let turn = Turn::default();
                let mut client = TakingTurns {
                    stream: &mut client,
                    turn: &turn,
                };
                return tokio::select! {
                    copied = observer.copy(&mut client, &mut app) => copied,
                    () = given_up(upstream, &turn) => Ok(()),
                };
            }
            Err(error) => format!("the app does not answer: {error}"),
        },
        Upstream::Down(reason) => reason,
        Upstream::Awaited => return Ok(()),
    };
    refuse(client, &reason).await
}

/// Waits until requests are passed on elsewhere and none is being answered here.
async fn given_up(mut upstream: watch::Receiver<Upstream>, turn: &Turn) {
    if upstream.changed().await.is_err() {
        // The proxy is dropped, and this connection with it.
        pending().await
    }
    while !turn.is_over() {
        tokio::time::sleep(QUIET / 2).await;
    }
}

/// Whose turn it is on a connection, and since when.
#[derive(Debug)]
struct Turn(Mutex<(Side, Instant)>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    /// The client is sending a request, or has sent one.
    Client,
    /// The app is responding, or has responded; or there has been no request yet.
    App,
}

impl Default for Turn {
    fn default() -> Self {
        Self(Mutex::new((Side::App, Instant::now())))
    }
}

impl Turn {
    fn take(&self, side: Side) {
        *self.0.lock() = (side, Instant::now());
    }

    fn is_over(&self) -> bool {
        let (side, since) = *self.0.lock();
        side == Side::App && since.elapsed() >= QUIET
    }
}

/// The client's side of a connection.
struct TakingTurns<'a> {
    stream: &'a mut TcpStream,
    turn: &'a Turn,
}

impl AsyncRead for TakingTurns<'_> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let outcome = Pin::new(&mut *self.stream).poll_read(context, buffer);
        if buffer.filled().len() > before {
            self.turn.take(Side::Client);
        }
        outcome
    }
}

impl AsyncWrite for TakingTurns<'_> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.turn.take(Side::App);
        Pin::new(&mut *self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.stream).poll_shutdown(context)
    }
}

/// Responds to one request with an error: a client that is cut off would read nothing.
async fn refuse(mut client: TcpStream, reason: &str) -> io::Result<()> {
    let mut read = Vec::new();
    let head = async {
        let mut client = (&mut client).take(REQUEST_BYTES);
        while !read.windows(4).any(|end| end == b"\r\n\r\n") {
            if client.read_buf(&mut read).await? == 0 {
                break;
            }
        }
        io::Result::Ok(())
    };
    if let Ok(done) = tokio::time::timeout(READ_TIMEOUT, head).await {
        done?;
    }
    let body = format!("{reason}\n");
    let answer = format!(
        "HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/plain; charset=utf-8\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    client.write_all(answer.as_bytes()).await?;
    client.shutdown().await
}

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc::{Receiver, channel};

    use super::*;

    async fn listener() -> (TcpListener, SocketAddr) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        (listener, address)
    }

    /// A server that responds to each byte with its name, once for each permit, and reports each byte.
    async fn named(name: &'static str, let_to: &Arc<Semaphore>) -> (Upstream, Receiver<()>) {
        let (listener, address) = listener().await;
        let let_to = Arc::clone(let_to);
        let (reached, bytes) = channel(9);
        tokio::spawn(async move {
            while let Ok((mut client, _)) = listener.accept().await {
                let (let_to, reached) = (Arc::clone(&let_to), reached.clone());
                tokio::spawn(async move {
                    while client.read_u8().await.is_ok() {
                        reached.send(()).await.unwrap();
                        let_to.acquire().await.unwrap().forget();
                        client.write_all(name.as_bytes()).await.unwrap();
                    }
                });
            }
        });
        (Upstream::At(address), bytes)
    }

    async fn ask(address: SocketAddr) -> TcpStream {
        let mut client = TcpStream::connect(address).await.unwrap();
        client.write_u8(b'?').await.unwrap();
        client
    }

    async fn answer(client: &mut TcpStream) -> String {
        let mut name = [0; 3];
        client.read_exact(&mut name).await.unwrap();
        String::from_utf8(name.to_vec()).unwrap()
    }

    #[tokio::test]
    async fn requests_go_to_the_new_app_and_what_was_asked_is_answered() {
        let (listener, address) = listener().await;
        let proxy = Proxy::start(listener, Observer::default());
        let let_to = Arc::new(Semaphore::new(1));
        // Before there is an app.
        let mut silent = ask(address).await;
        let (old, mut reached) = named("old", &let_to).await;
        assert_eq!(proxy.switch(old.clone()).await, Upstream::Awaited);
        assert_eq!(answer(&mut silent).await, "old");
        reached.recv().await.unwrap();
        let mut asking = ask(address).await;
        reached.recv().await.unwrap();

        let (new, _asked) = named("new", &Arc::new(Semaphore::new(9))).await;
        assert_eq!(proxy.switch(new).await, old);
        assert_eq!(answer(&mut ask(address).await).await, "new");
        assert_eq!(silent.read(&mut [0]).await.unwrap(), 0);
        let_to.add_permits(1);
        assert_eq!(answer(&mut asking).await, "old");
        assert_eq!(asking.read(&mut [0]).await.unwrap(), 0);
    }

    #[tokio::test]
    async fn without_an_app_the_answer_says_why() {
        let (listener, address) = listener().await;
        let proxy = Proxy::start(listener, Observer::default());
        proxy.switch(Upstream::Down("it crashed".to_owned())).await;
        let answer = reqwest::get(format!("http://{address}/")).await.unwrap();
        assert_eq!(answer.status(), 503);
        assert_eq!(answer.text().await.unwrap(), "it crashed\n");
    }
}
