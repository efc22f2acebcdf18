//! Forms that a host posts to open an iframe.

use connect_auth::content;
use http::request::Parts;

use crate::auth::original_uri;
use connect_auth::jwt::{self, HmacKey};
use connect_auth::{qsh, transport};

/// Whether a request's body is a form.
pub(super) fn is(parts: &Parts) -> bool {
    content::is(&parts.headers, "application/x-www-form-urlencoded")
}

/// Whether the token of a request that was believed covers the form's fields.
///
/// A token may be right for the query alone; then its holder can post any form beside it,
/// and its fields are not context parameters.
pub(super) fn is_signed(parts: &Parts, form: &[u8], key: &HmacKey, base_path: &str) -> bool {
    let uri = original_uri(parts);
    let query = uri.query().unwrap_or_default();
    let target = uri.path_and_query().map_or("/", |target| target.as_str());
    if !qsh::form_counts(parts.method.as_str(), target) {
        return false;
    }
    let covered = || {
        let text = transport::token(query, &parts.headers, Some(form)).ok()?;
        let token = jwt::parse(&text).ok()?;
        let claims = token.claims().ok()?.verify_hs256(key).ok()?;
        let hash = qsh::hash_form(parts.method.as_str(), target, form, base_path);
        Some(hash.matches(claims.qsh.as_deref()?))
    };
    covered().unwrap_or(false)
}
