//! Which addresses to listen on: for the browser, and for the local host.

use std::io::{Error, ErrorKind};
use std::net::{Ipv4Addr, SocketAddr};

use tokio::net::TcpListener;

use super::error::DevError;
use super::print;

/// How many ports are tried if none was chosen.
const PORTS: u16 = 20;

/// Something that listens on an address.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// Its name.
    what: &'static str,
    /// The argument for choosing another address.
    argument: &'static str,
    /// The port that is tried first, so that it stays the same from start to start.
    first: u16,
}

pub(super) const PAGES: Place = Place {
    what: "the local host",
    argument: "--listen",
    first: 4000,
};

pub(super) const APP: Place = Place {
    what: "the app",
    argument: "--app",
    first: 3000,
};

impl Place {
    /// Listens on the chosen address; by default, on the first free port starting with its own.
    pub(super) async fn listen(
        self,
        chosen: Option<SocketAddr>,
    ) -> Result<(TcpListener, SocketAddr), DevError> {
        match chosen {
            Some(address) => self.bind(address).await,
            None => self.first_free().await,
        }
    }

    /// Listens on any port, for a run that ends on its own, of which there may be several at once.
    pub(super) async fn anywhere(
        self,
        chosen: Option<SocketAddr>,
    ) -> Result<(TcpListener, SocketAddr), DevError> {
        self.bind(chosen.unwrap_or(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))))
            .await
    }

    async fn first_free(self) -> Result<(TcpListener, SocketAddr), DevError> {
        let address = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        for port in self.first..self.first.saturating_add(PORTS) {
            match self.bind(address(port)).await {
                Err(DevError::Listen { source, .. }) if source.kind() == ErrorKind::AddrInUse => {}
                bound => {
                    if port != self.first && bound.is_ok() {
                        let Self {
                            what,
                            argument,
                            first,
                        } = self;
                        print::line(
                            "port",
                            format!("{first} is taken, so {what} is at {port}; {argument} chooses"),
                        );
                    }
                    return bound;
                }
            }
        }
        Err(self.failed(address(self.first), Error::from(ErrorKind::AddrInUse)))
    }

    async fn bind(self, address: SocketAddr) -> Result<(TcpListener, SocketAddr), DevError> {
        let listener = TcpListener::bind(address).await;
        let listener = listener.map_err(|source| self.failed(address, source))?;
        let bound = listener.local_addr();
        let bound = bound.map_err(|source| self.failed(address, source))?;
        Ok((listener, bound))
    }

    fn failed(self, address: SocketAddr, source: Error) -> DevError {
        DevError::Listen {
            what: self.what,
            argument: self.argument,
            address,
            source,
        }
    }
}

/// The product's origin in a browser. The app has another one, and is another site: a browser
/// separates `localhost` and `127.0.0.1`, as it does a real product and an app.
pub(super) fn product_origin(address: SocketAddr) -> String {
    if address.ip().is_loopback() || address.ip().is_unspecified() {
        format!("http://localhost:{}", address.port())
    } else {
        format!("http://{address}")
    }
}

/// A port of this machine that is currently free.
pub(super) async fn free_port() -> std::io::Result<SocketAddr> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .await?
        .local_addr()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_next_port_where_the_first_is_taken() {
        let (_taken, address) = PAGES.anywhere(None).await.unwrap();
        let here = Place {
            first: address.port(),
            ..PAGES
        };
        let (_next, next) = here.listen(None).await.unwrap();
        assert_ne!(next.port(), address.port());
        let refused = here.listen(Some(address)).await.unwrap_err().to_string();
        assert_eq!(
            refused,
            format!(
                "the local host can't listen on {address}: choose another address with --listen"
            )
        );
    }

    #[test]
    fn a_loopback_address_is_shown_as_localhost() {
        for (address, origin) in [
            ("127.0.0.1:4000", "http://localhost:4000"),
            ("0.0.0.0:80", "http://localhost:80"),
            ("[::1]:4000", "http://localhost:4000"),
            ("192.0.2.7:4000", "http://192.0.2.7:4000"),
        ] {
            assert_eq!(product_origin(address.parse().unwrap()), origin);
        }
    }
}
