//! `url = "/panel/{project.key}?key={issue.key}"`: the host's URL templates.
//!
//! The host fills in a variable that is a whole segment of the path or a whole value of the query
//! ("Context parameters"); `${name}` is the same as `{name}`.

use crate::key;

/// A URL template below the app's base URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Template {
    /// The template as the descriptor has it.
    pub(crate) text: String,
    /// The path, as the router has it: `/panel/{project.key}`.
    pub(crate) path: String,
    /// Names in the query, with the variable that each holds, if it holds exactly one.
    query: Vec<(String, Option<String>)>,
    variables: Vec<String>,
}

impl Template {
    /// Reads a template; `None` when it is not a path below the app's base URL.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let (path, query) = match text.split_once('?') {
            Some((path, query)) => (path, query),
            None => (text, ""),
        };
        let path = path.replace("${", "{");
        let mut plain = String::new();
        let mut variables = Vec::new();
        for segment in path.split('/').skip(1) {
            plain.push('/');
            match variable(segment) {
                Some(name) => {
                    variables.push(name.to_owned());
                    plain.push('x');
                }
                None => plain.push_str(segment),
            }
        }
        if !path.starts_with('/') || !key::is_path(&plain) || query.contains(['#', ' ', '"', '\\'])
        {
            return None;
        }
        let query: Vec<(String, Option<String>)> = query
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                (name.to_owned(), variable(value).map(str::to_owned))
            })
            .collect();
        variables.extend(query.iter().filter_map(|(_, variable)| variable.clone()));
        Some(Self {
            text: text.to_owned(),
            path,
            query,
            variables,
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
    pub(crate) fn variables(&self) -> impl Iterator<Item = &str> {
        self.variables.iter().map(String::as_str)
    }

    /// Requests a context parameter, unless the template does already, and returns its name in the
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

/// The variable that the whole text is: `{issue.key}` or `${issue.key}`.
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
            "",
        ] {
            assert_eq!(Template::read(text), None, "{text}");
        }
    }
}
