//! Atlassian's environments: which servers vouch for a site, by its address.
//!
//! A single table answers all such questions: which sites may be tenants, whose keys sign their
//! lifecycle tokens, who issues tokens for acting as their users. Its rows come from
//! [`ENVIRONMENTS`]; configuration selects among them and adds its own.

use std::borrow::Cow;
use std::sync::Arc;

use url::{Host, Url};

#[doc(inline)]
pub use connect_model::environment::{ENVIRONMENTS, Environment, EnvironmentKind};

/// The environments whose sites are served. Cheap to clone.
///
/// A site is a name *below* a domain, at an https address. Only the table determines a key host.
///
/// ```
/// use connect_auth::environment::{EnvironmentKind, Environments};
///
/// let environments = Environments::default();
/// let site = environments.of_site(&"https://example.atlassian.net/wiki".parse()?);
/// assert_eq!(site.map(|it| it.environment()), Some("production"));
/// assert_eq!(environments.of_site(&"https://atlassian.net.evil.example".parse()?), None);
///
/// // Every other environment is served once it is named.
/// let staging = "https://example.jira-dev.com".parse()?;
/// assert_eq!(environments.of_site(&staging), None);
/// assert!(environments.with(EnvironmentKind::Staging).of_site(&staging).is_some());
/// # Ok::<(), url::ParseError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Environments(Arc<Vec<SiteServers>>);

/// A domain of sites, and the servers that vouch for them and for their users.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteServers {
    environment: Cow<'static, str>,
    domain: Cow<'static, str>,
    key_host: Cow<'static, str>,
    authorization_server: Option<Cow<'static, str>>,
}

impl SiteServers {
    /// The environment that the domain belongs to: the name of an [`EnvironmentKind`], or the domain
    /// itself if it has its own servers. A tenant belongs to one environment for good.
    pub fn environment(&self) -> &str {
        &self.environment
    }

    /// The domain, such as `atlassian.net`; a site is a name below it.
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// The server that publishes the public keys for lifecycle callbacks, without a trailing slash.
    pub fn key_host(&self) -> &str {
        &self.key_host
    }

    /// The server that issues access tokens for impersonated users, without a trailing slash;
    /// `None` if none is known.
    pub fn authorization_server(&self) -> Option<&str> {
        self.authorization_server.as_deref()
    }

    fn has(&self, site: &str) -> bool {
        site.strip_suffix(&*self.domain)
            .and_then(|site| site.strip_suffix('.'))
            .is_some_and(|site| !site.is_empty())
    }
}

impl From<&'static Environment> for SiteServers {
    fn from(environment: &'static Environment) -> Self {
        Self {
            environment: environment.kind.as_str().into(),
            domain: environment.domain.into(),
            key_host: environment.key_host.into(),
            authorization_server: environment.authorization_server.map(Into::into),
        }
    }
}

impl Default for Environments {
    /// Production: `atlassian.net` and `jira.com`.
    fn default() -> Self {
        Self::none().with(EnvironmentKind::Production)
    }
}

impl Environments {
    /// No sites at all.
    #[must_use]
    pub fn none() -> Self {
        Self(Arc::default())
    }

    /// All known environments: for programs that only call sites, and admit none.
    #[must_use]
    pub fn known() -> Self {
        EnvironmentKind::ALL
            .into_iter()
            .fold(Self::none(), Self::with)
    }

    /// Adds the sites of another environment.
    #[must_use]
    pub fn with(self, kind: EnvironmentKind) -> Self {
        ENVIRONMENTS
            .iter()
            .filter(|environment| environment.kind == kind)
            .fold(self, |environments, row| environments.with_row(row.into()))
    }

    /// Adds the sites below another domain, with the servers of a known environment.
    #[must_use]
    pub fn with_domain(self, domain: &str, kind: EnvironmentKind) -> Self {
        // If the domains of an environment differ, none has less than the first one with all
        // servers.
        let row = ENVIRONMENTS
            .iter()
            .filter(|environment| environment.kind == kind)
            .max_by_key(|environment| environment.authorization_server.is_some());
        match row {
            Some(row) => self.with_row(SiteServers {
                domain: domain.to_ascii_lowercase().into(),
                ..row.into()
            }),
            None => self,
        }
    }

    /// Adds the sites below another domain, with its own servers: an environment that this release
    /// doesn't know. Its owner can install the app as any site of the domain.
    #[must_use]
    pub fn with_servers(
        self,
        domain: &str,
        key_host: &Url,
        authorization_server: Option<&Url>,
    ) -> Self {
        let address = |url: &Url| url.as_str().trim_end_matches('/').to_owned().into();
        let domain = domain.to_ascii_lowercase();
        self.with_row(SiteServers {
            environment: domain.clone().into(),
            domain: domain.into(),
            key_host: address(key_host),
            authorization_server: authorization_server.map(address),
        })
    }

    /// Adds the sites of other environments; if both have a domain, the others' servers are used.
    #[must_use]
    pub fn and(self, others: &Self) -> Self {
        others.iter().cloned().fold(self, Self::with_row)
    }

    /// A domain has one row: the last one added, at the position of the first.
    fn with_row(mut self, row: SiteServers) -> Self {
        let rows = Arc::make_mut(&mut self.0);
        match rows.iter_mut().find(|other| other.domain == row.domain) {
            Some(other) => *other = row,
            None => rows.push(row),
        }
        self
    }

    /// The rows, one per domain.
    pub fn iter(&self) -> impl Iterator<Item = &SiteServers> {
        self.0.iter()
    }

    /// The servers of the site at this base URL; `None` if it is not https, or not below a domain
    /// that is served. The longest matching domain counts.
    #[must_use]
    pub fn of_site(&self, base_url: &Url) -> Option<&SiteServers> {
        let Some(Host::Domain(name)) = base_url.host() else {
            return None;
        };
        if base_url.scheme() != "https" {
            return None;
        }
        self.iter()
            .filter(|row| row.has(name))
            .max_by_key(|row| row.domain.len())
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

    fn key_host(url: &str) -> Option<String> {
        let environments = Environments::known();
        let site = environments.of_site(&Url::parse(url).unwrap())?;
        Some(site.key_host().to_owned())
    }

    #[test]
    fn case_206_the_key_host_is_that_of_the_tenants_environment() {
        let production = "https://connect-install-keys.atlassian.com";
        for site in ["https://a.atlassian.net/wiki", "https://a.jira.com"] {
            assert_eq!(key_host(site).as_deref(), Some(production));
        }
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
        let environments = Environments::known();
        let server = |url: &str| {
            let site = environments.of_site(&Url::parse(url).unwrap())?;
            site.authorization_server()
        };
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
    fn only_production_is_served_until_another_is_named() {
        let site = |environments: &Environments, url: &str| {
            let site = environments.of_site(&Url::parse(url).unwrap());
            site.map(|site| site.environment().to_owned())
        };
        let usual = Environments::default();
        for environment in ENVIRONMENTS {
            let url = format!("https://a.{}", environment.domain);
            let name = environment.kind.as_str();
            let served = environment.kind == EnvironmentKind::Production;
            assert_eq!(site(&usual, &url).is_some(), served, "{url}");
            let named = usual.clone().with(environment.kind);
            assert_eq!(site(&named, &url).as_deref(), Some(name), "{url}");
        }
        let alone = Environments::none().with(EnvironmentKind::Fedramp);
        assert_eq!(site(&alone, "https://a.atlassian.net"), None);
    }

    #[test]
    fn a_domain_that_the_table_does_not_have() {
        let agency = Url::parse("https://agency.atlassian-us-gov-mod.com").unwrap();
        let usual = Environments::default();
        assert_eq!(usual.of_site(&agency), None);
        let fedramp = usual.with_domain("atlassian-us-gov-mod.com", EnvironmentKind::Fedramp);
        let site = fedramp.of_site(&agency).unwrap();
        assert_eq!(site.environment(), "fedramp");
        assert!(site.key_host().ends_with("gov-mod.net"));
        assert!(site.authorization_server().is_some());

        let (keys, tokens) = ("https://keys.example/", "https://tokens.example");
        let own = fedramp.with_servers(
            "Atlassian-stg-fedm.net",
            &Url::parse(keys).unwrap(),
            Some(&Url::parse(tokens).unwrap()),
        );
        let site = Url::parse("https://a.atlassian-stg-fedm.net").unwrap();
        let site = own.of_site(&site).unwrap();
        assert_eq!(site.environment(), "atlassian-stg-fedm.net");
        assert_eq!(site.key_host(), "https://keys.example");
        assert_eq!(site.authorization_server(), Some(tokens));
    }

    #[test]
    fn the_longer_domain_and_the_later_row_count() {
        let url = |text: &str| Url::parse(text).unwrap();
        let rows = Environments::default()
            .with_servers("atlassian.net", &url("https://one.example"), None)
            .with_servers("gov.atlassian.net", &url("https://two.example"), None);
        let key_host = |site: &str| rows.of_site(&url(site)).unwrap().key_host();
        assert_eq!(
            key_host("https://a.gov.atlassian.net"),
            "https://two.example"
        );
        assert_eq!(key_host("https://gov.atlassian.net"), "https://one.example");
        assert_eq!(key_host("https://a.atlassian.net"), "https://one.example");
        assert_eq!(rows.iter().count(), 3);
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
