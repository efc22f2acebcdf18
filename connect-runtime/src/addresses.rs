//! The app's base URLs: tokens name them as their audience, and their path prefix is not hashed.

use url::Url;

use crate::config::Proxy;

/// The app's base URLs: its own, those of its regions, and those that the operator names.
///
/// Sources: "Security for Connect apps" (the audience of lifecycle tokens is the app's base URL),
/// "Data residency for Connect apps" (`regionBaseUrls`), "Creating a query string hash" (the path is
/// relative to the base URL).
#[derive(Debug, Clone, Default)]
pub(crate) struct Addresses {
    /// Without a trailing slash; `aud` may name any of them.
    audiences: Vec<Box<str>>,
    /// Their paths, longest first, without a trailing slash; empty if every base URL is at its
    /// host's root.
    prefixes: Vec<Box<str>>,
}

impl Addresses {
    /// The addresses of an app with a single base URL.
    pub(crate) fn at(base_url: &Url) -> Self {
        Self::default().and(base_url)
    }

    /// Adds a base URL.
    pub(crate) fn and(mut self, base_url: &Url) -> Self {
        let audience = without_slash(base_url.as_str());
        if !self.is_audience(audience) {
            self.audiences.push(audience.into());
        }
        let prefix = base_url.path().trim_end_matches('/');
        if !prefix.is_empty() && !self.prefixes.iter().any(|known| **known == *prefix) {
            self.prefixes.push(prefix.into());
            self.prefixes
                .sort_by_key(|prefix| std::cmp::Reverse(prefix.len()));
        }
        self
    }

    /// Adapts to this proxy: behind one that strips the path, there is no prefix left to strip.
    pub(crate) fn behind(mut self, proxy: Option<Proxy>) -> Self {
        if proxy == Some(Proxy::Strips) {
            self.prefixes.clear();
        }
        self
    }

    /// Whether a token for this audience is for this app.
    pub(crate) fn is_audience(&self, member: &str) -> bool {
        let member = without_slash(member);
        self.audiences.iter().any(|known| **known == *member)
    }

    /// The path of the base URL that a request's path is below; empty when it is below none.
    pub(crate) fn prefix_of(&self, path: &str) -> &str {
        self.prefixes
            .iter()
            .find(|prefix| {
                path.strip_prefix(&***prefix)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            })
            .map_or("", |prefix| prefix)
    }

    /// The path of a base URL that this route's paths can start with. Such a path would belong to
    /// two routes, with and without the prefix.
    pub(crate) fn taken_for_prefix(&self, route: &str) -> Option<&str> {
        self.prefixes
            .iter()
            .find(|prefix| begins_with(route, prefix))
            .map(|prefix| &**prefix)
    }
}

/// Whether a path that the route matches can start with the segments of `prefix`.
fn begins_with(route: &str, prefix: &str) -> bool {
    let mut segments = route.split('/').skip(1);
    for expected in prefix.split('/').skip(1) {
        match segments.next() {
            Some(segment) if segment.starts_with("{*") => return true,
            Some(segment) if segment == expected || segment.contains('{') => {}
            _ => return false,
        }
    }
    true
}

/// Hosts send the base URL with and without a trailing slash.
fn without_slash(url: &str) -> &str {
    url.strip_suffix('/').unwrap_or(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(urls: &[&str]) -> Addresses {
        urls.iter()
            .map(|url| Url::parse(url).unwrap())
            .fold(Addresses::default(), |all, url| all.and(&url))
    }

    #[test]
    fn each_base_url_is_an_audience_and_has_its_path() {
        let all = at(&[
            "https://x.example/app",
            "https://eu.example/app/eu/",
            "https://us.example",
        ]);
        for audience in [
            "https://x.example/app",
            "https://x.example/app/",
            "https://eu.example/app/eu",
            "https://us.example",
            "https://us.example/",
        ] {
            assert!(all.is_audience(audience), "{audience}");
        }
        for other in [
            "https://x.example",
            "https://us.example/app",
            "",
            "https://x.example/app//",
        ] {
            assert!(!all.is_audience(other), "{other}");
        }
        for (path, prefix) in [
            ("/app/panel", "/app"),
            ("/app", "/app"),
            ("/app/eu/panel", "/app/eu"),
            ("/application", ""),
            ("/panel", ""),
        ] {
            assert_eq!(all.prefix_of(path), prefix, "{path}");
        }
        let strips = all.behind(Some(Proxy::Strips));
        assert_eq!(strips.prefix_of("/app/panel"), "");
        assert!(strips.is_audience("https://us.example"));
    }

    #[test]
    fn routes_that_look_like_the_prefix() {
        let app = at(&["https://x.example/votes/v1"]);
        for route in [
            "/votes/v1",
            "/votes/v1/panel",
            "/votes/{version}",
            "/{a}/{b}/{c}",
            "/votes/{*rest}",
            "/{*path}",
        ] {
            assert_eq!(app.taken_for_prefix(route), Some("/votes/v1"), "{route}");
        }
        for route in ["/", "/votes", "/votes/v2", "/votes/v1x", "/{a}", "/panel"] {
            assert_eq!(app.taken_for_prefix(route), None, "{route}");
        }
        assert_eq!(
            at(&["https://x.example"]).taken_for_prefix("/{*path}"),
            None
        );
    }
}
