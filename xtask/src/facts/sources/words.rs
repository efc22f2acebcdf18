//! Converting the platform's names.

/// `excludeBody` → `exclude_body`.
pub(crate) fn snake(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    let mut was_upper = false;
    for letter in name.chars() {
        // `grant3LO` is `grant3_lo`.
        let is_upper = letter.is_ascii_uppercase();
        let starts_word = is_upper && !was_upper;
        was_upper = is_upper;
        if is_upper {
            if starts_word && !out.is_empty() {
                out.push('_');
            }
            out.push(letter.to_ascii_lowercase());
        } else if letter.is_ascii_alphanumeric() {
            out.push(letter);
        } else {
            out.push('_');
        }
    }
    out
}

/// `web_item_target` → `WebItemTarget`, `renderModes` → `RenderModes`.
pub(crate) fn upper_camel(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut start = true;
    for letter in name.chars() {
        if !letter.is_ascii_alphanumeric() {
            start = true;
        } else if start {
            out.push(letter.to_ascii_uppercase());
            start = false;
        } else {
            out.push(letter);
        }
    }
    out
}

/// `jiraEntityProperties` → `jira entity property`: the name of one module of a kind in messages.
pub(crate) fn label(kind: &str) -> String {
    let words = snake(kind).replace('_', " ");
    if let Some(stem) = words.strip_suffix("ies") {
        return format!("{stem}y");
    }
    match words.strip_suffix('s') {
        Some(stem) if !stem.ends_with('s') => stem.to_owned(),
        _ => words,
    }
}

/// A note without the places where something was seen, which are evidence, not facts.
pub(crate) fn note(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, tail)) = rest.split_once('(') {
        let Some((inside, after)) = tail.split_once(')') else {
            break;
        };
        if inside.split_whitespace().any(is_repository) {
            out.push_str(before.trim_end());
        } else {
            out.push_str(before);
            out.push('(');
            out.push_str(inside);
            out.push(')');
        }
        rest = after;
    }
    out.push_str(rest);
    match out.rsplit_once(": ") {
        Some((head, tail)) if is_repository(tail) => head.to_owned(),
        _ => out,
    }
}

/// `owner/name` with a dash in it: no term of the platform looks like that.
fn is_repository(word: &str) -> bool {
    word.split_once('/').is_some_and(|(owner, name)| {
        !owner.is_empty() && name.contains('-') && !name.contains('/') && !name.contains('<')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_words() {
        assert_eq!(snake("excludeBody"), "exclude_body");
        assert_eq!(upper_camel("web_item_target"), "WebItemTarget");
        assert_eq!(label("webPanels"), "web panel");
        assert_eq!(label("jiraEntityProperties"), "jira entity property");
        assert_eq!(label("customContent"), "custom content");
    }

    #[test]
    fn notes_lose_their_evidence() {
        assert_eq!(
            note("broken by live macros (a in b/c-d and e/f-g): do not"),
            "broken by live macros: do not"
        );
        assert_eq!(note("seen live: owner/First-Add-On"), "seen live");
        assert_eq!(
            note("a dialog option (not in the schema): warn"),
            "a dialog option (not in the schema): warn"
        );
    }
}
