//! Known and unknown names.
//!
//! A name that any row lists is *known*, whatever the row's [`Confidence`]. A name that no row lists is
//! [`Unknown`]: an error that suggests the nearest names and the way out, `unlisted("…")`, because the
//! platform's lists are open and ours may lag behind. So is a known name that belongs to another product or
//! place, according to a row that is certain.

use crate::nearest;
use std::fmt;

/// The confidence of a fact. It never affects whether a name is known; an uncertain row doesn't
/// reject other places either.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// Stated by the platform's documentation, schemas or own source.
    Official,
    /// Used by live descriptors or the platform's own tests.
    Observed,
    /// Inferred, by analogy or from memory.
    Unverified,
}

/// A name that no row lists.
///
/// ```
/// let unknown = connect_model::check_event("jira:issue_create").unwrap_err();
/// assert_eq!(unknown.to_string(), r#"unknown webhook event "jira:issue_create""#);
/// assert_eq!(
///     unknown.help(),
///     r#"did you mean "jira:issue_created"? if the host knows it, write unlisted("jira:issue_create")"#
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// What the name should refer to: `web panel location`.
    pub what: String,
    /// The name as it was written.
    pub name: String,
    /// The nearest known names, best first: at most three, empty if none is plausible.
    pub nearest: Vec<&'static str>,
}

impl Unknown {
    /// An unknown name, with suggestions from the known ones.
    pub fn new(
        what: impl Into<String>,
        name: &str,
        known: impl IntoIterator<Item = &'static str>,
    ) -> Self {
        Unknown {
            what: what.into(),
            name: name.to_owned(),
            nearest: nearest::nearest(name, known),
        }
    }

    /// `did you mean "a" or "b"?`, if there is a similar name.
    pub fn suggestion(&self) -> Option<String> {
        suggestion(&self.nearest)
    }

    /// `if the host knows it, write unlisted("…")`.
    pub fn way_out(&self) -> String {
        format!("if the host knows it, write unlisted({:?})", self.name)
    }

    /// The help text: the suggestion, if there is one, and the way out.
    pub fn help(&self) -> String {
        match self.suggestion() {
            Some(suggestion) => format!("{suggestion} {}", self.way_out()),
            None => self.way_out(),
        }
    }
}

/// Displays the error: `unknown web panel location "…"`. See [`Unknown::help`] for the rest.
impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown {} {:?}", self.what, self.name)
    }
}

impl std::error::Error for Unknown {}

/// `did you mean "a" or "b"?`; `None` without names.
pub fn suggestion(nearest: &[&str]) -> Option<String> {
    let quoted: Vec<String> = nearest.iter().map(|name| format!("{name:?}")).collect();
    did_you_mean(&quoted)
}

/// `did you mean a or b?` for names that are already quoted; `None` without names.
///
/// ```
/// use connect_model::fact::did_you_mean;
/// assert_eq!(did_you_mean(&["`a`", "`b`"]).unwrap(), "did you mean `a` or `b`?");
/// assert_eq!(did_you_mean::<&str>(&[]), None);
/// ```
pub fn did_you_mean<S: AsRef<str>>(quoted: &[S]) -> Option<String> {
    (!quoted.is_empty()).then(|| format!("did you mean {}?", joined(quoted, "or")))
}

/// Joins names as in a sentence, with a word before the last; empty without names.
///
/// ```
/// use connect_model::fact::joined;
/// assert_eq!(joined(&["a", "b", "c"], "or"), "a, b or c");
/// assert_eq!(joined(&["a"], "or"), "a");
/// ```
pub fn joined<S: AsRef<str>>(names: &[S], word: &str) -> String {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    match names.as_slice() {
        [others @ .., last] if !others.is_empty() => {
            format!("{} {word} {last}", others.join(", "))
        }
        names => names.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unknown(nearest: &[&'static str]) -> Unknown {
        Unknown {
            what: "thing".to_owned(),
            name: "x".to_owned(),
            nearest: nearest.to_vec(),
        }
    }

    #[test]
    fn help_lists_what_is_near_and_the_way_out() {
        assert_eq!(
            unknown(&[]).help(),
            r#"if the host knows it, write unlisted("x")"#
        );
        assert_eq!(
            unknown(&["a", "b", "c"]).help(),
            r#"did you mean "a", "b" or "c"? if the host knows it, write unlisted("x")"#
        );
        assert_eq!(
            unknown(&["a", "b"]).suggestion().as_deref(),
            Some(r#"did you mean "a" or "b"?"#)
        );
        assert_eq!(unknown(&["a"]).to_string(), r#"unknown thing "x""#);
    }
}
