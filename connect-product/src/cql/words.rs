//! Text as searches see it.

/// The words in a text: in lower case, each surrounded by spaces, so that ` word ` can be found in it.
pub(crate) fn words(text: &str) -> String {
    let mut words = String::from(" ");
    for sign in text.chars() {
        if sign.is_alphanumeric() {
            words.extend(sign.to_lowercase());
        } else if !words.ends_with(' ') {
            words.push(' ');
        }
    }
    if !words.ends_with(' ') {
        words.push(' ');
    }
    words
}

/// The words that a search requests, each of which must be among those of the text. `note*` is the prefix of a
/// word, `"so called"` is a phrase, and `~` after a word requests similar ones, which are found as
/// prefix matches too.
pub(super) fn asked(text: &str) -> Vec<String> {
    let mut asked = Vec::new();
    for (number, part) in text.split('"').enumerate() {
        if number % 2 == 1 {
            asked.push(words(part));
            continue;
        }
        for word in part.split_whitespace() {
            if ["AND", "OR", "NOT"].contains(&word) {
                continue;
            }
            let open = word.contains(['*', '~', '?']);
            let stem = word.split(['*', '~', '?']).next().unwrap_or_default();
            let mut whole = words(stem);
            if open {
                whole.pop();
            }
            asked.push(whole);
        }
    }
    asked.retain(|words| !words.trim().is_empty());
    asked
}
