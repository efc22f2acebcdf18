//! Which key host vouches for which tenant host.

use url::{Host, Url};

/// Domain of the tenants → their key host (SECURITY case 206).
///
/// Production has a documented host, `connect-install-keys.atlassian.com` (documentation page
/// "Security for Connect apps"); the official Express library asks
/// `asap-distribution.us-west-2.prod.atl-asap.net` first, which serves the same keys. The documented
/// one is used. The others are known from that library only, where these come first.
const KEY_HOSTS: [(&str, &str); 5] = [
    (
        "atlassian.net",
        "https://connect-install-keys.atlassian.com",
    ),
    ("jira.com", "https://connect-install-keys.atlassian.com"),
    (
        "jira-dev.com",
        "https://asap-distribution.us-west-2.staging.atl-asap.net",
    ),
    (
        "atlassian-us-gov-mod.net",
        "https://asap-distribution.us-west-2.prod.atl-auth-us-gov-mod.net",
    ),
    (
        "atlassian-stg-fedm.net",
        "https://asap-distribution.us-west-2.staging.atl-auth-us-gov-mod.net",
    ),
];

/// The key host of tenants at this base URL: https, and a name below one of the known domains.
pub(super) fn key_host(tenant: &Url) -> Option<&'static str> {
    let Some(Host::Domain(name)) = tenant.host() else {
        return None;
    };
    if tenant.scheme() != "https" {
        return None;
    }
    KEY_HOSTS.iter().find_map(|(domain, key_host)| {
        let site = name.strip_suffix(domain)?.strip_suffix('.')?;
        (!site.is_empty()).then_some(*key_host)
    })
}

#[cfg(test)]
mod tests {
    // A test that can't go on says so by panicking.
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn of(url: &str) -> Option<&'static str> {
        key_host(&Url::parse(url).unwrap())
    }

    #[test]
    fn case_206_key_host_by_tenant_host() {
        let production = Some("https://connect-install-keys.atlassian.com");
        assert_eq!(of("https://a.atlassian.net/wiki"), production);
        assert_eq!(of("https://a.jira.com"), production);
        assert!(of("https://a.jira-dev.com").unwrap().contains("staging"));
        assert!(
            of("https://a.atlassian-us-gov-mod.net")
                .unwrap()
                .contains("prod.atl-auth-us-gov")
        );
        assert!(
            of("https://a.atlassian-stg-fedm.net")
                .unwrap()
                .contains("staging.atl-auth-us-gov")
        );
    }

    #[test]
    fn case_206_no_key_host_outside_the_list() {
        for url in [
            "https://atlassian.net",
            "https://a.evilatlassian.net",
            "https://a.atlassian.net.evil.example",
            "https://a.atlassian.net@evil.example",
            "http://a.atlassian.net",
            "https://127.0.0.1",
            "https://evil.example/.atlassian.net",
        ] {
            assert_eq!(of(url), None, "{url}");
        }
    }
}
