//! Text as a search sees it.

/// The words of a text: in lower case, each between blanks, so that ` word ` is found in it.
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

/// What a search text asks for: each of these must be in the words. `note*` is the beginning of a
/// word, `"so called"` is a phrase, and `~` after a word asks for similar ones, which it finds as
/// the beginning of a word too.
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
