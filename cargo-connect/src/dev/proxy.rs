//! The app's address, which stays the same while programs come and go: connections are passed on,
//! unchanged, to the one that runs now, and an observer reads along. Those that are open stay with the one that they began with.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use connect_host::browser::Observer;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;

/// How many connections there may be at once.
const CONNECTIONS: usize = 512;
/// How long a connection waits for the first program.
const START_TIMEOUT: Duration = Duration::from_secs(60);
/// How long a client may take for its request when nobody is there to read it.
const READ_TIMEOUT: Duration = Duration::from_secs(5);
const REQUEST_BYTES: u64 = 64 * 1024;

/// Where connections are passed on to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Upstream {
    /// To nobody yet.
    Awaited,
    At(SocketAddr),
    /// To nobody, for this reason.
    Down(String),
}

/// Passes connections on until it is dropped.
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

    /// Passes new connections on to another place; returns the one before.
    pub(super) fn switch(&self, to: Upstream) -> Upstream {
        self.upstream.send_replace(to)
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
            // Too many open files: one that is closed makes room.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let upstream = upstream.clone();
        let observer = observer.clone();
        tokio::spawn(async move {
            // Either side may end the connection whenever it likes.
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
                return observer.copy(&mut client, &mut app).await;
            }
            Err(error) => format!("the app does not answer: {error}"),
        },
        Upstream::Down(reason) => reason,
        Upstream::Awaited => return Ok(()),
    };
    refuse(client, &reason).await
}

/// Answers one request: a client that is cut off reads nothing.
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
    use super::*;

    async fn listener() -> (TcpListener, SocketAddr) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        (listener, address)
    }

    /// A server that says its name to whoever connects, and keeps the connection.
    async fn named(name: &'static str) -> Upstream {
        let (listener, address) = listener().await;
        tokio::spawn(async move {
            while let Ok((mut client, _)) = listener.accept().await {
                tokio::spawn(async move {
                    client.write_all(name.as_bytes()).await.unwrap();
                    let mut byte = [0];
                    while client.read(&mut byte).await.unwrap() == 1 {
                        client.write_all(&byte).await.unwrap();
                    }
                });
            }
        });
        Upstream::At(address)
    }

    async fn connect(address: SocketAddr) -> (TcpStream, String) {
        let mut client = TcpStream::connect(address).await.unwrap();
        let mut name = [0; 3];
        client.read_exact(&mut name).await.unwrap();
        (client, String::from_utf8(name.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn new_connections_go_to_the_new_app_and_open_ones_stay() {
        let (listener, address) = listener().await;
        let proxy = Proxy::start(listener, Observer::default());
        let early = tokio::spawn(connect(address));
        let old = named("old").await;
        assert_eq!(proxy.switch(old.clone()), Upstream::Awaited);
        let (mut open, name) = early.await.unwrap();
        assert_eq!(name, "old");

        assert_eq!(proxy.switch(named("new").await), old);
        assert_eq!(connect(address).await.1, "new");
        open.write_all(b"!").await.unwrap();
        assert_eq!(open.read_u8().await.unwrap(), b'!');
    }

    #[tokio::test]
    async fn without_an_app_the_answer_says_why() {
        let (listener, address) = listener().await;
        let proxy = Proxy::start(listener, Observer::default());
        proxy.switch(Upstream::Down("it crashed".to_owned()));
        let answer = reqwest::get(format!("http://{address}/")).await.unwrap();
        assert_eq!(answer.status(), 503);
        assert_eq!(answer.text().await.unwrap(), "it crashed\n");
    }
}
