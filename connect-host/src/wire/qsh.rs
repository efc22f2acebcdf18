//! The query string hash, as the host computes it before it sends a request.
//!
//! The host knows its request as a path and a list of *decoded* parameters, and hashes those; an
//! app sees an encoded target and has to arrive at the same hash. This module is the sender's
//! side, written from the platform's page "Understanding JWT" and the host's behaviour, and shares
//! nothing with an app's verification, so that a mistake on either side shows.
//!
//! ```
//! use connect_host::qsh::CanonicalRequest;
//!
//! let request = CanonicalRequest::new("get", "/path/to/service")
//!     .parameter("zee_last", "param")
//!     .parameter("repeated", "parameter 1")
//!     .parameter("first", "param")
//!     .parameter("repeated", "parameter 2");
//! assert_eq!(
//!     request.text(),
//!     "GET&/path/to/service&first=param&repeated=parameter%201,parameter%202&zee_last=param",
//! );
//! ```

use std::cmp::Ordering;
use std::collections::BTreeMap;

use aws_lc_rs::digest;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// The `qsh` of a context token, which is bound to a session and not to a URL.
pub const CONTEXT: &str = "context-qsh";

/// RFC 3986 "unreserved" characters stay; everything else, including `!'()*`, is escaped.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A request in the form that is hashed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CanonicalRequest {
    method: String,
    path: String,
    parameters: Vec<(String, String)>,
}

impl CanonicalRequest {
    /// A request for `path`, which is relative to the app's base URL and given as sent:
    /// percent-escapes are left alone.
    #[must_use]
    pub fn new(method: &str, path: &str) -> CanonicalRequest {
        CanonicalRequest {
            method: method.to_uppercase(),
            path: path.to_owned(),
            parameters: Vec::new(),
        }
    }

    /// A request for a path with its query, as in a request line. The query is parsed like a form
    /// (`+` is a space).
    #[must_use]
    pub fn of_target(method: &str, target: &str) -> CanonicalRequest {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        CanonicalRequest::new(method, path)
            .parameters(url::form_urlencoded::parse(query.as_bytes()))
    }

    /// Adds one parameter, decoded. The same name may be added more than once.
    #[must_use]
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    /// Adds parameters, decoded.
    #[must_use]
    pub fn parameters<N, V>(mut self, parameters: impl IntoIterator<Item = (N, V)>) -> Self
    where
        N: Into<String>,
        V: Into<String>,
    {
        self.parameters
            .extend(parameters.into_iter().map(|(n, v)| (n.into(), v.into())));
        self
    }

    /// The text that is hashed: `METHOD&path&query`.
    #[must_use]
    pub fn text(&self) -> String {
        format!(
            "{}&{}&{}",
            self.method,
            canonical_path(&self.path),
            self.canonical_query()
        )
    }

    /// The `qsh` claim: SHA-256 of [`text`](CanonicalRequest::text) in lower-case hexadecimal.
    #[must_use]
    pub fn hash(&self) -> String {
        sha256(self.text().as_bytes())
    }

    /// Parameters grouped by name, names in the order of their encoded form, values of one name in
    /// the order of the host's own strings (UTF-16 code units) and joined by a comma.
    fn canonical_query(&self) -> String {
        let mut groups: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for (name, value) in &self.parameters {
            if name != "jwt" {
                groups.entry(escape(name)).or_default().push(value);
            }
        }
        let mut pairs = Vec::with_capacity(groups.len());
        for (name, mut values) in groups {
            values.sort_by(|a, b| by_utf16(a, b));
            let values: Vec<String> = values.into_iter().map(escape).collect();
            pairs.push(format!("{name}={}", values.join(",")));
        }
        pairs.join("&")
    }
}

/// SHA-256 in lower-case hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    let digest = digest::digest(&digest::SHA256, bytes);
    let digits = digest.as_ref().iter().map(|byte| format!("{byte:02x}"));
    digits.collect()
}

/// `&` would end the path, so it is escaped; one trailing slash is removed, unless it is the whole path.
fn canonical_path(path: &str) -> String {
    let path = path.replace('&', "%26");
    let path = path.strip_suffix('/').unwrap_or(&path);
    match path.strip_prefix('/') {
        Some(_) => path.to_owned(),
        None => format!("/{path}"),
    }
}

/// Percent-encodes one name or value.
pub(crate) fn escape(text: &str) -> String {
    utf8_percent_encode(text, ESCAPED).to_string()
}

fn by_utf16(a: &str, b: &str) -> Ordering {
    a.encode_utf16().cmp(b.encode_utf16())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_shape_of_a_rest_call() {
        let request = CanonicalRequest::of_target("GET", "/rest/api/2/issue?b=2&a=1&jwt=x.y.z");
        assert_eq!(request.text(), "GET&/rest/api/2/issue&a=1&b=2");
        let bare = CanonicalRequest::new("GET", "/rest/api/2/issue");
        assert_eq!(bare.text(), "GET&/rest/api/2/issue&");
        assert_eq!(
            bare.hash(),
            "86b803b109338286ccafd963279ad7c7c8aa6b62397acb179faf24a5323b218f"
        );
    }

    #[test]
    fn an_empty_path_is_a_slash_and_its_hash_is_well_known() {
        for path in ["", "/"] {
            let request = CanonicalRequest::new("get", path);
            assert_eq!(request.text(), "GET&/&");
            assert_eq!(
                request.hash(),
                "c88caad15a1c1a900b8ac08aa9686f4e8184539bea1deda36e2f649430df3239"
            );
        }
    }

    #[test]
    fn the_path_stays_raw_except_for_ampersands_and_one_trailing_slash() {
        let text = |path| CanonicalRequest::new("POST", path).text();
        assert_eq!(text("/user"), "POST&/user&");
        assert_eq!(text("user/"), "POST&/user&");
        assert_eq!(text("/a//"), "POST&/a/&");
        assert_eq!(text("/a&b/%2F%2f;x"), "POST&/a%26b/%2F%2f;x&");
    }

    #[test]
    fn sub_delimiters_are_escaped_and_the_tilde_is_not() {
        let request = CanonicalRequest::new("GET", "/x").parameter("q", "!'()*~+ ,");
        assert_eq!(request.text(), "GET&/x&q=%21%27%28%29%2A~%2B%20%2C");
    }

    #[test]
    fn names_are_ordered_by_their_encoded_form() {
        // Encoded, "ä" starts with '%', which comes before any letter; decoded it would be last.
        let request = CanonicalRequest::new("GET", "/")
            .parameter("z", "1")
            .parameter("ä", "2");
        assert_eq!(request.text(), "GET&/&%C3%A4=2&z=1");
    }

    #[test]
    fn values_are_ordered_by_utf16_code_units() {
        // U+1F600 is encoded with the surrogate D83D, which is less than U+FF5E.
        let request = CanonicalRequest::new("GET", "/")
            .parameter("v", "\u{ff5e}")
            .parameter("v", "\u{1f600}");
        assert_eq!(request.text(), "GET&/&v=%F0%9F%98%80,%EF%BD%9E");
    }

    #[test]
    fn brackets_and_missing_values_are_nothing_special() {
        let request = CanonicalRequest::of_target("GET", "/x?a[]=2&a[]=1&b&c=+%20");
        assert_eq!(request.text(), "GET&/x&a%5B%5D=1,2&b=&c=%20%20");
    }

    #[test]
    fn only_the_exact_name_jwt_is_left_out() {
        let request = CanonicalRequest::of_target("GET", "/x?%6Awt=1&JWT=2&jwt=3");
        assert_eq!(request.text(), "GET&/x&JWT=2");
    }
}
