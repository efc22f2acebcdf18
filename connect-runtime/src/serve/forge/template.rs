//! A module's URL template, filled in the way Connect's host does it ("Context parameters").

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use url::form_urlencoded;

/// Characters that are not encoded in a path segment: RFC 3986, "Unreserved Characters".
const IN_PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A parsed URL of the app that contains context parameters.
#[derive(Debug)]
pub(super) struct Template {
    path: Pieces,
    query: Vec<(Pieces, Pieces)>,
}

type Pieces = Vec<Piece>;

#[derive(Debug)]
enum Piece {
    Text(String),
    /// The name between braces.
    Parameter(String),
}

/// A URL with its parameters filled in.
#[derive(Debug)]
pub(super) struct Filled {
    /// Encoded, as in a URI.
    pub(super) path: String,
    /// The query, decoded.
    pub(super) pairs: Vec<(String, String)>,
    /// The parameters in the path.
    pub(super) in_path: Vec<(String, String)>,
    /// The first parameter that is missing from the path.
    pub(super) missing: Option<String>,
}

impl Template {
    /// Parses a URL relative to the app's base URL.
    pub(super) fn of(url: &str) -> Self {
        let url = url.split('#').next().unwrap_or_default();
        let (path, query) = url.split_once('?').unwrap_or((url, ""));
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        Self {
            path: pieces(path, str::to_owned),
            query: pairs
                .map(|pair| {
                    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                    (pieces(name, decoded), pieces(value, decoded))
                })
                .collect(),
        }
    }

    /// Fills in the values of the parameters; one without a value becomes empty.
    pub(super) fn fill(&self, value: impl Fn(&str) -> Option<String>) -> Filled {
        let mut path = String::new();
        let mut in_path = Vec::new();
        let mut missing = None;
        for piece in &self.path {
            match piece {
                Piece::Text(text) => path.push_str(text),
                Piece::Parameter(name) => {
                    let value = value(name).unwrap_or_default();
                    if value.is_empty() {
                        missing.get_or_insert_with(|| name.clone());
                    }
                    path.extend(utf8_percent_encode(&value, IN_PATH));
                    in_path.push((name.clone(), value));
                }
            }
        }
        let joined = |pieces: &Pieces| -> String {
            let texts = pieces.iter().map(|piece| match piece {
                Piece::Text(text) => text.clone(),
                Piece::Parameter(name) => value(name).unwrap_or_default(),
            });
            texts.collect()
        };
        let pairs = self.query.iter();
        Filled {
            path,
            pairs: pairs
                .map(|(name, value)| (joined(name), joined(value)))
                .collect(),
            in_path,
            missing,
        }
    }
}

impl Filled {
    /// The path and query, encoded as in a URI.
    pub(super) fn target(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        with_query(&self.path, &query.extend_pairs(&self.pairs).finish())
    }

    /// All parameter values, those of the path first.
    pub(super) fn values(self) -> Vec<(String, String)> {
        let mut values = self.in_path;
        values.extend(self.pairs);
        values
    }
}

/// A path with a query, if there is one.
pub(super) fn with_query(path: &str, query: &str) -> String {
    match query {
        "" => path.to_owned(),
        query => format!("{path}?{query}"),
    }
}

/// The path of a URL template, with its parameters unfilled.
pub(super) fn path_of(url: &str) -> &str {
    url.split(['?', '#']).next().unwrap_or_default()
}

fn pieces(text: &str, literal: impl Fn(&str) -> String) -> Pieces {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        let before = before.strip_suffix('$').unwrap_or(before);
        if !before.is_empty() {
            pieces.push(Piece::Text(literal(before)));
        }
        pieces.push(Piece::Parameter(name.to_owned()));
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(literal(rest)));
    }
    pieces
}

/// Decodes text from a query.
fn decoded(text: &str) -> String {
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(url: &str) -> Filled {
        Template::of(url).fill(|name| match name {
            "issue.key" => Some("DEMO 1/2?".to_owned()),
            "project.id" => Some("7".to_owned()),
            _ => None,
        })
    }

    #[test]
    fn each_value_has_its_place() {
        let url = "/a/{issue.key}/b?key=${issue.key}&tab=x+y%26&p={project.id}-{board.id}&of={board.id}#h";
        let found = filled(url);
        assert_eq!(
            found.target(),
            "/a/DEMO%201%2F2%3F/b?key=DEMO+1%2F2%3F&tab=x+y%26&p=7-&of="
        );
        assert_eq!(
            found.in_path,
            [("issue.key".to_owned(), "DEMO 1/2?".to_owned())]
        );
        assert_eq!((path_of(url), found.missing), ("/a/{issue.key}/b", None));
    }

    #[test]
    fn what_a_path_lacks_is_reported() {
        let lacking = filled("/a/{board.id}");
        assert_eq!(
            (&*lacking.path, lacking.missing.as_deref()),
            ("/a/", Some("board.id"))
        );
        assert_eq!(filled("/a/{b").path, "/a/{b");
        assert_eq!(filled("").target(), "");
    }
}
