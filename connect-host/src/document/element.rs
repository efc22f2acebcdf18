//! An element of a page.

use std::fmt;

use scraper::{ElementRef, Node};

/// Inline elements. All others start a new line.
const INLINE: [&str; 25] = [
    "a", "abbr", "b", "bdi", "cite", "code", "data", "del", "dfn", "em", "i", "ins", "kbd",
    "label", "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u",
];

/// Elements whose text is not displayed.
const UNSEEN: [&str; 4] = ["script", "style", "template", "title"];

/// An element of a page: its name, text and attributes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    name: String,
    text: String,
    attributes: Vec<(String, String)>,
    html: String,
}

impl Element {
    pub(crate) fn of(element: ElementRef<'_>) -> Element {
        let attributes = element.value().attrs();
        Element {
            name: element.value().name().to_owned(),
            text: text(element),
            attributes: attributes
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            html: element.html(),
        }
    }

    /// Its name, in lower case.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its text as a person reads it: whitespace is collapsed, and paragraphs, cells and lines are
    /// separated.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The value of an attribute; empty for one without a value, such as `disabled`.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let mut attributes = self.attributes.iter();
        let found = attributes.find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Its outer HTML.
    #[must_use]
    pub fn html(&self) -> &str {
        &self.html
    }
}

impl fmt::Display for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The text as a person reads it.
pub(crate) fn text(element: ElementRef<'_>) -> String {
    let mut text = String::new();
    let mut line = None;
    for node in element.descendants() {
        let written = match node.value() {
            Node::Element(it) if it.name() == "br" => {
                text.push(' ');
                continue;
            }
            Node::Text(written) => written,
            _ => continue,
        };
        let around = || node.ancestors().filter_map(ElementRef::wrap);
        // The element that the selector names is itself meant to be read.
        let mut inside = around().take_while(|outer| outer.id() != element.id());
        if inside.any(|outer| UNSEEN.contains(&outer.value().name())) {
            continue;
        }
        let of_line = around().find(|outer| !INLINE.contains(&outer.value().name()));
        let of_line = of_line.map(|outer| outer.id());
        if line.replace(of_line) != Some(of_line) {
            text.push(' ');
        }
        text.push_str(written);
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
