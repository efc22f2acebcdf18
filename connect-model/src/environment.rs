//! The environments of Atlassian's cloud: the domains of sites, with the servers that authenticate
//! the sites and their users.
//!
//! Production is documented ("Security for Connect apps", "User impersonation for Connect apps").
//! The other environments are taken from the official client libraries.

use std::fmt;

use crate::generated::environments;

/// A domain with Atlassian sites.
///
/// ```
/// use connect_model::environment::{Environment, EnvironmentKind};
///
/// let environment = Environment::of_host("example.atlassian.net").unwrap();
/// assert_eq!(environment.kind, EnvironmentKind::Production);
/// assert_eq!(environment.key_host, "https://connect-install-keys.atlassian.com");
/// ```
#[derive(Debug, PartialEq, Eq)]
pub struct Environment {
    /// The domain: `atlassian.net`. A site is a name *below* it.
    pub domain: &'static str,
    /// The environment that it belongs to.
    pub kind: EnvironmentKind,
    /// The server that publishes the public keys for lifecycle callbacks, without a trailing slash.
    pub key_host: &'static str,
    /// The server that issues access tokens for impersonated users, without a trailing slash;
    /// `None` if no source names one.
    pub authorization_server: Option<&'static str>,
}

/// An environment of Atlassian's cloud.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EnvironmentKind {
    /// Customers' sites.
    Production,
    /// Atlassian's own staging environment.
    Staging,
    /// Atlassian Government Cloud (FedRAMP Moderate).
    Fedramp,
    /// The staging environment of Atlassian Government Cloud.
    FedrampStaging,
}

impl EnvironmentKind {
    /// All environments.
    pub const ALL: [Self; 4] = [
        Self::Production,
        Self::Staging,
        Self::Fedramp,
        Self::FedrampStaging,
    ];

    /// Its name in configuration and stored rows: `production`, `staging`, `fedramp` or
    /// `fedramp-staging`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Production => "production",
            Self::Staging => "staging",
            Self::Fedramp => "fedramp",
            Self::FedrampStaging => "fedramp-staging",
        }
    }

    /// Parses the output of [`EnvironmentKind::as_str`].
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

impl fmt::Display for EnvironmentKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// All environments, sorted by domain.
pub const ENVIRONMENTS: &[Environment] = &environments::ENVIRONMENTS;

impl Environment {
    /// The environment of a site, by its host name in lower case, as in a parsed URL.
    ///
    /// Only checks the name: the caller must check that the URL is `https` and has no port.
    #[must_use]
    pub fn of_host(name: &str) -> Option<&'static Environment> {
        ENVIRONMENTS.iter().find(|environment| {
            name.strip_suffix(environment.domain)
                .and_then(|site| site.strip_suffix('.'))
                .is_some_and(|site| !site.is_empty())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_a_name_below_a_domain() {
        for environment in ENVIRONMENTS {
            let site = format!("site.{}", environment.domain);
            assert_eq!(Environment::of_host(&site), Some(environment));
            assert_eq!(Environment::of_host(environment.domain), None);
            assert_eq!(
                Environment::of_host(&format!(".{}", environment.domain)),
                None
            );
            assert_eq!(
                Environment::of_host(&format!("evil{}", environment.domain)),
                None
            );
            assert_eq!(Environment::of_host(&format!("{site}.evil.example")), None);
            assert_eq!(Environment::of_host(&format!("{site}.")), None);
        }
    }

    #[test]
    fn each_domain_has_the_servers_of_its_kind() {
        let of = |site: &str| {
            let environment = Environment::of_host(site)?;
            Some((
                environment.kind,
                environment.key_host,
                environment.authorization_server,
            ))
        };
        let production = Some((
            EnvironmentKind::Production,
            "https://connect-install-keys.atlassian.com",
            Some("https://oauth-2-authorization-server.services.atlassian.com"),
        ));
        assert_eq!(of("a.atlassian.net"), production);
        assert_eq!(of("a.jira.com"), production);
        assert_eq!(
            of("a.jira-dev.com"),
            Some((
                EnvironmentKind::Staging,
                "https://asap-distribution.us-west-2.staging.atl-asap.net",
                Some("https://oauth-2-authorization-server.stg.services.atlassian.com"),
            ))
        );
        assert_eq!(
            of("a.atlassian-us-gov-mod.net"),
            Some((
                EnvironmentKind::Fedramp,
                "https://asap-distribution.us-west-2.prod.atl-auth-us-gov-mod.net",
                Some("https://oauth-2-authorization-server.services.atlassian-us-gov-mod.com"),
            ))
        );
        assert_eq!(
            of("a.atlassian-stg-fedm.net"),
            Some((
                EnvironmentKind::FedrampStaging,
                "https://asap-distribution.us-west-2.staging.atl-auth-us-gov-mod.net",
                None,
            ))
        );
    }

    #[test]
    fn a_kind_is_read_as_it_is_written() {
        for kind in EnvironmentKind::ALL {
            assert_eq!(EnvironmentKind::parse(kind.as_str()), Some(kind));
            assert!(
                ENVIRONMENTS
                    .iter()
                    .any(|environment| environment.kind == kind)
            );
        }
        assert_eq!(EnvironmentKind::parse("Production"), None);
    }

    #[test]
    fn servers_are_https_origins() {
        for environment in ENVIRONMENTS {
            let servers = [Some(environment.key_host), environment.authorization_server];
            for server in servers.into_iter().flatten() {
                let host = server.strip_prefix("https://").unwrap_or_default();
                assert!(!host.is_empty() && !host.contains('/'), "{server}");
            }
        }
    }
}
