//! Which servers vouch for a site, by its address.

use url::{Host, Url};

#[doc(inline)]
pub use connect_model::environment::{ENVIRONMENTS, Environment, EnvironmentKind};

/// The environment of a site at this base URL: https, and a name below a domain that Atlassian
/// serves sites from. Nothing else may choose a key host.
///
/// ```
/// use connect_auth::environment::{EnvironmentKind, of_site};
///
/// let site = "https://example.atlassian.net/wiki".parse()?;
/// assert_eq!(of_site(&site).map(|it| it.kind), Some(EnvironmentKind::Production));
/// assert_eq!(of_site(&"https://atlassian.net.evil.example".parse()?), None);
/// # Ok::<(), url::ParseError>(())
/// ```
pub fn of_site(base_url: &Url) -> Option<&'static Environment> {
    match base_url.host() {
        Some(Host::Domain(name)) if base_url.scheme() == "https" => Environment::of_host(name),
        _ => None,
    }
}

/// Whether a URL's host is this machine: `localhost`, a name below it, `127.0.0.0/8` or `::1`.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key_host(url: &str) -> Option<&'static str> {
        of_site(&Url::parse(url).unwrap()).map(|environment| environment.key_host)
    }

    #[test]
    fn case_206_the_key_host_is_that_of_the_tenants_environment() {
        let production = Some("https://connect-install-keys.atlassian.com");
        assert_eq!(key_host("https://a.atlassian.net/wiki"), production);
        assert_eq!(key_host("https://a.jira.com"), production);
        for (site, part) in [
            ("https://a.jira-dev.com", "staging"),
            ("https://a.atlassian-us-gov-mod.net", "prod.atl-auth-us-gov"),
            (
                "https://a.atlassian-stg-fedm.net",
                "staging.atl-auth-us-gov",
            ),
        ] {
            assert!(key_host(site).unwrap().contains(part), "{site}");
        }
    }

    #[test]
    fn the_authorization_server_is_that_of_the_sites_environment() {
        let server = |url: &str| of_site(&Url::parse(url).unwrap())?.authorization_server;
        let production = server("https://x.atlassian.net");
        assert!(production.is_some_and(|server| server.ends_with(".services.atlassian.com")));
        assert_eq!(server("https://x.jira.com"), production);
        let fedramp = server("https://x.atlassian-us-gov-mod.net");
        assert!(fedramp.is_some_and(|server| server.ends_with("gov-mod.com")));
        let staging = server("https://x.jira-dev.com");
        assert!(staging.is_some_and(|server| server.contains(".stg.")));
        // No source names one.
        assert_eq!(server("https://x.atlassian-stg-fedm.net"), None);
        for other in ["https://evil-atlassian.net", "http://127.0.0.1:4000"] {
            assert_eq!(server(other), None, "{other}");
        }
    }

    #[test]
    fn other_addresses_have_none() {
        for url in [
            "https://atlassian.net",
            "https://a.evilatlassian.net",
            "https://a.atlassian.net.evil.example",
            "https://a.atlassian.net@evil.example",
            "http://a.atlassian.net",
            "https://127.0.0.1",
            "https://evil.example/.atlassian.net",
        ] {
            assert_eq!(key_host(url), None, "{url}");
        }
    }

    #[test]
    fn this_machine_by_name_and_by_address() {
        let loopback = |url: &str| is_loopback(&Url::parse(url).unwrap());
        for url in [
            "http://localhost:3000",
            "http://jira.localhost",
            "http://127.0.0.1",
            "http://127.8.9.10",
            "http://[::1]:80",
        ] {
            assert!(loopback(url), "{url}");
        }
        for url in [
            "http://localhost.example",
            "http://evillocalhost",
            "http://128.0.0.1",
            "http://[::2]",
            "http://0.0.0.0",
            "data:text/plain,localhost",
        ] {
            assert!(!loopback(url), "{url}");
        }
    }
}
