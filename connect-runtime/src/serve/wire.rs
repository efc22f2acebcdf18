//! A connection that writes a small answer in one piece.
//!
//! hyper hands over an answer's head and body side by side. The operating system takes two pieces
//! more slowly than one, by more than it costs to copy a small page; a large one is not copied.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};

use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// Up to so many bytes are copied, and so much room each connection keeps for it.
const SMALL: usize = 4 * 1024;

pub(super) struct Wire {
    stream: TokioIo<TcpStream>,
    gathered: Vec<u8>,
}

impl Wire {
    pub(super) fn new(stream: TcpStream) -> Self {
        Self {
            stream: TokioIo::new(stream),
            gathered: Vec::new(),
        }
    }
}

impl Read for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl Write for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let length: usize = pieces.iter().map(|piece| piece.len()).sum();
        let Self { stream, gathered } = &mut *self;
        if pieces.len() < 2 || length > SMALL {
            return Pin::new(stream).poll_write_vectored(context, pieces);
        }
        gathered.clear();
        pieces
            .iter()
            .for_each(|piece| gathered.extend_from_slice(piece));
        // Written or not, hyper keeps the pieces until it is told how much has gone.
        Pin::new(stream).poll_write(context, gathered)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use tokio::io::AsyncReadExt;
    use tokio::net::TcpListener;

    use super::*;

    #[tokio::test]
    async fn pieces_arrive_in_order_whether_copied_or_not() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (client, server) = tokio::join!(TcpStream::connect(address), listener.accept());
        let mut wire = Wire::new(client.unwrap());
        let mut reader = server.unwrap().0;
        for size in [0, 1, SMALL - 1, SMALL, SMALL + 1] {
            let (head, body) = (b"h", vec![b'b'; size]);
            let pieces = [IoSlice::new(head), IoSlice::new(&body)];
            let written =
                poll_fn(|context| Pin::new(&mut wire).poll_write_vectored(context, &pieces));
            // A socket's buffer takes all of it.
            assert_eq!(written.await.unwrap(), 1 + size);
            let mut read = vec![0; 1 + size];
            reader.read_exact(&mut read).await.unwrap();
            assert_eq!(read, [&head[..], &body].concat());
        }
    }
}
