//! Where the local host listens for the browser.

use std::io::{Error, ErrorKind};
use std::net::{Ipv4Addr, SocketAddr};

use tokio::net::TcpListener;

use super::error::DevError;
use super::print_line;

/// The address that stays the same from start to start, so that a browser's tab can be reloaded.
const FIRST: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 4000);
/// How many ports are tried from there.
const PORTS: u16 = 20;

/// Listens where it was asked to; otherwise at the first free port from 4000 on. A run that ends by
/// itself, of which there may be several at once, takes any port.
pub(super) async fn listen(
    chosen: Option<SocketAddr>,
    once: bool,
) -> Result<(TcpListener, SocketAddr), DevError> {
    match chosen {
        Some(address) => bind(address).await,
        None if once => bind(SocketAddr::new(FIRST.ip(), 0)).await,
        None => first_free(FIRST).await,
    }
}

async fn first_free(first: SocketAddr) -> Result<(TcpListener, SocketAddr), DevError> {
    let last = first.port().saturating_add(PORTS);
    for port in first.port()..last {
        match bind(SocketAddr::new(first.ip(), port)).await {
            Err(DevError::Listen { source, .. }) if source.kind() == ErrorKind::AddrInUse => {}
            bound => {
                if port != first.port() && bound.is_ok() {
                    let taken = format!("{} is taken, so this is {port}", first.port());
                    print_line("port", taken);
                }
                return bound;
            }
        }
    }
    Err(DevError::Listen {
        address: first,
        source: Error::from(ErrorKind::AddrInUse),
    })
}

async fn bind(address: SocketAddr) -> Result<(TcpListener, SocketAddr), DevError> {
    let failed = |source| DevError::Listen { address, source };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let bound = listener.local_addr().map_err(failed)?;
    Ok((listener, bound))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_next_port_where_the_first_is_taken() {
        let any = SocketAddr::new(FIRST.ip(), 0);
        let (_taken, address) = bind(any).await.unwrap();
        let (_next, next) = first_free(address).await.unwrap();
        assert_ne!(next.port(), address.port());
        assert!(bind(address).await.is_err());
    }
}
