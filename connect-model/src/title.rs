//! What people read where only a key is known.

/// A key as a title: its words with spaces between them, the first with a capital.
///
/// ```
/// use connect_model::title::title;
///
/// assert_eq!(title("organization-panel"), "Organization panel");
/// assert_eq!(title("issue_votes"), "Issue votes");
/// ```
#[must_use]
pub fn title(key: &str) -> String {
    let words = key.replace(['-', '_'], " ");
    let mut letters = words.trim().chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => key.to_owned(),
    }
}
