//! The query string hash, which ties a token to the one request that it was made for.
//!
//! Sender and receiver each write the request in canonical form and hash it; the token's `qsh`
//! claim contains the sender's hash. These are the rules on which implementations differ
//! (`docs/security.md`); documentation page "Create a query string hash".
//!
//! - `METHOD&path&query`, hashed with SHA-256, in lower-case hex.
//! - The path is used as it was sent, escapes and all; only `&` in it becomes `%26`. The app's base
//!   path is removed on a segment boundary. One trailing slash is dropped; an empty path becomes
//!   `/`.
//! - Parameters are decoded (`+` is a space), `jwt` is dropped, and the rest is encoded again,
//!   except for `A-Z a-z 0-9 - . _ ~`.
//! - They are sorted by their *encoded* names. The values of one name are sorted *decoded*, in
//!   UTF-16 code unit order, and joined by `,`.
//! - An invalid escape (`%zz`) is a literal `%`; escaped bytes that aren't UTF-8 stay those bytes,
//!   so that no two different queries have the same hash.
//!
//! ```
//! use connect_auth::qsh;
//!
//! let target = "/ctx/panel/?issue.key=DEMO-1&b=two&a=1+2&b=one&jwt=e.y.J";
//! assert_eq!(
//!     qsh::canonical_request("GET", target, "/ctx"),
//!     "GET&/panel&a=1%202&b=one,two&issue.key=DEMO-1",
//! );
//! let hash = qsh::hash("GET", target, "/ctx");
//! assert!(hash.matches(&hash.to_string()));
//! assert!(!hash.matches(qsh::CONTEXT));
//! ```

mod encoding;
mod fast;
mod sink;
mod slow;
#[cfg(test)]
mod tests;

use std::fmt;

use aws_lc_rs::constant_time::verify_slices_are_equal;

use sink::{Hasher, Sink};

/// The `qsh` of a token that is not bound to a request: `context-qsh`.
///
/// Source: documentation page "Understanding JWT for Connect apps", context tokens.
pub const CONTEXT: &str = "context-qsh";

/// The hash of a canonical request.
#[derive(Clone, Copy)]
pub struct Qsh([u8; 32]);

/// In constant time.
impl PartialEq for Qsh {
    fn eq(&self, other: &Self) -> bool {
        verify_slices_are_equal(&self.0, &other.0).is_ok()
    }
}

impl Eq for Qsh {}

impl Qsh {
    /// Whether a token's `qsh` claim equals this hash, compared in constant time.
    pub fn matches(&self, claim: &str) -> bool {
        verify_slices_are_equal(&self.hex(), claim.as_bytes()).is_ok()
    }

    /// The hash in the form used in tokens: 64 ASCII hex digits.
    pub fn hex(&self) -> [u8; 64] {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut hex = [0; 64];
        for (pair, byte) in hex.chunks_exact_mut(2).zip(self.0) {
            pair[0] = DIGITS[usize::from(byte >> 4)];
            pair[1] = DIGITS[usize::from(byte & 15)];
        }
        hex
    }
}

impl fmt::Display for Qsh {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Qsh {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Qsh({self})")
    }
}

/// The hash that a request's `qsh` claim must have.
///
/// `path_and_query` is the target as it was sent (`/panel?issue.key=DEMO-1`), `base_path` the path
/// of the app's base URL (`""` or `/` if there is none). A target outside the base path is used
/// whole, for apps behind a proxy that strips it.
///
/// Typical targets are hashed without an allocation.
///
/// ```
/// use connect_auth::qsh;
///
/// let signed = qsh::hash("GET", "/panel?a=1&b=2", "");
/// assert_eq!(signed, qsh::hash("GET", "/panel/?b=2&a=1&jwt=e.y.J", ""));
/// assert_ne!(signed, qsh::hash("POST", "/panel?a=1&b=2", ""));
/// ```
pub fn hash(method: &str, path_and_query: &str, base_path: &str) -> Qsh {
    let (path, query) = split(path_and_query);
    hash_parts(method, path, query.as_bytes(), base_path)
}

/// The hash of a request whose parameters are in a form body.
///
/// The form only counts for POST and PUT, and only if the query has no parameters; see
/// [`form_counts`].
///
/// ```
/// use connect_auth::qsh;
///
/// assert_eq!(
///     qsh::hash_form("POST", "/panel", b"a=1&jwt=e.y.J", ""),
///     qsh::hash("POST", "/panel?a=1", ""),
/// );
/// ```
pub fn hash_form(method: &str, path_and_query: &str, form: &[u8], base_path: &str) -> Qsh {
    hash_parts(method, split(path_and_query).0, form, base_path)
}

/// Whether a form body may contain the parameters of a request: POST or PUT, and none in the query.
///
/// ```
/// use connect_auth::qsh;
///
/// assert!(qsh::form_counts("POST", "/panel"));
/// assert!(!qsh::form_counts("POST", "/panel?a=1"));
/// assert!(!qsh::form_counts("GET", "/panel"));
/// ```
pub fn form_counts(method: &str, path_and_query: &str) -> bool {
    form_may_carry(method, split(path_and_query).1)
}

/// As [`form_counts`], for a target that is already split.
pub fn form_may_carry(method: &str, query: &str) -> bool {
    (method.eq_ignore_ascii_case("POST") || method.eq_ignore_ascii_case("PUT"))
        && parameters(query.as_bytes()).next().is_none()
}

/// The canonical request as text, for finding out why two hashes differ.
///
/// ```
/// use connect_auth::qsh::canonical_request;
///
/// assert_eq!(canonical_request("get", "", ""), "GET&/&");
/// assert_eq!(canonical_request("GET", "/a&b/%2f?!=*", ""), "GET&/a%26b/%2f&%21=%2A");
/// ```
pub fn canonical_request(method: &str, path_and_query: &str, base_path: &str) -> String {
    let (path, query) = split(path_and_query);
    canonical(method, path, query.as_bytes(), base_path)
}

/// [`canonical_request`] with the parameters of a form body.
///
/// ```
/// use connect_auth::qsh::canonical_request_form;
///
/// assert_eq!(canonical_request_form("POST", "/panel", b"b=+&a", ""), "POST&/panel&a=&b=%20");
/// ```
pub fn canonical_request_form(
    method: &str,
    path_and_query: &str,
    form: &[u8],
    base_path: &str,
) -> String {
    canonical(method, split(path_and_query).0, form, base_path)
}

/// As [`hash`], for a target that is already split; `parameters` are those of the query or of a
/// form.
pub fn hash_parts(method: &str, path: &str, parameters: &[u8], base_path: &str) -> Qsh {
    let mut hasher = Hasher::new();
    write(&mut hasher, method, path, parameters, base_path);
    Qsh(hasher.finish())
}

fn canonical(method: &str, path: &str, parameters: &[u8], base_path: &str) -> String {
    let mut bytes = Vec::new();
    write(&mut bytes, method, path, parameters, base_path);
    // Slices of `str`s between ASCII characters: always UTF-8, so nothing is ever replaced.
    String::from_utf8_lossy(&bytes).into_owned()
}

fn write(sink: &mut impl Sink, method: &str, path: &str, parameters: &[u8], base_path: &str) {
    for byte in method.bytes() {
        sink.byte(byte.to_ascii_uppercase());
    }
    sink.byte(b'&');
    write_path(sink, below(path, base_path));
    sink.byte(b'&');
    if !fast::write(sink, parameters) {
        slow::write(sink, parameters);
    }
}

fn write_path(sink: &mut impl Sink, path: &str) {
    let path = path.strip_suffix('/').unwrap_or(path);
    if !path.starts_with('/') {
        sink.byte(b'/');
    }
    for (index, piece) in path.split('&').enumerate() {
        if index > 0 {
            sink.bytes(b"%26");
        }
        sink.bytes(piece.as_bytes());
    }
}

/// The path below the base path; the path itself if it is not below.
fn below<'p>(path: &'p str, base_path: &str) -> &'p str {
    let base_path = base_path.strip_suffix('/').unwrap_or(base_path);
    match path.strip_prefix(base_path) {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => rest,
        _ => path,
    }
}

fn split(path_and_query: &str) -> (&str, &str) {
    path_and_query
        .split_once('?')
        .unwrap_or((path_and_query, ""))
}

/// The raw names and values of a query or form.
pub(crate) fn parameters(raw: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    segments(raw).map(split_parameter)
}

fn split_parameter(segment: &[u8]) -> (&[u8], &[u8]) {
    // Names are short: a call to memchr would cost more than it saves.
    match segment.iter().position(|byte| *byte == b'=') {
        Some(at) => (&segment[..at], &segment[at + 1..]),
        None => (segment, &[]),
    }
}

/// The raw values of all parameters named `jwt`.
pub fn tokens(raw: &[u8]) -> impl Iterator<Item = &[u8]> {
    segments(raw)
        // Every name that is `jwt` once decoded starts this way: other names need not be read.
        .filter(|segment| matches!(segment.first(), Some(b'j' | b'%')))
        .map(split_parameter)
        .filter(|(name, _)| is_jwt(name))
        .map(|(_, value)| value)
}

/// The raw parameters, in order; an empty string between two `&` is not a parameter.
pub fn segments(raw: &[u8]) -> impl Iterator<Item = &[u8]> {
    Segments(Some(raw)).filter(|segment| !segment.is_empty())
}

/// `split` by `&`, but with memchr: most of a query is the token, which is scanned twice.
struct Segments<'r>(Option<&'r [u8]>);

impl<'r> Iterator for Segments<'r> {
    type Item = &'r [u8];

    fn next(&mut self) -> Option<&'r [u8]> {
        let rest = self.0?;
        let Some(at) = memchr::memchr(b'&', rest) else {
            self.0 = None;
            return Some(rest);
        };
        self.0 = Some(&rest[at + 1..]);
        Some(&rest[..at])
    }
}

/// Whether a raw name is `jwt` once decoded (`%6Awt` is).
pub(crate) fn is_jwt(raw_name: &[u8]) -> bool {
    raw_name == b"jwt" || (raw_name.contains(&b'%') && encoding::Decoded::of(raw_name).eq(*b"jwt"))
}
