//! Texts: a document (Atlassian Document Format) in version 3 of the API, plain text in version 2.

use serde_json::{Value, json};

/// How deeply a document may nest; deeper ones are refused.
const DEEPEST: usize = 100;

/// A document with this text: paragraphs at empty lines, line breaks elsewhere.
pub(crate) fn document(text: &str) -> Value {
    let paragraphs = text.split("\n\n").map(|paragraph| {
        let mut content = Vec::new();
        for (index, line) in paragraph.split('\n').enumerate() {
            if index > 0 {
                content.push(json!({"type": "hardBreak"}));
            }
            if !line.is_empty() {
                content.push(json!({"type": "text", "text": line}));
            }
        }
        json!({"type": "paragraph", "content": content})
    });
    json!({"type": "doc", "version": 1, "content": paragraphs.collect::<Vec<_>>()})
}

/// Whether it is a document.
pub(crate) fn is_document(value: &Value) -> bool {
    value["type"] == "doc" && value["content"].is_array() && depth(value) <= DEEPEST
}

fn depth(node: &Value) -> usize {
    let below = node["content"].as_array().into_iter().flatten();
    1 + below.map(depth).max().unwrap_or_default()
}

/// The text of a document, without what version 2 can't express.
pub(crate) fn plain(document: &Value) -> String {
    let blocks = document["content"].as_array().into_iter().flatten();
    let blocks: Vec<String> = blocks.map(block).collect();
    blocks.join("\n\n")
}

fn block(node: &Value) -> String {
    match node["type"].as_str() {
        Some("bulletList" | "orderedList" | "taskList") => {
            let items = node["content"].as_array().into_iter().flatten();
            let items: Vec<String> = items.map(|item| format!("* {}", block(item))).collect();
            items.join("\n")
        }
        _ => inline(node),
    }
}

fn inline(node: &Value) -> String {
    let attribute = |name: &str| node["attrs"][name].as_str().unwrap_or_default().to_owned();
    match node["type"].as_str() {
        Some("text") => node["text"].as_str().unwrap_or_default().to_owned(),
        Some("hardBreak") => "\n".to_owned(),
        Some("mention") => format!("[~accountid:{}]", attribute("id")),
        Some("emoji") => attribute("shortName"),
        Some("inlineCard" | "blockCard") => attribute("url"),
        Some("date") => attribute("timestamp"),
        _ => {
            let content = node["content"].as_array().into_iter().flatten();
            content.map(inline).collect()
        }
    }
}

/// A document as simple HTML, for `renderedFields`.
pub(crate) fn rendered(document: &Value) -> String {
    let text = plain(document);
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    let paragraphs = text.split("\n\n").map(|paragraph| {
        let lines = paragraph.replace('\n', "<br/>\n");
        format!("<p>{lines}</p>")
    });
    paragraphs.collect::<Vec<_>>().join("\n\n")
}

/// The words of a text in lower case, each surrounded by spaces: ` try the app `.
pub(crate) fn words(text: &str) -> String {
    let mut words = String::from(" ");
    let parts = text.split(|sign: char| !sign.is_alphanumeric());
    for word in parts.filter(|word| !word.is_empty()) {
        words.push_str(&word.to_lowercase());
        words.push(' ');
    }
    words
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn version_2_has_the_text_of_a_document() {
        let document = json!({"type": "doc", "version": 1, "content": [
            {"type": "paragraph", "content": [
                {"type": "text", "text": "Ask "},
                {"type": "mention", "attrs": {"id": "557058:ann"}},
            ]},
            {"type": "bulletList", "content": [
                {"type": "listItem", "content": [
                    {"type": "paragraph", "content": [{"type": "text", "text": "one"}]},
                ]},
            ]},
        ]});
        assert_eq!(plain(&document), "Ask [~accountid:557058:ann]\n\n* one");
        assert!(is_document(&document) && !is_document(&json!("text")));
    }

    #[test]
    fn words_are_searched_whole() {
        assert_eq!(words("Try: the App!"), " try the app ");
        assert_eq!(words(""), " ");
    }

    proptest! {
        #[test]
        fn a_text_survives_being_a_document(text in "[a-z \n]{0,60}") {
            prop_assert_eq!(plain(&document(&text)), text);
        }
    }
}
