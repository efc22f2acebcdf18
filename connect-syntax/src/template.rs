//! `url = "/panel/{project.key}?key={issue.key}"`: the host's URL templates.
//!
//! The host fills in a variable that is a whole path segment or a whole query value
//! ("Context parameters"); `${name}` is the same as `{name}`.

use crate::path::{self, PathFault, PathUse};

/// A URL template below the app's base URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// The template as in the descriptor.
    pub text: String,
    /// The path as in the router: `/panel/{project.key}`.
    pub path: String,
    /// The names in the query, each with its variable, if it holds exactly one.
    query: Vec<(String, Option<String>)>,
    variables: Vec<String>,
}

/// A template without unwanted variables.
pub(crate) fn without(text: &str, unwanted: impl Fn(&str) -> bool) -> String {
    let (path, query) = match text.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (text, None),
    };
    let is_kept = |part: &&str| !variable(part).is_some_and(&unwanted);
    let segments: Vec<&str> = path.split('/').filter(is_kept).collect();
    let mut kept = segments.join("/");
    if !kept.starts_with('/') {
        kept.insert(0, '/');
    }
    let pairs = query.into_iter().flat_map(|query| query.split('&'));
    let pairs: Vec<&str> = pairs
        .filter(|pair| {
            pair.split_once('=')
                .is_none_or(|(_, value)| is_kept(&value))
        })
        .collect();
    if !pairs.is_empty() {
        kept.push('?');
        kept.push_str(&pairs.join("&"));
    }
    kept
}

impl Template {
    /// Parses a template.
    ///
    /// # Errors
    /// The fault, if it is not a path below the app's base URL, with or without a query.
    pub fn read(text: &str) -> Result<Self, PathFault> {
        let whole = text.trim();
        let (written, query) = match whole.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (whole, None),
        };
        let path = written.replace("${", "{");
        let (variables, mut fault) = match path::parameters(&path, PathUse::Module) {
            Ok(variables) => (variables, None),
            Err(fault) => (Vec::new(), Some(fault)),
        };
        let (query, in_query) = in_query(query.unwrap_or_default());
        if let Some(rule) = in_query.filter(|_| fault.is_none()) {
            fault = Some(PathFault {
                rule,
                suggestion: written.to_owned(),
            });
        }
        if let (None, true) = (&fault, whole != text) {
            fault = Some(PathFault {
                rule: "there are blanks around it".to_owned(),
                suggestion: written.to_owned(),
            });
        }
        if let Some(mut fault) = fault {
            if !query.is_empty() {
                fault.suggestion.push('?');
                fault.suggestion.push_str(&query);
            }
            return Err(fault);
        }
        let query: Vec<(String, Option<String>)> = query
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                (name.to_owned(), variable(value).map(str::to_owned))
            })
            .collect();
        let of_query = query.iter().filter_map(|(_, variable)| variable.clone());
        Ok(Self {
            text: text.to_owned(),
            path,
            variables: variables.into_iter().chain(of_query).collect(),
            query,
        })
    }

    /// The template of a plain path.
    pub(crate) fn plain(path: String) -> Self {
        Self {
            text: path.clone(),
            path,
            query: Vec::new(),
            variables: Vec::new(),
        }
    }

    /// The context parameters that it requests.
    pub fn variables(&self) -> impl Iterator<Item = &str> {
        self.variables.iter().map(String::as_str)
    }

    /// Its requests in order: the name in the request, and the context parameter.
    pub fn requests(&self) -> impl Iterator<Item = (&str, &str)> {
        let in_query = || {
            self.query
                .iter()
                .filter_map(|(_, variable)| variable.as_deref())
        };
        let in_path = self.variables.len() - in_query().count();
        let of_path = self.variables.iter().take(in_path);
        let of_query = self
            .query
            .iter()
            .filter_map(|(name, variable)| Some((name.as_str(), variable.as_deref()?)));
        of_path
            .map(|name| (name.as_str(), name.as_str()))
            .chain(of_query)
    }

    /// The names in its query.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.query.iter().map(|(name, _)| name.as_str())
    }

    /// Requests a context parameter, unless the template already does, and returns its name in the
    /// request.
    pub(crate) fn request(&mut self, parameter: &str) -> String {
        let in_query = self
            .query
            .iter()
            .find(|(_, variable)| variable.as_deref() == Some(parameter));
        if let Some((name, _)) = in_query {
            return name.clone();
        }
        if !self.variables().any(|variable| variable == parameter) {
            let separator = if self.text.contains('?') { '&' } else { '?' };
            self.text.push(separator);
            self.text.push_str(&format!("{parameter}={{{parameter}}}"));
            let pair = (parameter.to_owned(), Some(parameter.to_owned()));
            self.query.push(pair);
            self.variables.push(parameter.to_owned());
        }
        parameter.to_owned()
    }
}

/// The encoded query, and the rule that it breaks as written.
fn in_query(written: &str) -> (String, Option<String>) {
    let (query, has_fragment) = match written.split_once('#') {
        Some((query, _)) => (query, true),
        None => (written, false),
    };
    let doubled = |pair: &str| {
        let (name, value) = pair.split_once('=')?;
        let variable = value
            .starts_with("{{")
            .then(|| path::foreign_parameter(value));
        Some(format!("{name}={{{}}}", variable.flatten()?))
    };
    if query.contains("={{") {
        let pairs = query.split('&');
        let meant: Vec<String> = pairs
            .map(|pair| doubled(pair).unwrap_or_else(|| pair.to_owned()))
            .collect();
        let meant = path::query(&meant.join("&"));
        if meant != query {
            return (meant, Some("a variable is written `{name}`".to_owned()));
        }
    }
    let encoded = path::query(query);
    let rule = if has_fragment {
        Some("a server never sees what follows `#`")
    } else if encoded != query {
        Some("such characters must be percent-encoded")
    } else {
        None
    };
    (encoded, rule.map(str::to_owned))
}

/// The variable, if it is the whole text: `{issue.key}` or `${issue.key}`.
fn variable(text: &str) -> Option<&str> {
    let inside = text.strip_prefix('$').unwrap_or(text);
    let name = inside.strip_prefix('{')?.strip_suffix('}')?;
    let plain = !name.is_empty() && !name.contains(['{', '}', '*']);
    plain.then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_is_named_as_the_template_has_it() {
        let mut url = Template::read("/p/${project.key}?key={issue.key}&mode=full").unwrap();
        assert_eq!(url.path, "/p/{project.key}");
        assert_eq!(url.request("issue.key"), "key");
        assert_eq!(url.request("project.key"), "project.key");
        assert_eq!(url.request("issue.id"), "issue.id");
        assert_eq!(
            url.text,
            "/p/${project.key}?key={issue.key}&mode=full&issue.id={issue.id}"
        );
        assert_eq!(url.variables().count(), 3);
    }

    #[test]
    fn what_is_not_a_path_is_refused() {
        for text in [
            "votes",
            "https://x.example",
            "/a b",
            "/a//b",
            "/{a}{b}",
            "/a#b",
            "/a?b=\"c\"",
            "/a?b=\\",
            "/a/{{b}}",
            "/a?b={{c}}&d={e}",
            "",
        ] {
            let fault = Template::read(text).unwrap_err();
            assert!(Template::read(&fault.suggestion).is_ok(), "{fault:?}");
        }
    }

    #[test]
    fn a_suggestion_keeps_the_query() {
        for (text, meant) in [
            ("/my votes?key={issue.key}", "/my%20votes?key={issue.key}"),
            ("votes?a=größe&b={b}#top", "/votes?a=gr%C3%B6%C3%9Fe&b={b}"),
            ("/p/${project.key}x?a=1", "/p/{project.key}?a=1"),
        ] {
            let fault = Template::read(text).unwrap_err();
            assert_eq!(fault.suggestion, meant);
        }
    }
}
