//! Module keys and the paths that follow from them.

use proc_macro2::Ident;
use syn::ext::IdentExt;

/// The module key that a function's name gives: a key may hold no underscore ("App descriptor").
#[must_use]
pub fn of(name: &Ident) -> String {
    name.unraw().to_string().replace('_', "-")
}

/// Whether the host takes a module key: letters, digits and `-`, 1 to 100 of them.
#[must_use]
pub fn is_valid(key: &str) -> bool {
    (1..=100).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// Whether a text is a plain path below the base URL: what routing and qsh agree about.
#[must_use]
pub fn is_path(path: &str) -> bool {
    path.starts_with('/')
        && !path.contains("//")
        && path
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"/-._~".contains(&b))
        && !path
            .split('/')
            .any(|segment| segment == "." || segment == "..")
}

/// Paths that the framework serves itself.
#[must_use]
pub fn is_reserved(path: &str) -> bool {
    const OWN: [&str; 2] = ["/atlassian-connect.json", "/healthz"];
    OWN.contains(&path) || path.starts_with("/lifecycle/")
}
