//! URLs: resolving, comparing, and showing them without their tokens.

use url::Url;

use crate::error::HostError;

/// A URL without its trailing slash, as the platform writes base URLs.
pub(crate) fn without_trailing_slash(url: &str) -> &str {
    url.strip_suffix('/').unwrap_or(url)
}

/// A relative URL of the descriptor, below the app's base URL (whose own path is kept). `origin` is
/// the source that an error names.
pub(crate) fn below(base: &Url, relative: &str, origin: &str) -> Result<Url, HostError> {
    let text = format!(
        "{}/{}",
        without_trailing_slash(base.as_str()),
        relative.strip_prefix('/').unwrap_or(relative)
    );
    Url::parse(&text).map_err(|source| HostError::BadUrl {
        url: relative.to_owned(),
        origin: origin.to_owned(),
        source,
    })
}

/// The part of a URL that is hashed: path and query, relative to the app's base URL.
pub(crate) fn target(base: &Url, url: &Url) -> String {
    let path = url
        .path()
        .strip_prefix(without_trailing_slash(base.path()))
        .unwrap_or(url.path());
    match url.query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    }
}

/// Whether a URL is a descriptor's address and not a base URL.
pub(crate) fn is_descriptor(url: &Url) -> bool {
    url.path().ends_with(".json")
}

/// Whether a URL in a descriptor names its own server or scheme.
pub(crate) fn is_absolute(url: &str) -> bool {
    let scheme = url.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    });
    scheme || url.starts_with("//")
}

/// A URL for display: its `jwt` parameter reads `…`.
pub(crate) fn with_token_masked(url: &Url) -> String {
    let Some(query) = url.query() else {
        return url.to_string();
    };
    let pairs: Vec<&str> = query
        .split('&')
        .map(|pair| if is_token(pair) { "jwt=…" } else { pair })
        .collect();
    let mut bare = url.clone();
    bare.set_query(None);
    bare.set_fragment(None);
    format!("{bare}?{}", pairs.join("&"))
}

/// A path and query for display: without the `jwt` parameter.
pub(crate) fn target_without_token(path: &str, query: Option<&str>) -> String {
    let pairs = query.into_iter().flat_map(|query| query.split('&'));
    let kept: Vec<&str> = pairs.filter(|pair| !is_token(pair)).collect();
    if kept.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{}", kept.join("&"))
    }
}

fn is_token(pair: &str) -> bool {
    pair.starts_with("jwt=")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_below_the_base_url_and_targets_relative_to_it() {
        let base = Url::parse("https://x.example/ctx/").unwrap();
        let url = below(&base, "/panel?x=1", "it").unwrap();
        assert_eq!(url.as_str(), "https://x.example/ctx/panel?x=1");
        assert_eq!(target(&base, &url), "/panel?x=1");
        let plain = Url::parse("http://127.0.0.1:3000").unwrap();
        let url = below(&plain, "panel", "it").unwrap();
        assert_eq!(target(&plain, &url), "/panel");
    }

    #[test]
    fn absolute_urls_name_a_scheme_or_a_server() {
        for absolute in [
            "https://x.example/a",
            "//x.example/a",
            "javascript:alert(1)",
        ] {
            assert!(is_absolute(absolute), "{absolute}");
        }
        for relative in ["/a", "a/b", "/a?x=b:c", "/{issue.key}:x"] {
            assert!(!is_absolute(relative), "{relative}");
        }
    }

    #[test]
    fn tokens_are_not_shown() {
        let url = Url::parse("http://a.example/p?x=1&jwt=a.b.c").unwrap();
        assert_eq!(with_token_masked(&url), "http://a.example/p?x=1&jwt=…");
        assert_eq!(target_without_token("/p", Some("x=1&jwt=a.b.c")), "/p?x=1");
        assert_eq!(target_without_token("/p", Some("jwt=a.b.c")), "/p");
    }
}
