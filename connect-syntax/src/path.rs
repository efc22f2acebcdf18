//! Paths below the app's base URL, in the shared grammar of routes and URL templates.
//!
//! The grammar is axum 0.8's: a parameter `{id}` is a whole segment, except for plain text
//! before it; a wildcard `{*path}` takes the rest. The other characters are those that a URL may contain
//! unencoded, since a route is matched against the path as sent, and `qsh` is computed from it.

use std::collections::BTreeSet;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What a path segment can't contain (RFC 3986), except `%` of existing escapes. Braces are
/// reported instead of encoded.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=')
    .remove(b':')
    .remove(b'@');

/// The same for a query, which may contain `/`, `?`, `*` and, in a template, braces.
const ENCODED_IN_QUERY: &AsciiSet = &ENCODED
    .remove(b'/')
    .remove(b'?')
    .remove(b'*')
    .remove(b'[')
    .remove(b']')
    .remove(b'{')
    .remove(b'}')
    .remove(b'|');

/// What a path is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PathUse {
    /// A route of the app.
    Route,
    /// A module's URL: the host fills in whole segments, and has no wildcards.
    Module,
}

/// Why a text is not a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathFault {
    /// The rule that it breaks: `a parameter takes the rest of its segment`.
    pub rule: String,
    /// A path that may have been meant, which has no faults.
    pub suggestion: String,
}

/// The parameters of a path, in order, including a wildcard.
///
/// # Errors
/// The first rule that the path breaks.
pub(crate) fn parameters(text: &str, usage: PathUse) -> Result<Vec<String>, PathFault> {
    let mut reader = Reader {
        usage,
        rule: None,
        suggestion: String::new(),
        parameters: Vec::new(),
        names: BTreeSet::new(),
    };
    reader.path(text);
    let Reader {
        rule,
        suggestion,
        parameters,
        ..
    } = reader;
    match rule {
        None => Ok(parameters),
        Some(rule) => Err(PathFault { rule, suggestion }),
    }
}

/// A name encoded as a path segment: `größe` is `gr%C3%B6%C3%9Fe`.
pub(crate) fn segment(name: &str) -> String {
    utf8_percent_encode(name, ENCODED).to_string()
}

/// The name in `${id}` or `{{id}}`, as in other languages' templates.
pub(crate) fn foreign_parameter(text: &str) -> Option<&str> {
    let inside = text.strip_prefix("${").or(text.strip_prefix("{{"))?;
    let name = inside.trim_matches(['{', '}', ' ']);
    let plain = !name.is_empty() && !name.contains(['{', '}']) && inside.ends_with('}');
    plain.then_some(name)
}

/// An encoded query; existing escapes stay as they are.
pub(crate) fn query(text: &str) -> String {
    encoded(text, ENCODED_IN_QUERY)
}

/// Encodes what must be encoded, and leaves `%C3` alone.
fn encoded(text: &str, set: &'static AsciiSet) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        out.extend(utf8_percent_encode(before, set));
        let is_escape = after
            .as_bytes()
            .get(..2)
            .is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit));
        out.push_str(if is_escape { "%" } else { "%25" });
        rest = after;
    }
    out.extend(utf8_percent_encode(rest, set));
    out
}

/// Reads a path to its end, so that the suggestion is complete.
struct Reader {
    usage: PathUse,
    /// The first rule that is broken.
    rule: Option<String>,
    suggestion: String,
    parameters: Vec<String>,
    names: BTreeSet<String>,
}

impl Reader {
    fn broken(&mut self, rule: impl Into<String>) {
        self.rule.get_or_insert_with(|| rule.into());
    }

    fn path(&mut self, text: &str) {
        if text.trim() != text {
            self.broken("there are blanks around it");
        }
        let mut text = text.trim();
        if let Some((_, rest)) = text.split_once("://") {
            self.broken("it is a whole URL");
            text = rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/");
        }
        if let Some((path, _)) = text.split_once('#') {
            self.broken("a server never sees what follows `#`");
            text = path;
        }
        if let Some((path, _)) = text.split_once('?') {
            self.broken("a route has no query");
            text = path;
        }
        if !text.starts_with('/') {
            self.broken("paths start with `/`");
        }
        let mut segments = text.trim_start_matches('/').split('/').peekable();
        if text.starts_with("//") {
            self.broken("a segment can't be empty");
        }
        while let Some(segment) = segments.next() {
            let is_last = segments.peek().is_none();
            match segment {
                "" if is_last => self.suggestion.push('/'),
                "" => self.broken("a segment can't be empty"),
                "." | ".." => self.broken("a client resolves `.` and `..` before it sends them"),
                _ if self.segment(segment, is_last) => break,
                _ => {}
            }
        }
        if self.suggestion.is_empty() {
            self.suggestion.push('/');
        }
    }

    /// Reads a segment; returns whether it takes all that follows.
    fn segment(&mut self, segment: &str, is_last: bool) -> bool {
        let (first, rest) = match segment.chars().next() {
            Some(first @ (':' | '*' | '<')) => (first, segment.get(1..).unwrap_or_default()),
            _ => ('/', segment),
        };
        let rest = rest.trim_end_matches('>');
        // As in a template of JavaScript or Mustache.
        if let Some(name) = foreign_parameter(segment) {
            self.broken("parameters are written `{id}`");
            self.parameter("", name);
            return false;
        }
        match first {
            ':' | '<' => {
                self.broken("parameters are written `{id}`");
                self.parameter("", rest);
                return false;
            }
            '*' => {
                self.broken("wildcards are written `{*path}`");
                return self.wildcard(if rest.is_empty() { "path" } else { rest }, is_last);
            }
            _ => {}
        }
        if !segment.contains(['{', '}']) {
            let encoded = encoded(segment, ENCODED);
            if encoded != segment {
                self.broken("such characters must be percent-encoded");
            }
            self.suggestion.push('/');
            self.suggestion.push_str(&encoded);
            return false;
        }
        let (prefix, inside) = segment.split_once('{').unwrap_or((segment, ""));
        match inside.strip_suffix('}') {
            Some(name) if !name.contains(['{', '}']) => {
                if let Some(name) = name.strip_prefix('*') {
                    if !prefix.is_empty() {
                        self.broken("a wildcard takes whole segments");
                    }
                    return self.wildcard(name, is_last);
                }
                if !prefix.is_empty() && self.usage == PathUse::Module {
                    self.broken("the host fills in whole segments only");
                    self.parameter("", name);
                } else {
                    let plain = encoded(prefix, ENCODED);
                    if plain != prefix || prefix.contains('}') {
                        self.broken("such characters must be percent-encoded");
                    }
                    self.parameter(&plain, name);
                }
            }
            _ => self.broken_parameters(segment),
        }
        false
    }

    /// `{id`, `id}`, `{name}.js`, `{x}{y}`.
    fn broken_parameters(&mut self, segment: &str) {
        let (open, close) = (segment.matches('{').count(), segment.matches('}').count());
        if open != close {
            let brace = if open > close { '}' } else { '{' };
            self.broken(format!("`{brace}` is missing in `{segment}`"));
        } else if open > 1 {
            self.broken("a segment can have only one parameter");
        } else {
            self.broken("a parameter takes the rest of its segment");
        }
        let mut names = segment.split('{');
        if open == 0 {
            self.parameter("", segment);
            return;
        }
        names.next();
        for name in names {
            self.parameter("", name.split('}').next().unwrap_or_default());
        }
    }

    fn parameter(&mut self, prefix: &str, name: &str) {
        let name = self.name(name, "id");
        self.suggestion.push_str(&format!("/{prefix}{{{name}}}"));
        self.parameters.push(name);
    }

    fn wildcard(&mut self, name: &str, is_last: bool) -> bool {
        if self.usage == PathUse::Module {
            self.broken("the host fills in whole segments only, not wildcards");
            self.parameter("", name);
            return false;
        }
        if !is_last {
            self.broken("a wildcard takes the rest of the path, so it is the last segment");
        }
        let name = self.name(name, "path");
        self.suggestion.push_str(&format!("/{{*{name}}}"));
        self.parameters.push(name);
        true
    }

    /// A name that no other parameter has.
    fn name(&mut self, written: &str, default: &str) -> String {
        let plain: String = written
            .chars()
            .filter(|letter| !"{}*<>:?#/".contains(*letter) && !letter.is_whitespace())
            .collect();
        let plain = if plain.is_empty() {
            self.broken("a parameter needs a name");
            default.to_owned()
        } else {
            plain
        };
        if plain != written {
            self.broken("a parameter's name holds no blanks and none of `*<>:`");
        }
        let mut name = plain.clone();
        let mut number = 2;
        while !self.names.insert(name.clone()) {
            self.broken(format!("the parameter `{{{plain}}}` is there twice"));
            name = format!("{plain}_{number}");
            number += 1;
        }
        name
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn suggestion(text: &str) -> String {
        match parameters(text, PathUse::Route) {
            Ok(_) => "right".to_owned(),
            Err(fault) => fault.suggestion,
        }
    }

    #[test]
    fn paths_that_axum_accepts_are_right() {
        for text in [
            "/",
            "/votes",
            "/votes/",
            "/a/{id}",
            "/a/v{version}/b",
            "/files/{*path}",
            "/@me",
            "/gr%C3%B6%C3%9Fe",
            "/secure/CreateIssue!default.jspa",
        ] {
            assert_eq!(suggestion(text), "right", "{text}");
        }
    }

    #[test]
    fn each_fault_has_the_path_that_was_meant() {
        for (text, meant) in [
            ("votes", "/votes"),
            ("", "/"),
            ("/my votes", "/my%20votes"),
            ("/größe", "/gr%C3%B6%C3%9Fe"),
            ("/100%", "/100%25"),
            ("/a/{name}.js", "/a/{name}"),
            ("/a/{id", "/a/{id}"),
            ("/a/id}", "/a/{id}"),
            ("/b/{}", "/b/{id}"),
            ("/c/{x}{y}", "/c/{x}/{y}"),
            ("/c/{x}-{x}", "/c/{x}/{x_2}"),
            ("/issues/:id", "/issues/{id}"),
            ("/files/*path", "/files/{*path}"),
            ("/files/*", "/files/{*path}"),
            ("/files/{*path}/raw", "/files/{*path}"),
            ("/a/<id>/b", "/a/{id}/b"),
            ("/a//b", "/a/b"),
            ("//a", "/a"),
            ("/a/../b", "/a/b"),
            ("/a?b=1", "/a"),
            ("/a#b", "/a"),
            ("https://example.com/a/b", "/a/b"),
            ("https://example.com", "/"),
        ] {
            assert_eq!(suggestion(text), meant, "{text}");
        }
    }

    #[test]
    fn the_host_fills_in_whole_segments() {
        for text in ["/v{version}", "/files/{*path}"] {
            let fault = parameters(text, PathUse::Module).unwrap_err();
            assert!(fault.rule.contains("whole segments only"), "{fault:?}");
        }
    }

    proptest! {
        #[test]
        fn a_suggestion_has_no_fault_and_axum_takes_what_is_right(
            text in "(/|[a-zö:*<> .%?#{}]|\\{[a-z]{0,2}\\}|\\{\\*[a-z]\\}){0,12}"
        ) {
            for usage in [PathUse::Route, PathUse::Module] {
                match parameters(&text, usage) {
                    Err(fault) => {
                        let again = parameters(&fault.suggestion, usage);
                        prop_assert!(again.is_ok(), "{:?} of {:?}: {:?}", fault, text, again);
                    }
                    Ok(_) => {
                        let mut router = matchit::Router::new();
                        prop_assert!(router.insert(text.clone(), ()).is_ok(), "{text:?}");
                    }
                }
            }
        }
    }
}
