//! The fields of contents, and which operators each has.

use super::parse::{Field, Operator};

/// What a field is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    /// A column that holds a word, compared without regard to case.
    Word(&'static str),
    /// A column that holds the id of a content.
    Content(&'static str),
    /// Everything below a content.
    Ancestor,
    /// A column that holds a title, and one with its words.
    Title(&'static str, &'static str),
    /// All text: of the title and of the body.
    Text,
    /// A column that holds a moment.
    Moment(&'static str),
    /// A column that holds an account id.
    User(&'static str),
    Contributor,
    Mention,
    Watcher,
    Favourite,
    /// The name of who made it.
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
    /// What a field is about; what is wrong with its name.
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

    /// Refuses an operator that the field does not have.
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

    /// What a list is ordered by; `None` for a field that has no order.
    pub(super) fn order(self) -> Option<&'static str> {
        match self {
            About::Word(column) | About::Content(column) | About::Moment(column) => Some(column),
            About::Title(column, _) | About::User(column) => Some(column),
            _ => None,
        }
    }
}
