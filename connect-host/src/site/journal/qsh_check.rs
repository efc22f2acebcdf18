//! Whether a token belongs to the request that carried it, and if not, to which.

use crate::wire::qsh::{CONTEXT, CanonicalRequest};

mod mistake;

/// A comparison of a token's `qsh` with the request that carried it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct QshCheck {
    /// The canonical form of the request as sent.
    pub canonical: String,
    /// Its hash, which the token should have.
    pub expected: String,
    /// The token's hash, if it has one.
    pub found: Option<String>,
    /// The canonical form with the token's hash, if known: the request's own, another one that this
    /// host has hashed, or one that results from a common mistake.
    pub hashed: Option<String>,
    /// What was done differently, if a common mistake explains the hash.
    pub mistake: Option<String>,
}

impl QshCheck {
    /// Whether the token belongs to the request.
    #[must_use]
    pub fn is_right(&self) -> bool {
        self.found.as_ref() == Some(&self.expected)
    }

    /// Whether the token belongs to a page instead of a request: its hash is `context-qsh`.
    #[must_use]
    pub fn is_of_context(&self) -> bool {
        self.found.as_deref() == Some(CONTEXT)
    }

    /// Compares a token's hash with that of a request below a base URL with this path. `known` looks up the
    /// canonical form of a hash.
    pub(crate) fn of(
        found: Option<&str>,
        method: &str,
        target: &str,
        base_path: &str,
        known: impl FnOnce(&str) -> Option<String>,
    ) -> QshCheck {
        let request = CanonicalRequest::of_target(method, target);
        let (canonical, expected) = (request.text(), request.hash());
        let mut check = QshCheck {
            hashed: None,
            mistake: None,
            found: found.map(str::to_owned),
            canonical,
            expected,
        };
        if check.is_right() {
            check.hashed = Some(check.canonical.clone());
        } else if let Some(found) = found.filter(|found| *found != CONTEXT) {
            match known(found) {
                Some(hashed) => check.hashed = Some(hashed),
                None => {
                    if let Some(mistake) = mistake::explaining(found, method, target, base_path) {
                        check.hashed = Some(mistake.canonical);
                        check.mistake = Some(mistake.what);
                    }
                }
            }
        }
        check
    }

    pub(super) fn len(&self) -> usize {
        self.canonical.len() + self.hashed.as_ref().map_or(0, String::len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(found: &str) -> QshCheck {
        QshCheck::of(Some(found), "GET", "/x?b=2&a=1", "/wiki", |_| None)
    }

    #[test]
    fn a_right_hash_names_its_own_request() {
        let right = check(&CanonicalRequest::of_target("GET", "/x?a=1&b=2").hash());
        assert!(right.is_right());
        assert_eq!(right.hashed.as_deref(), Some("GET&/x&a=1&b=2"));
        assert_eq!(right.mistake, None);
    }

    #[test]
    fn a_usual_mistake_is_named() {
        let wrong = check(&CanonicalRequest::of_target("GET", "/wiki/x?a=1&b=2").hash());
        assert!(!wrong.is_right());
        assert_eq!(wrong.canonical, "GET&/x&a=1&b=2");
        assert_eq!(wrong.hashed.as_deref(), Some("GET&/wiki/x&a=1&b=2"));
        assert_eq!(
            wrong.mistake.as_deref(),
            Some("the path begins with that of the base URL")
        );
    }

    #[test]
    fn what_nothing_explains_stays_unexplained() {
        let wrong = check("0000");
        assert_eq!((wrong.hashed, wrong.mistake), (None, None));
        assert!(check(CONTEXT).is_of_context());
    }
}
