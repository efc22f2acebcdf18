//! URLs of a descriptor: which are the app's own, and who serves each.

use std::collections::BTreeMap;

use connect_syntax::key;

/// What stands for the app's address in descriptors that a tool fills in.
const LOCAL: &str = "{{localBaseUrl}}";

/// The app's address as the descriptor has it.
#[derive(Debug, Default, Clone)]
pub(super) struct Base(Option<String>);

impl Base {
    pub(super) fn of(base_url: Option<&str>) -> Self {
        let base = base_url.map(|url| url.trim_end_matches('/').to_owned());
        Self(base.filter(|url| !url.is_empty()))
    }

    /// The URL from the app's address on, with the slash that it begins with; none when it is
    /// somebody else's.
    pub(super) fn own(&self, url: &str) -> Option<String> {
        for base in [Some(LOCAL), self.0.as_deref()].into_iter().flatten() {
            if let Some(rest) = url.strip_prefix(base)
                && (rest.is_empty() || rest.starts_with(['/', '?', '#']))
            {
                let slash = if rest.starts_with('/') { "" } else { "/" };
                return Some(format!("{slash}{rest}"));
            }
        }
        let scheme = url.split(['/', '?', '#']).next().unwrap_or_default();
        let elsewhere = scheme.contains(':') && !scheme.contains('{');
        if elsewhere || url.starts_with("//") || url.starts_with("{{") {
            return None;
        }
        let slash = if url.starts_with('/') { "" } else { "/" };
        Some(format!("{slash}{url}"))
    }
}

/// A URL template that a handler can stand at.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Route {
    /// The path, with `{}` for each variable: two routes of one shape are one.
    pub(super) shape: String,
    /// The variables of path and query, each once.
    pub(super) variables: Vec<String>,
}

impl Route {
    /// Reads an own URL; none where no handler can stand at it.
    pub(super) fn read(own: &str) -> Option<Self> {
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

fn variable(text: &str) -> Option<&str> {
    let inside = text.strip_prefix('$').unwrap_or(text);
    let name = inside.strip_prefix('{')?.strip_suffix('}')?;
    (!name.is_empty() && !name.contains(['{', '}', '*', '"', '\\'])).then_some(name)
}

/// Whether a path is that of a file which a browser loads, and so nobody's handler.
pub(super) fn is_file(own: &str) -> bool {
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

/// Who serves which path.
#[derive(Debug, Default, Clone)]
pub(super) struct Routes {
    owners: BTreeMap<String, String>,
    /// The name of the variable at a place: a router takes one name at one place.
    variables: BTreeMap<String, String>,
}

impl Routes {
    /// Takes a route for an owner.
    ///
    /// # Errors
    /// Who has it already, or the variable's name that another has at the same place: `{issue.key}`.
    pub(super) fn claim(&mut self, own: &str, route: &Route, owner: &str) -> Result<(), String> {
        if let Some(other) = self.owners.get(&route.shape) {
            return Err(other.clone());
        }
        let path = own.split('?').next().unwrap_or_default();
        let mut names = Vec::new();
        let mut before = String::new();
        for segment in path.split('/').skip(1) {
            before.push('/');
            match variable(segment) {
                Some(name) => {
                    before.push_str("{}");
                    if let Some(other) = self.variables.get(&before).filter(|it| *it != name) {
                        return Err(format!("{{{other}}}"));
                    }
                    names.push((before.clone(), name.to_owned()));
                }
                None => before.push_str(segment),
            }
        }
        self.variables.extend(names);
        self.owners.insert(route.shape.clone(), owner.to_owned());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)] // A test that unwraps `None` has failed, and says where.
    use super::*;

    #[test]
    fn own_urls_are_told_from_others() {
        let base = Base::of(Some("https://app.example.com/connect/"));
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
            assert_eq!(base.own(url).as_deref(), own, "{url}");
        }
    }

    #[test]
    fn a_route_has_one_owner() {
        let mut routes = Routes::default();
        let mut claim = |own: &str, owner: &str| {
            let route = Route::read(own).unwrap();
            routes.claim(own, &route, owner)
        };
        assert_eq!(claim("/a/{x}?q={issue.key}", "first"), Ok(()));
        assert_eq!(claim("/a/{y}", "second"), Err("first".to_owned()));
        assert!(claim("/a/{y}/more", "third").is_err());
        assert_eq!(claim("/a/b", "fourth"), Ok(()));
        for url in ["/a b", "/a#b", "/{{path}}", "/healthz", "/%7B", "/x-{y}"] {
            assert_eq!(Route::read(url), None, "{url}");
        }
    }
}
