//! Storage format as a tree.

use quick_xml::Reader;
use quick_xml::escape::resolve_html5_entity;
use quick_xml::events::{BytesStart, Event};

/// How deeply elements may nest.
const DEEPEST: usize = 128;

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    Text(String),
    Element(Element),
}

#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
    pub(super) children: Vec<Node>,
}

impl Element {
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The elements in it with this name.
    pub(super) fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter_map(move |node| match node {
            Node::Element(element) if element.name == name => Some(element),
            _ => None,
        })
    }

    /// A macro's parameter.
    pub(super) fn parameter(&self, name: &str) -> Option<String> {
        let mut all = self.named("ac:parameter");
        let found = all.find(|it| it.attribute("ac:name") == Some(name));
        found.map(|it| text(&it.children))
    }
}

/// The text of nodes.
pub(super) fn text(nodes: &[Node]) -> String {
    let texts = nodes.iter().map(|node| match node {
        Node::Text(part) => part.clone(),
        Node::Element(element) => text(&element.children),
    });
    texts.collect()
}

/// Parses a text in storage format; the error is what is wrong with it.
pub(super) fn parse(storage: &str) -> Result<Vec<Node>, String> {
    let mut reader = Reader::from_str(storage);
    let mut open: Vec<Element> = vec![Element::default()];
    loop {
        let event = reader.read_event().map_err(|error| error.to_string())?;
        let at = reader.buffer_position();
        match event {
            Event::Start(start) => {
                if open.len() > DEEPEST {
                    return Err("elements are nested too deeply".to_owned());
                }
                open.push(element(&start)?);
            }
            Event::Empty(start) => {
                let element = element(&start)?;
                put(&mut open, Node::Element(element));
            }
            Event::End(_) => {
                // The reader has checked that its name matches the start tag.
                let Some(element) = open.pop() else {
                    return Err(format!("unexpected end of an element at {at}"));
                };
                put(&mut open, Node::Element(element));
            }
            Event::Text(part) => {
                put(&mut open, Node::Text((*part).to_owned()));
            }
            Event::CData(part) => {
                put(&mut open, Node::Text((*part).to_owned()));
            }
            Event::GeneralRef(reference) => {
                let sign = reference
                    .resolve_char_ref()
                    .map_err(|error| error.to_string())?;
                let name = &*reference;
                let text = match sign {
                    Some(sign) => sign.to_string(),
                    None => resolve_html5_entity(name)
                        .ok_or_else(|| {
                            format!("the entity \"{name}\" was referenced, but not declared")
                        })?
                        .to_owned(),
                };
                put(&mut open, Node::Text(text));
            }
            Event::Comment(_) | Event::PI(_) | Event::Decl(_) | Event::DocType(_) => {}
            Event::Eof => break,
        }
    }
    match (open.pop(), open.is_empty()) {
        (Some(root), true) => Ok(root.children),
        (Some(last), false) => Err(format!("the element \"{}\" has no end", last.name)),
        (None, _) => Ok(Vec::new()),
    }
}

/// The same for stored text: if it is not well-formed, the nodes are its plain text.
pub(super) fn parse_lossy(storage: &str) -> Vec<Node> {
    parse(storage).unwrap_or_else(|_| vec![Node::Text(storage.to_owned())])
}

fn element(start: &BytesStart<'_>) -> Result<Element, String> {
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let value = quick_xml::escape::unescape_with(&attribute.value, resolve_html5_entity)
            .map_err(|error| error.to_string())?
            .into_owned();
        attributes.push((attribute.key.as_ref().to_owned(), value));
    }
    Ok(Element {
        name: start.name().as_ref().to_owned(),
        attributes,
        children: Vec::new(),
    })
}

fn put(open: &mut [Element], node: Node) {
    let Some(parent) = open.last_mut() else {
        return;
    };
    match (parent.children.last_mut(), node) {
        (Some(Node::Text(before)), Node::Text(text)) => before.push_str(&text),
        (_, node) => parent.children.push(node),
    }
}

/// Text escaped as markup.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            sign => escaped.push(sign),
        }
    }
    escaped
}

/// The first element, at any depth, that satisfies a predicate.
pub(super) fn find<'a>(
    nodes: &'a [Node],
    wanted: &dyn Fn(&Element) -> bool,
) -> Option<&'a Element> {
    nodes.iter().find_map(|node| match node {
        Node::Text(_) => None,
        Node::Element(element) if wanted(element) => Some(element),
        Node::Element(element) => find(&element.children, wanted),
    })
}

/// Serializes nodes to storage format.
pub(super) fn written(nodes: &[Node]) -> String {
    let mut storage = String::new();
    for node in nodes {
        let element = match node {
            Node::Text(text) => {
                storage.push_str(&escaped(text));
                continue;
            }
            Node::Element(element) => element,
        };
        storage.push_str(&format!("<{}", element.name));
        for (name, value) in &element.attributes {
            storage.push_str(&format!(" {name}=\"{}\"", escaped(value)));
        }
        if element.children.is_empty() {
            storage.push_str(" />");
        } else {
            storage.push_str(&format!(
                ">{}</{}>",
                written(&element.children),
                element.name
            ));
        }
    }
    storage
}
