//! Which hosts may be tenants.

use connect_auth::environment::{EnvironmentKind, Environments, SiteServers};
use url::{Origin, Url};

/// Decides whether a `baseUrl` may belong to a tenant.
///
/// Always allowed: `https://` and a name below one of the domains of the [`Environments`] that are
/// served, by default production's. In development, also the exact origins that were configured,
/// which may be plain http on loopback.
#[derive(Debug, Clone, Default)]
pub struct HostPolicy {
    environments: Environments,
    dev_hosts: Vec<Origin>,
}

impl HostPolicy {
    /// Accepts sites of these environments instead of production's.
    pub fn serve(&mut self, environments: Environments) {
        self.environments = environments;
    }

    /// The environments whose sites are accepted.
    #[must_use]
    pub fn environments(&self) -> &Environments {
        &self.environments
    }

    /// The name of the environment that a tenant at this base URL belongs to, which a reinstall must
    /// not change: one from the table, or `development` for a configured development origin. `None`
    /// for a host that is not accepted.
    ///
    /// ```
    /// use connect_runtime::config::HostPolicy;
    ///
    /// let policy = HostPolicy::default();
    /// let site = "https://example.atlassian.net/wiki".parse()?;
    /// assert_eq!(policy.environment(&site), Some("production"));
    /// # Ok::<(), url::ParseError>(())
    /// ```
    #[must_use]
    pub fn environment(&self, base_url: &Url) -> Option<&str> {
        if self.dev_hosts.contains(&base_url.origin()) {
            return Some("development");
        }
        let site = self.environments.of_site(base_url);
        site.map(SiteServers::environment)
    }

    /// Accepts another origin: scheme, host and port must match; the path is ignored.
    pub fn allow_dev_host(&mut self, url: &Url) {
        let origin = url.origin();
        if !self.dev_hosts.contains(&origin) {
            self.dev_hosts.push(origin);
        }
    }

    /// The development hosts, as `scheme://host[:port]`.
    pub fn dev_hosts(&self) -> impl Iterator<Item = String> {
        self.dev_hosts.iter().map(Origin::ascii_serialization)
    }

    /// Checks a payload's `baseUrl` and returns it parsed. The path stays: Confluence's base URL
    /// ends in `/wiki`.
    ///
    /// # Errors
    /// [`HostError::Malformed`] for something that no host would send (answer 400),
    /// [`HostError::NotAllowed`] for a valid URL of another host (answer 403).
    ///
    /// ```
    /// use connect_runtime::config::{HostError, HostPolicy};
    ///
    /// let policy = HostPolicy::default();
    /// assert!(policy.check("https://example.atlassian.net/wiki").is_ok());
    /// assert_eq!(policy.check("https://evil.example"), Err(HostError::NotAllowed));
    /// assert!(matches!(policy.check("http://example.atlassian.net"), Err(HostError::Malformed(_))));
    /// ```
    pub fn check(&self, base_url: &str) -> Result<Url, HostError> {
        let url = parse(base_url)?;
        if self.dev_hosts.contains(&url.origin()) {
            return Ok(url);
        }
        if url.scheme() != "https" {
            return Err(HostError::Malformed("it is not https"));
        }
        if url.port().is_some() {
            return Err(HostError::Malformed("it names a port"));
        }
        if self.environments.of_site(&url).is_some() {
            return Ok(url);
        }
        let known = Environments::known();
        let off = known.of_site(&url).map(SiteServers::environment);
        Err(off
            .and_then(EnvironmentKind::parse)
            .map_or(HostError::NotAllowed, HostError::EnvironmentOff))
    }
}

/// Parses more strictly than a browser would: lenient URL parsing (blanks, backslashes, encoded or
/// non-ASCII host names, user info) is how one host comes to look like another.
fn parse(base_url: &str) -> Result<Url, HostError> {
    let (scheme, rest) = base_url
        .split_once("://")
        .ok_or(HostError::Malformed("it is not an absolute URL"))?;
    if !scheme.eq_ignore_ascii_case("https") && !scheme.eq_ignore_ascii_case("http") {
        return Err(HostError::Malformed("it is neither https nor http"));
    }
    if rest.bytes().any(|byte| {
        !byte.is_ascii_graphic() || matches!(byte, b'\\' | b'"' | b'\'' | b'<' | b'>' | b';' | b',')
    }) {
        return Err(HostError::Malformed(
            "it holds a character that no base URL has",
        ));
    }
    if rest.contains(['?', '#']) {
        return Err(HostError::Malformed("it has a query or a fragment"));
    }
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    if authority.contains('@') {
        return Err(HostError::Malformed("it has user info before the host"));
    }
    if authority.is_empty() || authority.contains('%') || authority.ends_with(':') {
        return Err(HostError::Malformed("its host is not a plain name"));
    }
    if path.contains('%')
        || path
            .split('/')
            .any(|segment| segment == "." || segment == "..")
        || path.starts_with('/')
    {
        return Err(HostError::Malformed("its path is not a plain one"));
    }
    Url::parse(base_url).map_err(|_| HostError::Malformed("it is not a URL"))
}

/// Why a `baseUrl` can't belong to a tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HostError {
    /// It is not something that a host would send: answer 400.
    #[error("the baseUrl is malformed: {0}")]
    Malformed(&'static str),
    /// It is a valid URL, but its host is not an Atlassian site: answer 403.
    #[error(
        "the baseUrl's host is not one that tenants may have; in development, name its origin in CONNECT_DEV_HOSTS"
    )]
    NotAllowed,
    /// It is a site of an environment that is not switched on: answer 403.
    #[error(
        "the baseUrl is a site of the environment `{0}`, which is off; to serve its sites, name it in CONNECT_ENVIRONMENTS"
    )]
    EnvironmentOff(EnvironmentKind),
}

#[cfg(test)]
mod tests {
    use connect_auth::environment::ENVIRONMENTS;

    use super::*;

    fn development() -> HostPolicy {
        let mut policy = HostPolicy::default();
        policy.allow_dev_host(&Url::parse("http://127.0.0.1:4000/ignored").unwrap());
        policy
    }

    #[test]
    fn sites_of_each_domain_are_allowed_with_their_path() {
        for environment in ENVIRONMENTS {
            let (suffix, kind) = (environment.domain, environment.kind);
            for path in ["", "/", "/wiki", "/wiki/"] {
                let url = format!("https://site-1.{suffix}{path}");
                let mut named = HostPolicy::default();
                named.serve(Environments::none().with(kind));
                let parsed = Url::parse(&url).unwrap();
                assert_eq!(named.check(&url).as_ref(), Ok(&parsed));
                assert_eq!(named.environment(&parsed), Some(kind.as_str()));
                let usual = match kind {
                    EnvironmentKind::Production => Ok(parsed),
                    off => Err(HostError::EnvironmentOff(off)),
                };
                assert_eq!(HostPolicy::default().check(&url), usual);
            }
        }
        assert_eq!(
            HostPolicy::default()
                .check("HTTPS://Site.Atlassian.NET:443")
                .unwrap()
                .as_str(),
            "https://site.atlassian.net/"
        );
    }

    #[test]
    fn other_hosts_are_not_allowed() {
        for url in [
            "https://evil.example",
            "https://atlassian.net",
            "https://.atlassian.net",
            "https://evilatlassian.net",
            "https://x.atlassian.net.evil.example",
            "https://evil.example/x.atlassian.net",
            "https://x.atlassian.net.",
            "https://127.0.0.1",
            "https://[::1]",
            "https://localhost/wiki",
        ] {
            let found = HostPolicy::default().check(url);
            // Some parsers accept an empty label and some don't; either way it is refused.
            assert!(
                found == Err(HostError::NotAllowed) || (url.contains("//.") && found.is_err()),
                "{url} gave {found:?}"
            );
        }
    }

    #[test]
    fn malformed_urls_are_distinguished() {
        for url in [
            "",
            "x.atlassian.net",
            "https:x.atlassian.net",
            "https:/x.atlassian.net",
            "https://",
            "https:///x.atlassian.net",
            "http://x.atlassian.net",
            "ftp://x.atlassian.net",
            "javascript://x.atlassian.net/%0aalert(1)",
            "https://x.atlassian.net@evil.example",
            "https://evil.example@x.atlassian.net",
            "https://@x.atlassian.net",
            "https://user:pass@x.atlassian.net",
            "https://evil.example\\@x.atlassian.net",
            "https://evil.example\\.atlassian.net",
            "https://x.atlassian.net:8443",
            "https://x.atlassian.net:",
            "https://x.atlassian.net:99999",
            "https://x.atlassian.net:evil",
            "https://x.atlassian.net?y",
            "https://x.atlassian.net/wiki?y=1",
            "https://x.atlassian.net/#evil",
            "https://x.atlassian.net/../y",
            "https://x.atlassian.net/%2e%2e/y",
            "https://x.atlassian.net//evil.example",
            " https://x.atlassian.net",
            "https://x.atlassian.net ",
            "https://x.atlass\tian.net",
            "https://x.atlassian.net\r\nX: y",
            "https://x%2eatlassian.net",
            "https://x.atlassian。net",
            "https://x.atlassian.net;script-src",
            "{\"a\":1}",
        ] {
            let found = HostPolicy::default().check(url);
            assert!(
                matches!(found, Err(HostError::Malformed(_))),
                "{url:?} gave {found:?}"
            );
        }
    }

    #[test]
    fn development_hosts_are_exact_origins() {
        let policy = development();
        assert_eq!(
            policy.dev_hosts().collect::<Vec<_>>(),
            ["http://127.0.0.1:4000"]
        );
        assert!(policy.check("http://127.0.0.1:4000").is_ok());
        let origin = Url::parse("http://127.0.0.1:4000").unwrap();
        assert_eq!(policy.environment(&origin), Some("development"));
        assert!(policy.check("http://127.0.0.1:4000/wiki").is_ok());
        for other in [
            "http://127.0.0.1:4001",
            "http://127.0.0.1",
            "http://localhost:4000",
            "https://127.0.0.1:4000",
        ] {
            assert!(
                matches!(policy.check(other), Err(HostError::Malformed(_))),
                "{other}"
            );
        }
        assert!(
            HostPolicy::default()
                .check("http://127.0.0.1:4000")
                .is_err()
        );
        assert!(policy.check("https://x.atlassian.net").is_ok());
    }
}
