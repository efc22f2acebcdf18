//! The `holds` column: what a property may hold.
//!
//! ```text
//! holds := word | Name | "[" holds "]" | "enum(" value { "," value } ")" | "key(" kind { "," kind } ")"
//! ```
//! A `Name` begins with a capital letter and is a type of `types.tsv`.

use crate::table::{Row, literals};

const WORDS: &[(&str, &str)] = &[
    ("any", "Any"),
    ("boolean", "Boolean"),
    ("conditions", "Conditions"),
    ("event", "Event"),
    ("i18n", "I18n"),
    ("integer", "Integer"),
    ("location", "Location"),
    ("map", "Map"),
    ("string", "String"),
    ("url", "Url"),
];

/// The Rust expression for a cell; `known` are the names of the types.
pub(crate) fn expression(row: &Row, cell: &str, known: &[&str]) -> Result<String, String> {
    if let Some(items) = cell
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
    {
        return Ok(format!("Type::Array(&{})", expression(row, items, known)?));
    }
    if let Some(values) = cell
        .strip_prefix("enum(")
        .and_then(|rest| rest.strip_suffix(')'))
    {
        return Ok(format!("Type::Enum({})", literals(values.split(','))));
    }
    if let Some(kinds) = cell
        .strip_prefix("key(")
        .and_then(|rest| rest.strip_suffix(')'))
    {
        return Ok(format!("Type::Key({})", literals(kinds.split(','))));
    }
    if let Some((_, name)) = WORDS.iter().find(|(word, _)| *word == cell) {
        return Ok(format!("Type::{name}"));
    }
    if known.contains(&cell) {
        return Ok(format!("Type::Object(&{})", static_name(cell)));
    }
    row.fault(format!("unknown type `{cell}`"))
}

/// `WebItemTarget` → `TYPE_WEB_ITEM_TARGET`.
pub(crate) fn static_name(name: &str) -> String {
    let mut out = "TYPE".to_owned();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            out.push('_');
        }
        out.push(letter.to_ascii_uppercase());
    }
    out
}
