//! Whether a browser would show a response in an iframe of the product.

use http::{HeaderMap, header};
use url::Url;

use crate::site::Site;

/// The header that forbids it at one of the addresses under which users see the site, if any does.
pub(super) fn refusal_of_site(headers: &HeaderMap, site: &Site) -> Option<String> {
    [&site.base_url, &site.display_url, &site.help_center_url]
        .into_iter()
        .find_map(|address| refusal(headers, address))
}

/// The header that forbids it, if any does.
fn refusal(headers: &HeaderMap, host: &Url) -> Option<String> {
    let policies = texts(headers, header::CONTENT_SECURITY_POLICY.as_str());
    let mut governed = false;
    for policy in policies.iter().flat_map(|policy| policy.split(',')) {
        let Some(ancestors) = directive(policy, "frame-ancestors") else {
            continue;
        };
        governed = true;
        if !ancestors
            .split_ascii_whitespace()
            .any(|source| allows(source, host))
        {
            let origin = host.origin().ascii_serialization();
            return Some(format!(
                "Content-Security-Policy: frame-ancestors {ancestors} does not include {origin}"
            ));
        }
    }
    // Browsers ignore X-Frame-Options when frame-ancestors is present (CSP level 3).
    if governed {
        return None;
    }
    let options = texts(headers, header::X_FRAME_OPTIONS.as_str()).join(", ");
    let forbids = options.split(',').any(|option| {
        matches!(
            option.trim().to_ascii_lowercase().as_str(),
            "deny" | "sameorigin"
        )
    });
    forbids.then(|| format!("X-Frame-Options: {options}"))
}

fn texts(headers: &HeaderMap, name: &str) -> Vec<String> {
    headers
        .get_all(name)
        .iter()
        .filter_map(|value| Some(value.to_str().ok()?.to_owned()))
        .collect()
}

fn directive<'a>(policy: &'a str, name: &str) -> Option<&'a str> {
    policy.split(';').find_map(|directive| {
        let (given, sources) = directive
            .trim()
            .split_once(' ')
            .unwrap_or((directive.trim(), ""));
        given.eq_ignore_ascii_case(name).then(|| sources.trim())
    })
}

/// Whether one source of `frame-ancestors` matches the host's origin.
fn allows(source: &str, host: &Url) -> bool {
    let source = source.to_ascii_lowercase();
    if source == "*" {
        return true;
    }
    if let Some(scheme) = source.strip_suffix(':') {
        return scheme == host.scheme();
    }
    let (scheme, rest) = match source.split_once("://") {
        Some((scheme, rest)) => (Some(scheme), rest),
        None => (None, source.as_str()),
    };
    let authority = rest.split('/').next().unwrap_or_default();
    let (name, port) = match authority.rsplit_once(':') {
        Some((name, port)) => (name, Some(port)),
        None => (authority, None),
    };
    let host_name = host.host_str().unwrap_or_default();
    let host_port = host.port_or_known_default();
    let same_name = match name.strip_prefix('*') {
        Some(suffix) => host_name.len() > suffix.len() && host_name.ends_with(suffix),
        None => name == host_name,
    };
    let same_port = match port {
        Some("*") => true,
        Some(port) => port.parse().ok() == host_port,
        None => host.port().is_none(),
    };
    same_name && same_port && scheme.is_none_or(|scheme| scheme == host.scheme())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(name: &'static str, value: &str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(name, value.parse().unwrap());
        refusal(
            &headers,
            &Url::parse("https://a.atlassian.net/wiki").unwrap(),
        )
        .is_some()
    }

    #[test]
    fn ancestors_decide() {
        let csp = |value: &str| refused("content-security-policy", value);
        assert!(!csp("frame-ancestors https://a.atlassian.net"));
        assert!(!csp(
            "default-src 'self'; frame-ancestors 'self' *.atlassian.net"
        ));
        assert!(!csp("frame-ancestors https:"));
        assert!(!csp("default-src 'none'"));
        assert!(csp("frame-ancestors 'none'"));
        assert!(csp("frame-ancestors https://b.atlassian.net"));
        assert!(csp("frame-ancestors http://a.atlassian.net"));
        assert!(csp("frame-ancestors https://a.atlassian.net:8443"));
        assert!(csp("frame-ancestors"));
    }

    #[test]
    fn the_old_header_counts_when_there_is_no_policy() {
        assert!(refused("x-frame-options", "SAMEORIGIN"));
        assert!(refused("x-frame-options", "deny"));
        assert!(!refused("x-other", "deny"));
    }
}
