//! The arguments of an attribute as a tree, so that a part can be found by its line, replaced, or
//! left out.

use crate::handler_kind::HandlerKind;
use crate::text::literal;

/// The value of an argument.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum AttrValue {
    /// Source text: `"text"`, `10`, `Tools`.
    Word(String),
    /// An item of the package.
    Item(ItemPath),
    /// A URL of the app to which no handler has been assigned yet; printed as text.
    Handler(Box<HandlerRequest>),
    /// `{ … }`, `[ … ]`, `all(…)`.
    Group {
        /// `{`, `[`, `all(`.
        open: String,
        /// The contents.
        close: char,
        /// What is inside.
        fields: Vec<Field>,
    },
}

/// The path of an item, as another item refers to it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ItemPath {
    /// The file that contains it; `None` if it is the file of the item that refers to it.
    pub(crate) file: Option<String>,
    pub(crate) name: String,
}

/// A URL inside a module that needs its own handler.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct HandlerRequest {
    /// The path and query.
    pub(crate) path: String,
    pub(crate) kind: HandlerKind,
    /// The member that contains the URL.
    pub(crate) member: String,
    /// The name of the URL in messages.
    pub(crate) label: String,
    /// The JSON pointer for messages about it.
    pub(crate) pointer: String,
    /// The value if another handler already has the path.
    pub(crate) taken: AttrValue,
    /// The value if no handler can serve the path.
    pub(crate) impossible: AttrValue,
}

/// An argument of an attribute, or a part of a group.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Field {
    /// The name before the `=`; empty for a value without one.
    pub(crate) name: String,
    pub(crate) value: AttrValue,
    /// The replacement if the compiler refuses the value: `unlisted("…")`.
    pub(crate) fallback: Option<AttrValue>,
    /// Comments of the descriptor, printed before it.
    pub(crate) comments: Vec<String>,
    /// The source of the value: the member names starting from the module, `editor.url`.
    pub(crate) path: String,
}

/// The maximum line width, in characters.
const WIDTH: usize = 100;
/// The maximum width of arguments that `rustfmt` leaves on one line of an attribute that it parses.
const ATTRIBUTE_WIDTH: usize = 70;

impl AttrValue {
    pub(crate) fn word(text: impl Into<String>) -> Self {
        Self::Word(text.into())
    }

    /// A string literal.
    pub(crate) fn text(text: &str) -> Self {
        Self::Word(literal(text))
    }

    pub(crate) fn object(fields: Vec<Field>) -> Self {
        Self::Group {
            open: "{".to_owned(),
            close: '}',
            fields,
        }
    }

    pub(crate) fn list(values: Vec<Field>) -> Self {
        Self::Group {
            open: "[".to_owned(),
            close: ']',
            fields: values,
        }
    }

    pub(crate) fn call(name: &str, fields: Vec<Field>) -> Self {
        Self::Group {
            open: format!("{name}("),
            close: ')',
            fields,
        }
    }

    /// `unlisted("name")`
    pub(crate) fn unlisted(name: &str) -> Self {
        Self::call("unlisted", vec![Field::value(Self::text(name))])
    }

    /// The value on one line; `None` if it contains a comment.
    pub(crate) fn flat(&self) -> Option<String> {
        match self {
            Self::Word(word) => Some(word.clone()),
            Self::Item(ItemPath { file: None, name }) => Some(name.clone()),
            Self::Item(ItemPath {
                file: Some(file),
                name,
            }) => Some(format!("crate::{file}::{name}")),
            Self::Handler(request) => Some(literal(&request.path)),
            Self::Group {
                open,
                close,
                fields,
            } => {
                let inside: Option<Vec<String>> = fields.iter().map(Field::flat).collect();
                let inside = inside?.join(", ");
                Some(match (open.as_str(), inside.is_empty()) {
                    ("{", false) => format!("{{ {inside} }}"),
                    _ => format!("{open}{inside}{close}"),
                })
            }
        }
    }

    /// Prints it after this many characters of a line, on as many lines as it needs.
    fn print(&self, indent: usize, before: usize, out: &mut String) {
        match (self.flat(), self) {
            (Some(flat), _) if before + flat.chars().count() < WIDTH => out.push_str(&flat),
            (
                _,
                Self::Group {
                    open,
                    close,
                    fields,
                },
            ) => {
                out.push_str(open);
                out.push('\n');
                for field in fields {
                    field.print(indent + 1, out);
                }
                out.push_str(&"    ".repeat(indent));
                out.push(*close);
            }
            (flat, _) => out.push_str(&flat.unwrap_or_default()),
        }
    }

    /// Calls a function for it and for each value inside it, in source order.
    pub(crate) fn visit(&self, each: &mut impl FnMut(&Self)) {
        each(self);
        if let Self::Group { fields, .. } = self {
            for field in fields {
                field.value.visit(each);
            }
        }
    }

    /// The same, with mutable values.
    pub(crate) fn visit_mut(&mut self, each: &mut impl FnMut(&mut Self)) {
        each(self);
        if let Self::Group { fields, .. } = self {
            for field in fields {
                field.value.visit_mut(each);
            }
        }
    }

    /// Prints each part on its own line; `lines` receives the path of the part for each line.
    fn trace(&self, path: &mut Vec<usize>, out: &mut String, lines: &mut Vec<Vec<usize>>) {
        match self {
            Self::Group {
                open,
                close,
                fields,
            } => {
                out.push_str(open);
                line(path, out, lines);
                trace(fields, path, out, lines);
                out.push(*close);
            }
            single => out.push_str(&single.flat().unwrap_or_default()),
        }
    }
}

/// Ends a line that belongs to a part.
fn line(path: &[usize], out: &mut String, lines: &mut Vec<Vec<usize>>) {
    out.push('\n');
    lines.push(path.to_vec());
}

/// Prints fields, each on its own line.
pub(crate) fn trace(
    fields: &[Field],
    path: &mut Vec<usize>,
    out: &mut String,
    lines: &mut Vec<Vec<usize>>,
) {
    for (at, field) in fields.iter().enumerate() {
        path.push(at);
        if !field.name.is_empty() {
            out.push_str(&format!("{} = ", field.name));
        }
        field.value.trace(path, out, lines);
        out.push(',');
        line(path, out, lines);
        path.pop();
    }
}

/// The field at a path.
pub(crate) fn field_at<'a>(fields: &'a mut [Field], path: &[usize]) -> Option<&'a mut Field> {
    let (first, rest) = path.split_first()?;
    let field = fields.get_mut(*first)?;
    if rest.is_empty() {
        return Some(field);
    }
    match &mut field.value {
        AttrValue::Group { fields, .. } => field_at(fields, rest),
        _ => None,
    }
}

/// Removes the field at a path.
pub(crate) fn remove_field(fields: &mut Vec<Field>, path: &[usize]) -> Option<Field> {
    match path {
        [] => None,
        [last] => (*last < fields.len()).then(|| fields.remove(*last)),
        [first, rest @ ..] => match &mut fields.get_mut(*first)?.value {
            AttrValue::Group { fields, .. } => remove_field(fields, rest),
            _ => None,
        },
    }
}

impl Field {
    pub(crate) fn new(name: &str, value: AttrValue) -> Self {
        Self {
            name: name.to_owned(),
            value,
            fallback: None,
            comments: Vec::new(),
            path: String::new(),
        }
    }

    pub(crate) fn value(value: AttrValue) -> Self {
        Self::new("", value)
    }

    pub(crate) fn text(name: &str, value: &str) -> Self {
        Self::new(name, AttrValue::text(value))
    }

    pub(crate) fn or(mut self, fallback: AttrValue) -> Self {
        self.fallback = Some(fallback);
        self
    }

    pub(crate) fn at(mut self, path: &str) -> Self {
        path.clone_into(&mut self.path);
        self
    }

    fn flat(&self) -> Option<String> {
        if !self.comments.is_empty() {
            return None;
        }
        let value = self.value.flat()?;
        Some(if self.name.is_empty() {
            value
        } else {
            format!("{} = {value}", self.name)
        })
    }

    /// Prints it on its own lines.
    pub(crate) fn print(&self, indent: usize, out: &mut String) {
        let margin = "    ".repeat(indent);
        for comment in &self.comments {
            out.push_str(&format!("{margin}{comment}\n"));
        }
        out.push_str(&margin);
        let mut before = margin.len();
        if !self.name.is_empty() {
            out.push_str(&format!("{} = ", self.name));
            before += self.name.chars().count() + 3;
        }
        self.value.print(indent, before, out);
        out.push_str(",\n");
    }

    /// Whether `rustfmt` parses it, and therefore decides how it is broken into lines.
    fn is_plain(&self) -> bool {
        let literal = |word: &str| {
            word.starts_with(|first: char| first == '"' || first.is_ascii_digit())
                || word == "true"
                || word == "false"
        };
        matches!(&self.value, AttrValue::Word(word) if literal(word))
    }
}

/// An attribute, as printed above an item.
pub(crate) fn attribute(name: &str, arguments: &[Field]) -> String {
    if arguments.is_empty() {
        return format!("#[{name}]\n");
    }
    let flat: Option<Vec<String>> = arguments.iter().map(Field::flat).collect();
    let plain = arguments.iter().all(Field::is_plain);
    if let Some(flat) = flat {
        let flat = flat.join(", ");
        let length = flat.chars().count();
        let fits = length + name.len() + 5 <= WIDTH;
        // A literal on its own may take the whole line.
        let alone = matches!(arguments, [only] if only.name.is_empty());
        if fits && (!plain || alone || length <= ATTRIBUTE_WIDTH) {
            return format!("#[{name}({flat})]\n");
        }
    }
    let mut inside = String::new();
    for argument in arguments {
        argument.print(1, &mut inside);
    }
    if plain {
        // `rustfmt` puts no comma after the last.
        inside.truncate(inside.trim_end_matches(",\n").len());
        inside.push('\n');
    }
    format!("#[{name}(\n{inside})]\n")
}
