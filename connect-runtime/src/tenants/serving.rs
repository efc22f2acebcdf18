//! What the request path needs of a tenant, made ready once.

use axum::http::HeaderValue;
use url::Url;

use super::{Secret, Tenant};
use crate::auth::jwt::HmacKey;

/// An installed tenant, ready to serve: its key schedule is computed and its response header is
/// built, so that a request only looks it up.
#[derive(Debug)]
pub struct Serving {
    /// The tenant.
    pub tenant: Tenant,
    /// The shared secret as a key, for verifying and signing.
    pub key: HmacKey,
    /// The value of `Content-Security-Policy` on the app's pages: they may be framed by this
    /// tenant's site, and by the app itself, and by nobody else.
    pub frame_ancestors: HeaderValue,
}

impl Serving {
    pub(super) fn new(tenant: Tenant, secret: &Secret) -> Self {
        let frame_ancestors = frame_ancestors(&tenant);
        Self {
            key: HmacKey::new(secret.as_bytes()),
            tenant,
            frame_ancestors,
        }
    }
}

fn frame_ancestors(tenant: &Tenant) -> HeaderValue {
    let mut policy = String::from("frame-ancestors 'self'");
    let site = tenant.base_url();
    // A site with a domain of its own is opened under that one.
    let shown = tenant
        .display_url()
        .filter(|shown| shown.scheme() == "https" && shown.origin() != site.origin());
    for url in [Some(site), shown].into_iter().flatten() {
        policy.push(' ');
        policy.push_str(&origin(url));
    }
    // An origin is ASCII, so this holds; and if it did not, nobody may frame the page.
    HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static("frame-ancestors 'none'"))
}

/// `scheme://host[:port]`: a parsed URL's host holds neither blanks nor quotes nor semicolons, so
/// it cannot smuggle another directive into the policy.
fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}
