//! HTTP/1.1 as bytes: requests that an HTTP client would normalize or refuse to send.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The head of a response.
#[derive(Debug)]
pub struct RawResponse {
    /// The status code.
    pub status: u16,
    /// The head as received, with the part of the body that arrived together with it.
    pub text: String,
}

impl RawResponse {
    /// Asserts the status.
    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "the response is {}", self.text);
        self
    }
}

/// Sends these bytes and reads the head of the response; `None` if the server closes the
/// connection without one.
///
/// Does not wait until everything is sent: a server may answer, or close, before it has read the
/// whole request, which is what tests of limits check.
pub async fn send(address: SocketAddr, request: &[u8]) -> Option<RawResponse> {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let (mut reader, mut writer) = stream.split();
    let writing = async {
        // An error means that the server has closed the connection early.
        let _ = writer.write_all(request).await;
        std::future::pending::<()>().await;
    };
    let reading = async {
        let mut received = Vec::new();
        let mut buffer = [0; 4096];
        while !received.windows(4).any(|window| window == b"\r\n\r\n") {
            match reader.read(&mut buffer).await {
                Ok(0) | Err(_) => break,
                Ok(read) => received.extend_from_slice(&buffer[..read]),
            }
        }
        String::from_utf8_lossy(&received).into_owned()
    };
    let text = tokio::select! {
        () = writing => unreachable!("it never ends"),
        text = reading => text,
    };
    let status = text.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok()?;
    Some(RawResponse { status, text })
}

/// Sends a request without a body, with exactly this target and these header lines.
pub async fn send_target(
    address: SocketAddr,
    method: &str,
    target: &str,
    headers: &str,
) -> RawResponse {
    let head =
        format!("{method} {target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{headers}\r\n");
    send(address, head.as_bytes())
        .await
        .unwrap_or_else(|| panic!("no response to {method} {target}"))
}
