//! Bodies: stored in storage format, shown in the others.

mod document;
mod markup;
mod view;

use serde_json::{Value, json};

use self::markup::Node;
use crate::failure::Failure;
use crate::turn::Turn;

/// A format in which a body can be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Storage,
    Document,
    View,
    ExportView,
    AnonymousExportView,
    StyledView,
    Editor,
    Raw,
}

impl Format {
    pub(super) const ALL: [Format; 8] = [
        Format::Storage,
        Format::Document,
        Format::View,
        Format::ExportView,
        Format::AnonymousExportView,
        Format::StyledView,
        Format::Editor,
        Format::Raw,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Format::Storage => "storage",
            Format::Document => "atlas_doc_format",
            Format::View => "view",
            Format::ExportView => "export_view",
            Format::AnonymousExportView => "anonymous_export_view",
            Format::StyledView => "styled_view",
            Format::Editor => "editor",
            Format::Raw => "raw",
        }
    }

    /// The format with this name.
    pub(super) fn named(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|it| it.name() == name)
    }

    /// The format requested by `body-format`.
    pub(super) fn asked(turn: &Turn<'_>) -> Result<Option<Format>, Failure> {
        let Some(name) = turn.parameter("body-format") else {
            return Ok(None);
        };
        match Format::named(&name) {
            Some(format) => Ok(Some(format)),
            None => Err(Failure::bad_request(format!(
                "`{name}` is not a body format."
            ))),
        }
    }

    /// A body in this format, under the format's name.
    pub(super) fn shown(self, storage: &str, turn: &Turn<'_>) -> Value {
        let name = self.name();
        let value = self.value(storage, turn);
        json!({ name: { "representation": name, "value": value } })
    }

    pub(super) fn value(self, storage: &str, turn: &Turn<'_>) -> String {
        match self {
            Format::Storage | Format::Editor | Format::Raw => storage.to_owned(),
            Format::Document => document::of(&markup::parse_lossy(storage)).to_string(),
            _ => view::of(&markup::parse_lossy(storage), &turn.link("")),
        }
    }
}

/// The body in a request, in storage format; `None` if it has none.
pub(super) fn sent(body: &Value) -> Result<Option<String>, Failure> {
    if body.is_null() {
        return Ok(None);
    }
    let one = match body.get("representation") {
        Some(_) => body,
        None => Format::ALL
            .into_iter()
            .find_map(|format| body.get(format.name()))
            .or(body.get("wiki"))
            .unwrap_or(body),
    };
    let Some(value) = one.get("value").and_then(Value::as_str) else {
        return match body.as_object() {
            Some(empty) if empty.is_empty() => Ok(None),
            _ => Err(Failure::bad_request("The body must have a `value`.")),
        };
    };
    let representation = one.get("representation").and_then(Value::as_str);
    storage(value, representation.unwrap_or("storage")).map(Some)
}

/// Converts a body from this representation to storage format.
pub(super) fn storage(value: &str, representation: &str) -> Result<String, Failure> {
    match representation {
        "storage" | "raw" | "editor" | "view" => match markup::parse(value) {
            Ok(_) => Ok(value.to_owned()),
            Err(fault) => Err(Failure::bad_request(format!(
                "Error parsing xhtml: {fault}"
            ))),
        },
        "atlas_doc_format" => {
            let document: Option<Value> = serde_json::from_str(value).ok();
            let document = document.filter(|it| it["type"] == "doc");
            let made = document.as_ref().and_then(document::storage);
            made.ok_or_else(|| {
                Failure::bad_request("Content body cannot be converted to new editor format")
            })
        }
        "wiki" => Ok(format!(
            "<p>{}</p>",
            markup::escaped(value).replace('\n', "<br />")
        )),
        other => Err(Failure::bad_request(format!(
            "`{other}` is not a representation that a body can be sent in."
        ))),
    }
}

/// The text of a body, for searches.
pub(super) fn text(storage: &str) -> String {
    let mut text = String::new();
    gather(&markup::parse_lossy(storage), &mut text);
    text
}

/// A macro in a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Macro {
    pub(super) name: String,
    pub(super) parameters: Vec<(String, String)>,
    /// Its body: text, or storage format.
    pub(super) body: String,
    /// The whole macro, in storage format.
    pub(super) whole: String,
}

/// The macro with this id.
pub(super) fn macro_of(storage: &str, id: &str) -> Option<Macro> {
    let nodes = markup::parse_lossy(storage);
    let element = markup::find(&nodes, &|element| {
        element.name == "ac:structured-macro" && element.attribute("ac:macro-id") == Some(id)
    })?;
    let parameters = element.named("ac:parameter").map(|parameter| {
        let name = parameter.attribute("ac:name").unwrap_or_default();
        (name.to_owned(), markup::text(&parameter.children))
    });
    let plain = element.named("ac:plain-text-body");
    let plain = plain.map(|it| markup::text(&it.children));
    let rich = element.named("ac:rich-text-body");
    let rich = rich.map(|it| markup::written(&it.children));
    Some(Macro {
        name: element.attribute("ac:name").unwrap_or_default().to_owned(),
        parameters: parameters.collect(),
        body: plain.chain(rich).collect(),
        whole: markup::written(&[Node::Element(element.clone())]),
    })
}

fn gather(nodes: &[Node], text: &mut String) {
    for node in nodes {
        match node {
            Node::Text(part) => text.push_str(part),
            Node::Element(element) => {
                // A macro's parameters are not text.
                if element.name != "ac:parameter" {
                    gather(&element.children, text);
                }
                if !view::is_inline(&element.name) {
                    text.push(' ');
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
