//! The replacement of a deprecated operation, from its description.
//!
//! The documentation links to `#api-rest-api-3-project-search-get`: the path with its punctuation as
//! hyphens, then the method. For a link to a group of operations, or elsewhere, the words are used.

use std::collections::BTreeMap;

/// Operations by their anchors in the documentation.
#[derive(Debug, Default)]
pub(crate) struct Anchors(BTreeMap<String, String>);

impl Anchors {
    pub(crate) fn add(&mut self, method: &str, path: &str) {
        self.0
            .insert(anchor(method, path), format!("{method} {path}"));
    }

    /// `GET /rest/api/3/project/search`, or the words of a link; empty if nothing is stated.
    pub(crate) fn replacement(&self, description: &str) -> String {
        let Some(link) = description.lines().find_map(sentence).and_then(link) else {
            return String::new();
        };
        let fragment = link.target.rsplit_once('#').map(|(_, fragment)| fragment);
        match fragment.and_then(|fragment| self.0.get(fragment)) {
            Some(operation) => operation.clone(),
            None => link.words.trim().trim_matches('`').to_owned(),
        }
    }
}

fn anchor(method: &str, path: &str) -> String {
    let words = path.split(|letter: char| !letter.is_ascii_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    format!("api-{}-{}", words.join("-"), method.to_ascii_lowercase())
}

/// What follows the word that introduces the replacement.
fn sentence(line: &str) -> Option<&str> {
    let lower = line.to_ascii_lowercase();
    if !lower.contains("deprecated") && !lower.contains("will be removed") {
        return None;
    }
    let introductions = ["use [", "using [", "from ["];
    let at = introductions.iter().find_map(|words| {
        let at = lower.find(words)?;
        Some(at + words.len() - 1)
    })?;
    line.get(at..)
}

struct Link<'a> {
    words: &'a str,
    target: &'a str,
}

/// `[words](target)`.
fn link(text: &str) -> Option<Link<'_>> {
    let (words, rest) = text.strip_prefix('[')?.split_once("](")?;
    let (target, _) = rest.split_once(')')?;
    Some(Link { words, target })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_to_an_operation_is_that_operation() {
        let mut anchors = Anchors::default();
        anchors.add("GET", "/rest/api/3/field/{fieldId}/context");
        let text = "Returns contexts. Deprecated, use [ Get contexts](#api-rest-api-3-field-fieldId-context-get).";
        assert_eq!(
            anchors.replacement(text),
            "GET /rest/api/3/field/{fieldId}/context"
        );
        let text = "This will be removed on [June 1](https://x/#CHANGE-1); fetch from \
            [Contexts](https://x/#api-rest-api-3-field-fieldId-context-get) instead.";
        assert_eq!(
            anchors.replacement(text),
            "GET /rest/api/3/field/{fieldId}/context"
        );
    }

    #[test]
    fn a_link_elsewhere_gives_its_words_and_other_links_nothing() {
        let anchors = Anchors::default();
        let text = "Deprecated, use [ Field schemes](https://x/#api-group-field-schemes) which";
        assert_eq!(anchors.replacement(text), "Field schemes");
        assert_eq!(anchors.replacement("Deprecated, see [the notice](#x)."), "");
        assert_eq!(anchors.replacement("Returns [issues](#x)."), "");
    }
}
