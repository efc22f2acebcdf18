//! Readable titles for items that only have a key.

/// A key as a title: its words separated by spaces, the first capitalized.
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
