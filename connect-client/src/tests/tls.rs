//! What the client offers to a host over TLS.

use std::time::Duration;

use serde_json::Value;
use tokio::io::AsyncReadExt;

use super::host::{MYSELF, client_at};

/// The first message of a connection, a `ClientHello`, names the protocols in plain bytes, each
/// preceded by its length (RFC 7301, section 3.1).
#[tokio::test]
async fn http_2_is_offered_first() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let call = client_at(url.parse().unwrap()).call::<Value>(&MYSELF);
    let call = call.repeatable(false).timeout(Duration::from_secs(10));
    let hello = async {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut head = [0; 5];
        stream.read_exact(&mut head).await.unwrap();
        let length = usize::from(u16::from_be_bytes([head[3], head[4]]));
        let mut hello = vec![0; length];
        stream.read_exact(&mut hello).await.unwrap();
        hello
    };
    // There is no response: the connection breaks when the hello has been read.
    let (outcome, hello) = tokio::join!(call.send(), hello);
    assert!(outcome.is_err());
    let offered = b"\x02h2\x08http/1.1";
    assert!(hello.windows(offered.len()).any(|bytes| bytes == offered));
}
