//! The paths of the base URLs, which some proxies strip and others pass on.

use axum::body::Body;
use axum::extract::{OriginalUri, Request};
use http::Uri;

use crate::addresses::Addresses;

/// The part of each path that belongs to the deployment and not to a route; empty for most apps.
#[derive(Debug)]
pub(super) struct Prefix(Addresses);

impl Prefix {
    pub(super) fn of(addresses: Addresses) -> Self {
        Self(addresses)
    }

    /// Rewrites a request to the path that routes match. The original URI is stored with it, because
    /// that is what the host has signed.
    pub(super) fn strip(&self, request: &mut Request<Body>) {
        let prefix = self.0.prefix_of(request.uri().path());
        if prefix.is_empty() {
            return;
        }
        if let Some(uri) = stripped(request.uri(), prefix) {
            let original = std::mem::replace(request.uri_mut(), uri);
            request.extensions_mut().insert(OriginalUri(original));
        }
    }
}

/// The URI without its path's prefix.
fn stripped(uri: &Uri, prefix: &str) -> Option<Uri> {
    let rest = uri.path_and_query()?.as_str().strip_prefix(prefix)?;
    let target = match rest.as_bytes().first() {
        Some(b'/') => rest.to_owned(),
        _ => format!("/{rest}"),
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(target.try_into().ok()?);
    Uri::from_parts(parts).ok()
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;

    fn stripped(base_url: &str, target: &str) -> (String, bool) {
        let mut request = Request::get(target).body(Body::empty()).unwrap();
        let addresses = Addresses::at(&Url::parse(base_url).unwrap());
        Prefix::of(addresses).strip(&mut request);
        let original = request
            .extensions()
            .get::<OriginalUri>()
            .map(|uri| uri.0.to_string());
        assert!(
            original
                .as_deref()
                .is_none_or(|original| original == target)
        );
        (request.uri().to_string(), original.is_some())
    }

    #[test]
    fn only_whole_segments_are_stripped() {
        let app = "https://x.example/app";
        assert_eq!(
            stripped(app, "/app/panel?a=%2F"),
            ("/panel?a=%2F".to_owned(), true)
        );
        assert_eq!(stripped(app, "/app"), ("/".to_owned(), true));
        assert_eq!(stripped(app, "/app?a=1"), ("/?a=1".to_owned(), true));
        assert_eq!(
            stripped("https://x.example/app/", "/app/x"),
            ("/x".to_owned(), true)
        );
        assert_eq!(
            stripped(app, "/application/x"),
            ("/application/x".to_owned(), false)
        );
        assert_eq!(stripped(app, "/panel"), ("/panel".to_owned(), false));
        assert_eq!(
            stripped("https://x.example", "/panel"),
            ("/panel".to_owned(), false)
        );
        assert_eq!(stripped(app, "/app//evil"), ("//evil".to_owned(), true));
    }
}
