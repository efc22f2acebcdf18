//! The fields of content, and the operators of each.

use super::parse::{Field, Operator};

/// What a field is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    /// A column with a word, compared case-insensitively.
    Word(&'static str),
    /// A column with the id of a piece of content.
    Content(&'static str),
    /// Everything below a piece of content.
    Ancestor,
    /// A column with a title, and one with its words.
    Title(&'static str, &'static str),
    /// All text of the title and the body.
    Text,
    /// A column with a time.
    Moment(&'static str),
    /// A column with an account id.
    User(&'static str),
    Contributor,
    Mention,
    Watcher,
    Favourite,
    /// The name of the creator.
    FullName,
    Label,
    Macro,
    /// A value of a property.
    Property,
}

/// The names of fields, in lower case.
const FIELDS: [(&str, About); 27] = [
    ("ancestor", About::Ancestor),
    ("container", About::Content("c.container")),
    ("content", About::Content("c.id")),
    ("contributor", About::Contributor),
    ("created", About::Moment("c.created")),
    ("creator", About::User("c.creator")),
    ("creator.fullname", About::FullName),
    ("favorite", About::Favourite),
    ("favourite", About::Favourite),
    ("id", About::Content("c.id")),
    ("label", About::Label),
    ("lastmodified", About::Moment("c.modified")),
    ("macro", About::Macro),
    ("mention", About::Mention),
    ("parent", About::Content("c.parent")),
    ("space", About::Word("c.space_key")),
    ("space.id", About::Content("c.space")),
    ("space.key", About::Word("c.space_key")),
    ("space.status", About::Word("c.space_status")),
    ("space.title", About::Title("c.space_name", "c.space_words")),
    ("space.type", About::Word("c.space_type")),
    ("status", About::Word("c.status")),
    ("text", About::Text),
    ("title", About::Title("c.title", "c.title_words")),
    ("sitesearch", About::Text),
    ("type", About::Word("c.type")),
    ("watcher", About::Watcher),
];

impl About {
    /// What a field is about; the error is what is wrong with its name.
    pub(super) fn of(field: &Field) -> Result<About, String> {
        let name = match field {
            Field::Property { .. } => return Ok(About::Property),
            Field::Named(name) => name,
        };
        let found = FIELDS.iter().find(|(known, _)| known == name);
        found
            .map(|(_, about)| *about)
            .ok_or_else(|| format!("no field has the name `{name}`"))
    }

    /// Refuses an operator that the field does not support.
    pub(super) fn has(self, operator: Operator, field: &Field) -> Result<(), String> {
        use Operator as Op;
        let equal = matches!(operator, Op::Equal | Op::NotEqual | Op::In | Op::NotIn);
        let text = matches!(operator, Op::Contains | Op::ContainsNot);
        let range = !equal && !text;
        let allowed = match self {
            About::Text | About::FullName => text,
            About::Title(..) => equal || text,
            About::Moment(_) => range || matches!(operator, Op::Equal | Op::NotEqual),
            About::Property => true,
            _ => equal,
        };
        if allowed {
            return Ok(());
        }
        let name = match field {
            Field::Named(name) => name.as_str(),
            Field::Property { .. } => "content.property",
        };
        Err(format!(
            "the field `{name}` does not have the operator `{}`",
            operator.name()
        ))
    }

    /// What to order by; `None` for a field without an order.
    pub(super) fn order(self) -> Option<&'static str> {
        match self {
            About::Word(column) | About::Content(column) | About::Moment(column) => Some(column),
            About::Title(column, _) | About::User(column) => Some(column),
            _ => None,
        }
    }
}
