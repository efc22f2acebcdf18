//! The headers that every answer of an authenticated route carries (case 242).
//!
//! All values are static or made once per tenant: nothing is formatted per request.

use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::auth::session::SessionToken;

/// One year, the least that "Security requirements for cloud applications" accepts; without
/// subdomains, which may be none of the app's business.
const HSTS: HeaderValue = HeaderValue::from_static("max-age=31536000");
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
const NO_SNIFF: HeaderValue = HeaderValue::from_static("nosniff");
/// The URL holds a token; `origin` gives the bridge and the host what they need and no more.
const ORIGIN: HeaderValue = HeaderValue::from_static("origin");

/// For everything that was answered to a verified caller. What a handler sets itself stays.
pub(super) fn authenticated(headers: &mut HeaderMap, https: bool) {
    headers.entry(CACHE_CONTROL).or_insert(NO_STORE);
    headers.entry(REFERRER_POLICY).or_insert(ORIGIN);
    open(headers, https);
}

/// For what anybody may read.
pub(super) fn open(headers: &mut HeaderMap, https: bool) {
    headers.entry(X_CONTENT_TYPE_OPTIONS).or_insert(NO_SNIFF);
    if https {
        headers.entry(STRICT_TRANSPORT_SECURITY).or_insert(HSTS);
    }
}

/// For a page in an iframe: it may be framed by its tenant's site and by nobody else.
///
/// The policy is appended: browsers enforce every policy they are sent, so a handler's own stays
/// in force and can't weaken this one. `X-Frame-Options` knows no list of sites and would forbid
/// what the policy allows.
pub(super) fn framed(headers: &mut HeaderMap, frame_ancestors: &HeaderValue) {
    headers.remove(X_FRAME_OPTIONS);
    headers.append(CONTENT_SECURITY_POLICY, frame_ancestors.clone());
}

/// Where a page finds the session token for its next call, as Atlassian's own framework names it.
const SESSION: HeaderName = HeaderName::from_static("x-acpt");

/// For apps that turn session tokens on.
pub(super) fn session(headers: &mut HeaderMap, token: &SessionToken) {
    if let Ok(mut value) = HeaderValue::try_from(token.as_str()) {
        value.set_sensitive(true);
        headers.insert(SESSION, value);
    }
}
