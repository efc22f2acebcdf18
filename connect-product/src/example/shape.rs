//! A shape, as written in the tables.

/// The shape of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shape {
    /// `(name!:string …)`
    Object(Vec<Member>),
    /// `[…]`
    List(Box<Shape>),
    /// `{…}`: any names, with these values.
    Map(Box<Shape>),
    /// The name of a shape.
    Named(&'static str),
    /// `=current`: the first of a few possible words.
    Word(&'static str),
    Plain(Plain),
}

/// A value without parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Plain {
    Any,
    Boolean,
    Date,
    Integer,
    Moment,
    Number,
    Object,
    String,
    Url,
    Uuid,
}

/// One member of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Member {
    pub(super) name: &'static str,
    pub(super) required: bool,
    pub(super) shape: Shape,
}

const PLAIN: [(&str, Plain); 10] = [
    ("any", Plain::Any),
    ("boolean", Plain::Boolean),
    ("date", Plain::Date),
    ("integer", Plain::Integer),
    ("moment", Plain::Moment),
    ("number", Plain::Number),
    ("object", Plain::Object),
    ("string", Plain::String),
    ("url", Plain::Url),
    ("uuid", Plain::Uuid),
];

impl Shape {
    /// Parses a cell of a table; `None` if it is not a shape.
    pub(super) fn parse(text: &'static str) -> Option<Shape> {
        let (shape, rest) = shape(text)?;
        rest.is_empty().then_some(shape)
    }
}

fn shape(text: &'static str) -> Option<(Shape, &'static str)> {
    if let Some(rest) = text.strip_prefix('(') {
        return object(rest);
    }
    if let Some(rest) = text.strip_prefix('[') {
        let (inner, rest) = shape(rest)?;
        return Some((Shape::List(Box::new(inner)), rest.strip_prefix(']')?));
    }
    if let Some(rest) = text.strip_prefix('{') {
        let (inner, rest) = shape(rest)?;
        return Some((Shape::Map(Box::new(inner)), rest.strip_prefix('}')?));
    }
    let end = text.find([' ', ')', ']', '}']).unwrap_or(text.len());
    let (word, rest) = text.split_at_checked(end)?;
    if let Some(word) = word.strip_prefix('=') {
        return Some((Shape::Word(word), rest));
    }
    let plain = PLAIN.iter().find(|(name, _)| *name == word);
    let shape = match plain {
        Some((_, plain)) => Shape::Plain(*plain),
        None if word.is_empty() => return None,
        None => Shape::Named(word),
    };
    Some((shape, rest))
}

fn object(mut text: &'static str) -> Option<(Shape, &'static str)> {
    let mut members = Vec::new();
    loop {
        if let Some(rest) = text.strip_prefix(')') {
            return Some((Shape::Object(members), rest));
        }
        let (name, rest) = text.trim_start().split_once(':')?;
        let (shape, rest) = shape(rest)?;
        members.push(Member {
            name: name.strip_suffix('!').unwrap_or(name),
            required: name.ends_with('!'),
            shape,
        });
        text = rest;
    }
}
