//! URLs of a descriptor: which are the app's own, and which a handler can be at.

use connect_syntax::key;

/// The placeholder for the base URL in descriptors that a tool fills in.
const LOCAL: &str = "{{localBaseUrl}}";

/// The app's `baseUrl`.
#[derive(Debug, Default, Clone)]
pub(crate) struct BaseUrl(Option<String>);

impl BaseUrl {
    pub(crate) fn new(base_url: Option<&str>) -> Self {
        let base = base_url.map(|url| url.trim_end_matches('/').to_owned());
        Self(base.filter(|url| !url.is_empty()))
    }

    /// The path and query of a URL of the app's own, starting with `/`; `None` for other URLs.
    pub(crate) fn path_of(&self, url: &str) -> Option<String> {
        for base in [Some(LOCAL), self.0.as_deref()].into_iter().flatten() {
            if let Some(rest) = url.strip_prefix(base)
                && (rest.is_empty() || rest.starts_with(['/', '?', '#']))
            {
                let slash = if rest.starts_with('/') { "" } else { "/" };
                return Some(format!("{slash}{rest}"));
            }
        }
        let scheme = url.split(['/', '?', '#']).next().unwrap_or_default();
        let is_absolute = scheme.contains(':') && !scheme.contains('{');
        if is_absolute || url.starts_with("//") || url.starts_with("{{") {
            return None;
        }
        let slash = if url.starts_with('/') { "" } else { "/" };
        Some(format!("{slash}{url}"))
    }
}

/// A URL template that a handler can be at.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Route {
    /// The path, with `{}` for each variable: routes of the same shape are the same route.
    pub(crate) shape: String,
    /// The variables of path and query, each once.
    pub(crate) variables: Vec<String>,
}

/// A URL of the app's own that a function serves.
#[derive(Debug, Clone)]
pub(crate) struct ServedUrl {
    /// Its path and query.
    pub(crate) path: String,
    pub(crate) route: Route,
}

impl Route {
    /// Parses the path and query of a URL of the app's own; `None` when no handler can be there.
    pub(crate) fn parse(own: &str) -> Option<Self> {
        let (path, query) = own.split_once('?').unwrap_or((own, ""));
        if key::is_reserved(path) || query.contains(['#', ' ']) || !path.starts_with('/') {
            return None;
        }
        let mut shape = String::new();
        let mut plain = String::new();
        let mut variables: Vec<String> = Vec::new();
        for segment in path.split('/').skip(1) {
            let (shown, checked) = match variable(segment) {
                Some(name) => {
                    variables.push(name.to_owned());
                    ("{}", "x")
                }
                None => (segment, segment),
            };
            shape.push('/');
            shape.push_str(shown);
            plain.push('/');
            plain.push_str(checked);
        }
        if !key::is_path(&plain) {
            return None;
        }
        let values = query.split('&').filter_map(|pair| pair.split_once('='));
        variables.extend(values.filter_map(|(_, value)| variable(value).map(str::to_owned)));
        let mut once: Vec<String> = Vec::new();
        for name in variables {
            if !once.contains(&name) {
                once.push(name);
            }
        }
        Some(Self {
            shape,
            variables: once,
        })
    }
}

/// The name of a variable: `{issue.key}` or `${issue.key}`.
pub(crate) fn variable(text: &str) -> Option<&str> {
    let inside = text.strip_prefix('$').unwrap_or(text);
    let name = inside.strip_prefix('{')?.strip_suffix('}')?;
    (!name.is_empty() && !name.contains(['{', '}', '*', '"', '\\'])).then_some(name)
}

/// Whether a path is that of a static file, which no handler serves.
pub(crate) fn is_file(own: &str) -> bool {
    const ENDINGS: &[&str] = &[
        "png", "svg", "gif", "jpg", "jpeg", "ico", "webp", "css", "js", "json", "woff", "woff2",
    ];
    let path = own.split(['?', '#']).next().unwrap_or_default();
    let ending = path.rsplit_once('.').map(|(_, ending)| ending);
    ending.is_some_and(|ending| {
        ENDINGS
            .iter()
            .any(|known| known.eq_ignore_ascii_case(ending))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_urls_are_distinguished_from_others() {
        let base = BaseUrl::new(Some("https://app.example.com/connect/"));
        for (url, own) in [
            ("/votes", Some("/votes")),
            ("votes?x={issue.key}", Some("/votes?x={issue.key}")),
            ("{{localBaseUrl}}/votes", Some("/votes")),
            ("https://app.example.com/connect/votes", Some("/votes")),
            ("https://app.example.com/connect?a=b", Some("/?a=b")),
            ("https://app.example.com/connected", None),
            ("https://example.com/", None),
            ("//example.com/x", None),
            ("mailto:a@example.com", None),
            ("{{otherUrl}}/x", None),
        ] {
            assert_eq!(base.path_of(url).as_deref(), own, "{url}");
        }
    }

    #[test]
    fn not_every_url_can_be_a_route() {
        for url in ["/a b", "/a#b", "/{{path}}", "/healthz", "/%7B", "/x-{y}"] {
            assert_eq!(Route::parse(url), None, "{url}");
        }
    }
}
