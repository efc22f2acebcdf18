//! Writing YAML, with comments and in a given order.

use std::fmt::Write as _;

use serde_json::{Map, Number, Value};

/// A value with a comment.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// The value.
    pub content: Content,
    /// The comment written after it, on the same line.
    pub comment: Option<String>,
}

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// A string.
    Text(String),
    /// A number.
    Number(Number),
    /// A boolean.
    Flag(bool),
    /// Null.
    Null,
    /// A list.
    List(Vec<Node>),
    /// Members in order.
    Members(Vec<(String, Node)>),
}

impl Node {
    /// A string.
    pub fn text(text: impl Into<String>) -> Node {
        Content::Text(text.into()).into()
    }

    /// A list.
    pub fn list(items: impl IntoIterator<Item = Node>) -> Node {
        Content::List(items.into_iter().collect()).into()
    }

    /// Members in order.
    pub fn members<N: Into<String>>(members: impl IntoIterator<Item = (N, Node)>) -> Node {
        let members = members.into_iter().map(|(name, node)| (name.into(), node));
        Content::Members(members.collect()).into()
    }

    /// The same, with a comment.
    #[must_use]
    pub fn commented(mut self, comment: impl Into<String>) -> Node {
        self.comment = Some(comment.into()).filter(|comment| !comment.is_empty());
        self
    }

    /// The same as JSON, without comments or order.
    #[must_use]
    pub fn to_value(&self) -> Value {
        match &self.content {
            Content::Text(text) => Value::String(text.clone()),
            Content::Number(number) => Value::Number(number.clone()),
            Content::Flag(flag) => Value::Bool(*flag),
            Content::Null => Value::Null,
            Content::List(items) => items.iter().map(Node::to_value).collect(),
            Content::Members(members) => {
                let members = members
                    .iter()
                    .map(|(name, node)| (name.clone(), node.to_value()));
                Value::Object(members.collect::<Map<_, _>>())
            }
        }
    }

    /// Writes it as a YAML document.
    ///
    /// ```
    /// use connect_model::forge::yaml::Node;
    ///
    /// let scopes = Node::list([Node::text("read:jira-work").commented("GET /rest/api/3/issue")]);
    /// let document = Node::members([("scopes", scopes), ("when", Node::text("yes"))]);
    /// assert_eq!(
    ///     document.to_yaml(),
    ///     "scopes:\n  - read:jira-work # GET /rest/api/3/issue\nwhen: \"yes\"\n"
    /// );
    /// ```
    #[must_use]
    pub fn to_yaml(&self) -> String {
        let mut text = String::new();
        match &self.content {
            Content::Members(members) if !members.is_empty() => {
                write_members(members, 0, &mut text)
            }
            Content::List(items) if !items.is_empty() => write_list(items, 0, &mut text),
            _ => {
                text.push_str(&scalar(&self.content));
                end(self, &mut text);
            }
        }
        text
    }
}

impl From<Content> for Node {
    fn from(content: Content) -> Node {
        Node {
            content,
            comment: None,
        }
    }
}

/// Members in the order of the value.
impl From<Value> for Node {
    fn from(value: Value) -> Node {
        let content = match value {
            Value::Null => Content::Null,
            Value::Bool(flag) => Content::Flag(flag),
            Value::Number(number) => Content::Number(number),
            Value::String(text) => Content::Text(text),
            Value::Array(items) => Content::List(items.into_iter().map(Node::from).collect()),
            Value::Object(members) => Content::Members(
                members
                    .into_iter()
                    .map(|(name, value)| (name, Node::from(value)))
                    .collect(),
            ),
        };
        content.into()
    }
}

impl From<bool> for Node {
    fn from(flag: bool) -> Node {
        Content::Flag(flag).into()
    }
}

fn write_members(members: &[(String, Node)], depth: usize, text: &mut String) {
    for (number, (name, node)) in members.iter().enumerate() {
        // The first member of a list item is on the line of its dash.
        if number > 0 || !text.ends_with("- ") {
            indent(depth, text);
        }
        text.push_str(&quoted(name));
        text.push(':');
        below(node, depth, text);
    }
}

fn write_list(items: &[Node], depth: usize, text: &mut String) {
    for item in items {
        indent(depth, text);
        match &item.content {
            Content::Members(members) if !members.is_empty() => {
                if let Some(comment) = &item.comment {
                    let _ = writeln!(text, "# {}", one_line(comment));
                    indent(depth, text);
                }
                text.push_str("- ");
                write_members(members, depth + 1, text);
            }
            Content::List(items) if !items.is_empty() => {
                text.push('-');
                end(item, text);
                write_list(items, depth + 1, text);
            }
            content => {
                text.push_str("- ");
                text.push_str(&scalar(content));
                end(item, text);
            }
        }
    }
}

fn below(node: &Node, depth: usize, text: &mut String) {
    match &node.content {
        Content::Members(members) if !members.is_empty() => {
            end(node, text);
            write_members(members, depth + 1, text);
        }
        Content::List(items) if !items.is_empty() => {
            end(node, text);
            write_list(items, depth + 1, text);
        }
        content => {
            text.push(' ');
            text.push_str(&scalar(content));
            end(node, text);
        }
    }
}

fn end(node: &Node, text: &mut String) {
    if let Some(comment) = &node.comment {
        text.push_str(" # ");
        text.push_str(&one_line(comment));
    }
    text.push('\n');
}

fn one_line(comment: &str) -> String {
    let words: Vec<&str> = comment.split_whitespace().collect();
    words.join(" ")
}

fn indent(depth: usize, text: &mut String) {
    text.extend(std::iter::repeat_n("  ", depth));
}

fn scalar(content: &Content) -> String {
    match content {
        Content::Text(text) => quoted(text),
        Content::Number(number) => number.to_string(),
        Content::Flag(flag) => flag.to_string(),
        Content::Null => "null".to_owned(),
        Content::List(_) => "[]".to_owned(),
        Content::Members(_) => "{}".to_owned(),
    }
}

/// The text unquoted if no parser of YAML 1.1 or 1.2 could mistake it for something else, otherwise
/// quoted as in JSON, which YAML accepts.
fn quoted(text: &str) -> String {
    let plain = text
        .chars()
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic() || "/$".contains(first))
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || " -_./:${}()+,".contains(c))
        && !text.contains(": ")
        && !text.ends_with([':', ' '])
        && !is_a_word_of_yaml(text);
    if plain {
        text.to_owned()
    } else {
        Value::from(text).to_string()
    }
}

fn is_a_word_of_yaml(text: &str) -> bool {
    let word = text.to_ascii_lowercase();
    ["true", "false", "yes", "no", "on", "off", "null", "y", "n"].contains(&word.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_could_be_taken_for_something_else_is_quoted() {
        for text in [
            "", "no", "Yes", "1.0", "- a", "a: b", "# a", "a #b", "a:", "*a", "[a", "ä",
        ] {
            assert_eq!(quoted(text), Value::from(text).to_string());
        }
        for text in [
            "read:jira-work",
            "${CONNECT_BASE_URL}/icon.svg",
            "/forge/events",
            "Votes",
        ] {
            assert_eq!(quoted(text), text);
        }
    }

    #[test]
    fn lists_and_members_nest() {
        let node = Node::from(json!({
            "a": [{ "b": 1, "c": { "d": true } }, [], [1, [2]]], "e": {}, "f": null,
        }));
        let yaml = "a:\n  - b: 1\n    c:\n      d: true\n  - []\n  -\n    - 1\n    -\n      - 2\n\
                    e: {}\nf: null\n";
        assert_eq!(node.to_yaml(), yaml);
    }
}
