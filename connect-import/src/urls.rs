//! A descriptor's URLs: which are the app's own, and which a handler can serve.

use connect_model::context_parameter::is_added_by_host;
use connect_syntax::key;
use connect_syntax::template::Template;

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

    /// The path and query of one of the app's URLs, starting with `/`; `None` for other URLs.
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

/// A URL template that a handler can serve.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Route {
    /// The path, with `{}` for each variable: routes with the same shape are the same route.
    pub(crate) shape: String,
    /// The path alone.
    pub(crate) path: String,
    /// What it requests: the name in the request, and the context parameter; each parameter once.
    pub(crate) requests: Vec<(String, String)>,
    /// The names in the query, each once.
    pub(crate) names: Vec<String>,
}

/// A URL of the app that a function serves.
#[derive(Debug, Clone)]
pub(crate) struct ServedUrl {
    /// Its path and query.
    pub(crate) path: String,
    pub(crate) route: Route,
}

impl Route {
    /// Parses the path and query of one of the app's URLs; `None` if no handler can be there.
    pub(crate) fn parse(own: &str) -> Option<Self> {
        let template = Template::read(own).ok()?;
        if key::is_reserved(&template.path) {
            return None;
        }
        let segments = template
            .path
            .split('/')
            .map(|segment| match segment.find('{') {
                Some(0) => "{}",
                _ => segment,
            });
        let shape = segments.collect::<Vec<_>>().join("/");
        let mut requests: Vec<(String, String)> = Vec::new();
        for (sent, name) in template.requests() {
            if !requests.iter().any(|(_, one)| one == name) {
                requests.push((sent.to_owned(), name.to_owned()));
            }
        }
        let mut names: Vec<String> = Vec::new();
        for name in template.names() {
            if !names.iter().any(|one| one == name) {
                names.push(name.to_owned());
            }
        }
        Some(Self {
            shape,
            path: template.path,
            requests,
            names,
        })
    }
}

/// Removes the names that the host itself adds to a URL, and returns them.
pub(crate) fn without_names_of_the_host(url: &str) -> (String, Vec<String>) {
    let Some((path, query)) = url.split_once('?') else {
        return (url.to_owned(), Vec::new());
    };
    let (query, fragment) = match query.split_once('#') {
        Some((query, fragment)) => (query, format!("#{fragment}")),
        None => (query, String::new()),
    };
    let (mut kept, mut removed) = (Vec::new(), Vec::new());
    for pair in query.split('&') {
        let name = pair.split('=').next().unwrap_or_default();
        if is_added_by_host(name) {
            removed.push(name.to_owned());
        } else {
            kept.push(pair);
        }
    }
    let mark = if kept.is_empty() { "" } else { "?" };
    (format!("{path}{mark}{}{fragment}", kept.join("&")), removed)
}

/// Whether a path is that of a static file, which is served without a handler.
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
    fn the_names_that_hosts_add_are_removed() {
        for (url, left, names) in [
            ("/a?lic=active&b=1", "/a?b=1", vec!["lic"]),
            ("/a?jwt=x&cp=y", "/a", vec!["jwt", "cp"]),
            ("/a?b={lic}#c", "/a?b={lic}#c", vec![]),
            ("/a", "/a", vec![]),
        ] {
            let names = names.into_iter().map(str::to_owned).collect();
            assert_eq!(without_names_of_the_host(url), (left.to_owned(), names));
        }
    }

    #[test]
    fn not_every_url_can_be_a_route() {
        for url in ["/a b", "/a#b", "/{{path}}", "/healthz", "/%7", "/x-{y}"] {
            assert_eq!(Route::parse(url), None, "{url}");
        }
    }
}
