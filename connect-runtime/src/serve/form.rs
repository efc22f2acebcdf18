//! Forms posted by a host to open an iframe, or by a page of the app.

use connect_auth::content;
use http::request::Parts;

use crate::addresses::Addresses;
use crate::auth::original_uri;
use connect_auth::jwt::{self, HmacKey};
use connect_auth::{qsh, transport};

/// Whether a request's body is a form.
pub(super) fn is(parts: &Parts) -> bool {
    content::is(&parts.headers, "application/x-www-form-urlencoded")
}

/// Whether the token of a verified request covers the form's fields.
///
/// A token may only cover the query; its holder can then post any form with it, so the form's
/// fields are not context parameters.
pub(super) fn is_signed(parts: &Parts, form: &[u8], key: &HmacKey, addresses: &Addresses) -> bool {
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
        let base_path = addresses.prefix_of(uri.path());
        let hash = qsh::hash_form(parts.method.as_str(), target, form, base_path);
        Some(hash.matches(claims.qsh.as_deref()?))
    };
    covered().unwrap_or(false)
}

/// A form's fields without the token, if it contains one: the token is for the runtime, not for the
/// handler.
pub(super) fn without_token(form: &[u8]) -> Option<Vec<u8>> {
    qsh::tokens(form).next()?;
    let fields = qsh::segments(form).filter(|field| qsh::tokens(field).next().is_none());
    let fields: Vec<&[u8]> = fields.collect();
    Some(fields.join(&b'&'))
}

#[cfg(test)]
mod tests {
    use super::without_token;

    #[test]
    fn only_the_token_is_removed() {
        let without = |form: &str| {
            without_token(form.as_bytes()).map(|form| String::from_utf8(form).unwrap())
        };
        assert_eq!(
            without("a=1&jwt=e.y.J&b=%261").as_deref(),
            Some("a=1&b=%261")
        );
        assert_eq!(without("%6Awt=e.y.J").as_deref(), Some(""));
        assert_eq!(without("jwtx=1&a=jwt"), None);
    }
}
