//! Whether a server accepts versions of TLS that are no longer allowed. No current client library
//! does, so the first message is written here, and only the kind of the response is read.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;
use url::Url;

/// How long to wait for a response.
const PATIENCE: Duration = Duration::from_secs(10);

/// The versions and their numbers in messages ("Security requirements for cloud applications", 3).
pub(super) const OLD: [(&str, u8); 2] = [("TLS 1.0", 1), ("TLS 1.1", 2)];

/// The record type of a handshake; a refusal is an alert or the end of the connection.
const HANDSHAKE: u8 = 22;

/// Cipher suites of servers with these versions: ECDHE and RSA with AES and 3DES.
const SUITES: [[u8; 2]; 7] = [
    [0xc0, 0x14],
    [0xc0, 0x0a],
    [0xc0, 0x13],
    [0xc0, 0x09],
    [0x00, 0x35],
    [0x00, 0x2f],
    [0x00, 0x0a],
];

/// Whether the server continues a handshake of this version.
///
/// # Errors
/// If the server can't be reached.
pub(super) async fn is_spoken(url: &Url, version: u8) -> std::io::Result<bool> {
    let name = url.host_str().unwrap_or_default();
    let address = url.socket_addrs(|| Some(443))?;
    let asked = async {
        let mut stream = TcpStream::connect(address.as_slice()).await?;
        stream.write_all(&client_hello(name, version)).await?;
        let mut record = [0; 6];
        // A server that refuses may send nothing.
        let read = stream.read_exact(&mut record).await;
        Ok(read.is_ok() && record[0] == HANDSHAKE)
    };
    timeout(PATIENCE, asked).await.unwrap_or(Ok(false))
}

/// The first message of a handshake ("The Transport Layer Security (TLS) Protocol Version 1.1",
/// RFC 4346, 7.4.1.2).
fn client_hello(name: &str, version: u8) -> Vec<u8> {
    let mut hello = vec![3, version];
    // Nothing is encrypted with it.
    hello.extend([0x5a; 32]);
    // No session.
    hello.push(0);
    hello.extend(sized(&SUITES.concat()));
    // No compression.
    hello.extend([1, 0]);
    let mut extensions = Vec::new();
    // An IP address has no server name.
    if name.contains(|c: char| c.is_ascii_alphabetic()) && !name.contains(':') {
        let entry = [vec![0], sized(name.as_bytes())].concat();
        extensions.extend([0, 0]);
        extensions.extend(sized(&sized(&entry)));
    }
    // The curves P-256 and P-384, and their points uncompressed.
    extensions.extend([0, 10, 0, 6, 0, 4, 0, 23, 0, 24]);
    extensions.extend([0, 11, 0, 2, 1, 0]);
    hello.extend(sized(&extensions));
    // A client hello, with a three-byte length.
    let handshake = [vec![1, 0], sized(&hello)].concat();
    [vec![HANDSHAKE, 3, 1], sized(&handshake)].concat()
}

/// Bytes prefixed with their length in two bytes; none here is longer.
fn sized(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).unwrap_or_default();
    [&length.to_be_bytes(), bytes].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_has_its_lengths() {
        for name in ["votes.example.com", "127.0.0.1"] {
            let hello = client_hello(name, 2);
            let length = |at: usize| usize::from(u16::from_be_bytes([hello[at], hello[at + 1]]));
            assert_eq!(hello.len(), 5 + length(3));
            assert_eq!(length(3), 4 + length(7));
            let extensions = 9 + 2 + 32 + 1 + 2 + 14 + 2;
            assert_eq!(hello.len(), extensions + 2 + length(extensions), "{name}");
        }
    }

    /// The verdict on a server that responds to the first message like this.
    async fn spoken(answer: &'static [u8]) -> bool {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("https://{}", listener.local_addr().unwrap());
        let server = async {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut hello = [0; 5];
            stream.read_exact(&mut hello).await.unwrap();
            assert_eq!(hello[0], HANDSHAKE);
            stream.write_all(answer).await.unwrap();
        };
        let url = url.parse().unwrap();
        let (spoken, ()) = tokio::join!(is_spoken(&url, 1), server);
        spoken.unwrap()
    }

    #[tokio::test]
    async fn a_handshake_that_goes_on_is_distinguished_from_an_alert_and_from_silence() {
        assert!(spoken(&[22, 3, 1, 0, 90, 2, 0]).await);
        assert!(!spoken(&[21, 3, 1, 0, 2, 2, 70]).await);
        assert!(!spoken(&[]).await);
    }
}
