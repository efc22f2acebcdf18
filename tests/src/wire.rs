//! Requests as bytes: what an HTTP client would tidy up, or refuse to send.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The head of an answer.
#[derive(Debug)]
pub struct Wire {
    /// The status.
    pub status: u16,
    /// The head as it came, and as much of the body as came with it.
    pub text: String,
}

impl Wire {
    /// Asserts the status.
    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "instead the answer is {}", self.text);
        self
    }
}

/// Sends these bytes and reads the answer's head; `None` when the server hangs up without one.
///
/// The server need not wait for the end of what is sent: that it answers before is what tests of
/// limits look at.
pub async fn wire(address: SocketAddr, request: &[u8]) -> Option<Wire> {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let (mut reader, mut writer) = stream.split();
    let sending = async {
        // The server may hang up before it has read everything.
        let _ = writer.write_all(request).await;
        std::future::pending::<()>().await;
    };
    let reading = async {
        let mut answer = Vec::new();
        let mut buffer = [0; 4096];
        while !answer.windows(4).any(|window| window == b"\r\n\r\n") {
            match reader.read(&mut buffer).await {
                Ok(0) | Err(_) => break,
                Ok(read) => answer.extend_from_slice(&buffer[..read]),
            }
        }
        String::from_utf8_lossy(&answer).into_owned()
    };
    let text = tokio::select! {
        () = sending => unreachable!("it waits for ever"),
        text = reading => text,
    };
    let status = text.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok()?;
    Some(Wire { status, text })
}

/// Sends a request without a body, its target exactly as it stands here.
pub async fn wire_target(address: SocketAddr, method: &str, target: &str, headers: &str) -> Wire {
    let head =
        format!("{method} {target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{headers}\r\n");
    wire(address, head.as_bytes())
        .await
        .unwrap_or_else(|| panic!("no answer to {method} {target}"))
}
