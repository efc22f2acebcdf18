//! Whether a host can reach the app at an address.

use url::Url;

/// The ports that hosts connect to ("App descriptor").
const PORTS: [u16; 3] = [443, 80, 8080];

/// Why hosts can't reach an app at this URL, if they can't.
pub(super) fn fault(url: &Url) -> Option<String> {
    let port = url.port_or_known_default().unwrap_or_default();
    if url.scheme() != "https" {
        return Some(format!("{url} is not https"));
    }
    (!PORTS.contains(&port)).then(|| {
        let known = PORTS.map(|port| port.to_string()).join(", ");
        format!("{url} has the port {port}, and hosts connect to {known} only")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_come_over_https_and_to_three_ports() {
        for (address, good) in [
            ("https://votes.example.com", true),
            ("https://votes.example.com:443/votes", true),
            ("https://votes.example.com:80", true),
            ("https://votes.example.com:8080", true),
            ("https://votes.example.com:8443", false),
            ("http://votes.example.com", false),
            ("http://votes.example.com:443", false),
            ("http://votes.example.com:8080", false),
        ] {
            let fault = fault(&address.parse().unwrap());
            assert_eq!(fault.is_none(), good, "{address}: {fault:?}");
        }
    }
}
