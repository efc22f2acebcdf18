//! The headers that the runtime adds to responses.
//!
//! All values except the request id are static or computed once per tenant: nothing else is
//! formatted per request.

use axum::response::Response;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use http::{HeaderMap, HeaderName, HeaderValue};

use serde_json::Value;
use url::Url;

use crate::auth::SessionToken;
use crate::extract::{RequestId, X_REQUEST_ID};
use crate::tenants::Tenant;

/// One year, the minimum that "Security requirements for cloud applications" accepts; without
/// subdomains, which may not belong to the app.
const HSTS: HeaderValue = HeaderValue::from_static("max-age=31536000");
/// A response is for one caller at one moment, and its URL may contain a token.
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store, no-cache");
const NO_SNIFF: HeaderValue = HeaderValue::from_static("nosniff");
/// The URL contains a token; `origin` gives the bridge and the host what they need and no more.
const ORIGIN: HeaderValue = HeaderValue::from_static("origin");

/// For every response, including rejections and unknown paths. Headers set by a handler are kept. A
/// successful `public` response may be cached by anyone.
pub(super) fn every_answer(response: &mut Response, https: bool, public: bool, id: &RequestId) {
    let failed = response.status().is_client_error() || response.status().is_server_error();
    let headers = response.headers_mut();
    if !public || failed {
        headers.entry(CACHE_CONTROL).or_insert(NO_STORE);
    }
    headers.entry(REFERRER_POLICY).or_insert(ORIGIN);
    headers.entry(X_CONTENT_TYPE_OPTIONS).or_insert(NO_SNIFF);
    if https {
        headers.entry(STRICT_TRANSPORT_SECURITY).or_insert(HSTS);
    }
    headers.insert(X_REQUEST_ID, id.header());
}

/// For a page in an iframe: only its tenant's site may frame it.
///
/// The policy is appended: browsers enforce every policy that is sent, so a handler's own stays in
/// force and can't weaken this one. `X-Frame-Options` can't list sites and would forbid what the
/// policy allows.
pub(super) fn framed(headers: &mut HeaderMap, frame_ancestors: &HeaderValue) {
    headers.remove(X_FRAME_OPTIONS);
    headers.append(CONTENT_SECURITY_POLICY, frame_ancestors.clone());
}

/// The header with the session token for a page's next call, named as in Atlassian's own framework.
const SESSION: HeaderName = HeaderName::from_static("x-acpt");

/// For apps that turn session tokens on.
pub(super) fn session(headers: &mut HeaderMap, token: &SessionToken) {
    if let Ok(mut value) = HeaderValue::try_from(token.as_str()) {
        value.set_sensitive(true);
        headers.insert(SESSION, value);
    }
}

/// The field of the install payload that contains the address of the site's help centre.
const HELP_CENTER: &str = "displayUrlServicedeskHelpCenter";

/// The origins that may frame a tenant's pages: its site, at each address under which the site is
/// shown, and the app itself. Source: "App lifecycle", "Lifecycle HTTP request payload".
pub(super) fn frame_ancestors(tenant: &Tenant) -> HeaderValue {
    let mut policy = String::from("frame-ancestors 'self'");
    let site = tenant.base_url();
    // A site with a custom domain is opened under that one, and so is its help centre.
    let help_center = tenant.extra().get(HELP_CENTER).and_then(Value::as_str);
    let help_center = help_center.and_then(|url| Url::parse(url).ok());
    let shown = [tenant.display_url(), help_center.as_ref()];
    let mut origins: Vec<String> = origin(site).into_iter().collect();
    let shown = shown.into_iter().flatten();
    for origin in shown
        .filter(|url| url.scheme() == "https")
        .filter_map(origin)
    {
        if !origins.contains(&origin) {
            origins.push(origin);
        }
    }
    for origin in origins {
        policy.push(' ');
        policy.push_str(&origin);
    }
    // An origin is ASCII, so this succeeds; and if it didn't, no one may frame the page.
    HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static("frame-ancestors 'none'"))
}

/// `scheme://host[:port]`; `None` if the host contains anything that a host name can't. A parsed URL
/// may contain `*`, `;` and `,`, which have a meaning in a policy: any site, another directive,
/// another policy.
fn origin(url: &Url) -> Option<String> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-[]:".contains(&byte);
    let host = url.host_str().filter(|host| !host.is_empty())?;
    host.bytes()
        .all(plain)
        .then(|| url.origin().ascii_serialization())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use connect_model::Product;

    use super::*;
    use crate::tenants::{Install, MemoryStore, Secret, Tenants};

    async fn policy(base_url: &str, display_url: &str) -> HeaderValue {
        with_help_center(base_url, display_url, display_url).await
    }

    async fn with_help_center(base_url: &str, display_url: &str, help: &str) -> HeaderValue {
        let tenants = Tenants::new("app", Arc::new(MemoryStore::new()));
        let (base_url, secret) = (base_url.parse().unwrap(), Secret::new("1").unwrap());
        let mut install = Install::new("app", "a", base_url, Product::Confluence, secret);
        install.display_url = Some(display_url.parse().unwrap());
        install.extra.insert(HELP_CENTER.to_owned(), help.into());
        let stored = tenants.install(install).await.unwrap().done();
        frame_ancestors(&stored.unwrap().record.tenant)
    }

    #[tokio::test]
    async fn a_page_may_be_framed_by_its_tenants_site_only() {
        assert_eq!(
            policy(
                "https://a.atlassian.net/wiki",
                "https://wiki.example.com/x;y"
            )
            .await,
            "frame-ancestors 'self' https://a.atlassian.net https://wiki.example.com"
        );
        assert_eq!(
            policy("https://b.atlassian.net", "http://b.example.com").await,
            "frame-ancestors 'self' https://b.atlassian.net",
            "never without TLS"
        );
    }

    /// Exact origins: the owner of `acme.atlassian.net.evil.example` can't extend a policy's source
    /// that names no port or path.
    #[tokio::test]
    async fn case_276_only_exact_origins_may_frame() {
        let policy = with_help_center(
            "https://acme.atlassian.net/wiki/",
            "https://user:pass@ISSUES.acme.example:8443/x?a=b;c#d",
            "https://support.acme.example.:443/portal/1, https://evil.example",
        )
        .await;
        assert_eq!(
            policy,
            "frame-ancestors 'self' https://acme.atlassian.net https://issues.acme.example:8443 \
             https://support.acme.example."
        );
        for hostile in [
            "https://*.example",
            "https://*",
            "https://a.example;script-src",
            "https://a.example,b.example",
            "https://'none'",
            "https://a.example https://b.example",
            "data:text/html,x",
            "https:",
            "'unsafe-inline'",
        ] {
            let policy = policy_of(hostile).await;
            assert_eq!(
                policy, "frame-ancestors 'self' https://acme.atlassian.net",
                "{hostile}"
            );
        }
    }

    /// With a help centre's address, which is unvalidated text up to here.
    async fn policy_of(help: &str) -> HeaderValue {
        let site = "https://acme.atlassian.net";
        with_help_center(site, site, help).await
    }

    #[tokio::test]
    async fn a_help_centre_of_its_own_may_frame_too() {
        let site = "https://acme.atlassian.net";
        let shown = "https://issues.acme.example";
        assert_eq!(
            with_help_center(site, shown, "https://support.acme.example/x").await,
            "frame-ancestors 'self' https://acme.atlassian.net https://issues.acme.example \
             https://support.acme.example"
        );
        for other in ["http://support.acme.example", "no URL", site] {
            assert_eq!(
                with_help_center(site, shown, other).await,
                "frame-ancestors 'self' https://acme.atlassian.net https://issues.acme.example",
                "{other}"
            );
        }
    }
}
