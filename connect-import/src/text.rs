//! Escaping a descriptor's text for Rust source.

use serde_json::Value;

/// A Rust string literal.
pub(crate) fn literal(text: &str) -> String {
    format!("{text:?}")
}

/// A comment of one or more lines. Nothing in the text can end the comment or reverse its
/// direction.
pub(crate) fn comment(text: &str) -> Vec<String> {
    let lines = text.split('\n').map(|line| {
        let line = format!("// {}", printable(line));
        line.trim_end().to_owned()
    });
    lines.collect()
}

/// A comment that preserves JSON that was left out.
pub(crate) fn dropped(name: &str, json: &Value) -> Vec<String> {
    let text = serde_json::to_string_pretty(json).unwrap_or_default();
    comment(&format!("dropped {name}: {text}"))
}

/// `"//url": "relative"` as the text of a comment: `url: relative`.
pub(crate) fn remark(name: &str, json: &Value) -> String {
    let about = name.trim_start_matches('/').trim();
    let text = json
        .as_str()
        .map_or_else(|| json.to_string(), str::to_owned);
    if about.is_empty() {
        text
    } else {
        format!("{about}: {text}")
    }
}

/// Text without characters that move the cursor or reverse the direction.
pub(crate) fn printable(text: &str) -> String {
    text.chars()
        .map(|letter| match letter {
            '\t' => "    ".to_owned(),
            '"' | '\'' | '\\' => letter.to_string(),
            other => other.escape_debug().to_string(),
        })
        .collect()
}
