//! Module keys, and the paths that the framework reserves.

use connect_model::Product;
use connect_model::paths::descriptor_path;
use proc_macro2::Ident;
use syn::ext::IdentExt;

/// The module key derived from an item's name, without underscores, which a key must not contain ("App
/// descriptor"): `my_votes` and `MyVotes` both give `my-votes`.
#[must_use]
pub fn of(name: &Ident) -> String {
    let name = name.unraw().to_string();
    let mut key = String::with_capacity(name.len() + 4);
    let mut before = '-';
    let mut letters = name.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter == '_' {
            key.push('-');
        } else if letter.is_ascii_uppercase() {
            let next_is_small = letters.peek().is_some_and(char::is_ascii_lowercase);
            let starts_word = before.is_ascii_lowercase()
                || before.is_ascii_digit()
                || (before.is_ascii_uppercase() && next_is_small);
            if starts_word {
                key.push('-');
            }
            key.push(letter.to_ascii_lowercase());
        } else {
            key.push(letter);
        }
        before = letter;
    }
    key
}

/// The longest module key, in characters.
pub(crate) const LONGEST: usize = 100;

/// Whether the host accepts a module key: 1 to 100 letters, digits and `-`.
#[must_use]
pub fn is_valid(key: &str) -> bool {
    (1..=LONGEST).contains(&key.len())
        && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// Whether the framework itself serves a path.
#[must_use]
pub fn is_reserved(path: &str) -> bool {
    let is_descriptor = |product| path == descriptor_path(product);
    matches!(path, "/healthz" | "/readyz")
        || path.starts_with("/lifecycle/")
        || is_descriptor(None)
        || Product::ALL.into_iter().map(Some).any(is_descriptor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_give_keys() {
        for (name, key) in [
            ("my_votes", "my-votes"),
            ("MyVotes", "my-votes"),
            ("HTMLReport", "html-report"),
            ("Top10Issues", "top10-issues"),
            ("r#type", "type"),
        ] {
            let ident = syn::parse_str::<Ident>(name);
            assert_eq!(ident.map(|it| of(&it)).ok().as_deref(), Some(key));
        }
    }
}
