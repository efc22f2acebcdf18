//! Recording the requests of browsers to the app.
//!
//! A browser gets the app's pages, and the answers to their scripts, from the app itself; the host only
//! signs the URL. A proxy for such connections can let an [`Observer`] read along, and the
//! requests are recorded with those that the host sends.

mod conversation;
mod framing;
mod message;

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use parking_lot::{Mutex, RwLock};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf, copy_bidirectional};

use self::conversation::Conversation;
use crate::host::Host;

/// Reads along where browsers' connections are proxied to the app, and records each request on the
/// host that it is for: the one whose token it carries, else the first.
///
/// What it can't read (HTTP/2, WebSockets) still passes. The host's own requests pass unrecorded,
/// because the host has already recorded them.
///
/// ```no_run
/// # async fn f(host: connect_host::Host, mut browser: tokio::net::TcpStream, mut app: tokio::net::TcpStream)
/// # -> std::io::Result<()> {
/// use connect_host::browser::Observer;
///
/// let observer = Observer::default();
/// observer.record_on(&[host]);
/// observer.copy(&mut browser, &mut app).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Default)]
pub struct Observer(Arc<RwLock<Vec<Host>>>);

impl Observer {
    /// Records on these hosts from now on.
    pub fn record_on(&self, hosts: &[Host]) {
        *self.0.write() = hosts.to_vec();
    }

    /// Forwards everything in both directions, as [`copy_bidirectional`] does.
    ///
    /// # Errors
    /// When one of the connections fails.
    pub async fn copy<B, A>(&self, browser: &mut B, app: &mut A) -> io::Result<()>
    where
        B: AsyncRead + AsyncWrite + Unpin,
        A: AsyncRead + AsyncWrite + Unpin,
    {
        let hosts = self.0.read().clone();
        let conversation = Mutex::new(Conversation::of(hosts));
        let mut browser = ReadAlong {
            stream: browser,
            hear: |bytes: &[u8]| conversation.lock().browser_sent(bytes),
        };
        let mut app = ReadAlong {
            stream: app,
            hear: |bytes: &[u8]| conversation.lock().app_sent(bytes),
        };
        copy_bidirectional(&mut browser, &mut app).await?;
        Ok(())
    }
}

/// A stream that hands each chunk it reads to a listener; at its end, an empty one.
struct ReadAlong<'a, S, H> {
    stream: &'a mut S,
    hear: H,
}

impl<S: AsyncRead + Unpin, H: FnMut(&[u8]) + Unpin> AsyncRead for ReadAlong<'_, S, H> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let this = &mut *self;
        let outcome = Pin::new(&mut *this.stream).poll_read(context, buffer);
        if matches!(outcome, Poll::Ready(Ok(()))) {
            (this.hear)(&buffer.filled()[before..]);
        }
        outcome
    }
}

impl<S: AsyncWrite + Unpin, H: Unpin> AsyncWrite for ReadAlong<'_, S, H> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut *self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.stream).poll_shutdown(context)
    }
}
