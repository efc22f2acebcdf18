//! How a server is reached over HTTP.

use reqwest::{Client, ClientBuilder};
use url::Url;

use crate::environment::is_loopback;

/// How a server is reached: which certificates are trusted, and whether a proxy is used.
///
/// ```
/// use connect_auth::reach::Reach;
///
/// let reach = |url: &str| url.parse().map(|url| Reach::of(&url));
/// assert_eq!(reach("https://api.atlassian.com")?, Reach::Network);
/// assert_eq!(reach("https://localhost:3000")?, Reach::Loopback);
/// assert_eq!(reach("http://127.0.0.1:3000")?, Reach::PlainLoopback);
/// # Ok::<(), url::ParseError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Through the environment's proxy, if there is one.
    Network,
    /// On this machine, without a proxy.
    Loopback,
    /// On this machine and without TLS: nothing is verified, so the system's certificates are not read.
    /// In an unoptimised program, reading them takes longer than everything else in a test of an app.
    PlainLoopback,
}

impl Reach {
    /// How the server at this address is reached.
    pub fn of(url: &Url) -> Self {
        match url.scheme() {
            _ if !is_loopback(url) => Self::Network,
            "http" => Self::PlainLoopback,
            _ => Self::Loopback,
        }
    }

    /// A builder of clients for servers reached this way.
    pub fn client(self) -> ClientBuilder {
        let builder = Client::builder();
        match self {
            Self::Network => builder,
            Self::Loopback => builder.no_proxy(),
            Self::PlainLoopback => builder.no_proxy().tls_certs_only([]),
        }
    }
}
