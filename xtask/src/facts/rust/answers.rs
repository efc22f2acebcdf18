//! The response types, one module per product.

use super::super::rows::AnswerRow;
use super::{Fault, fault};

/// Names that Rust reserves, or that say little on their own.
const RENAMED: [(&str, &str); 4] = [
    ("self", "self_url"),
    ("type", "kind"),
    ("default", "is_default"),
    ("_links", "links"),
];

pub(super) fn text(rows: &[AnswerRow], api: &str) -> Result<String, Fault> {
    let rows: Vec<&AnswerRow> = rows.iter().filter(|row| row.api == api).collect();
    let mut types = Vec::new();
    for group in rows.chunk_by(|a, b| a.r#type == b.r#type) {
        types.push(structure(group)?);
    }
    let types = types.join("\n");
    let mut imports = String::new();
    if types.contains("BTreeMap<") {
        imports.push_str("use std::collections::BTreeMap;\n\n");
    }
    let mut events: Vec<&str> = ["Id", "Timestamp"]
        .into_iter()
        .filter(|name| types.contains(name))
        .collect();
    events.push("shapes");
    if types.contains("IssueFields") {
        imports.push_str("use connect_events::jira::IssueFields;\n");
    }
    imports.push_str(&format!("use connect_events::{{{}}};\n", events.join(", ")));
    imports.push_str("use serde::Deserialize;\n");
    if types.contains("Value") {
        imports.push_str("use serde_json::Value;\n");
    }
    Ok(format!("{imports}\n{types}"))
}

fn structure(rows: &[&AnswerRow]) -> Result<String, Fault> {
    let [head, members @ ..] = rows else {
        return Ok(String::new());
    };
    if !head.member.is_empty() {
        let what = "a type must have a row of its own";
        return Err(fault("answers.tsv", &head.r#type, what));
    }
    let about = match head.about.as_str() {
        "" => format!("`{}` of the documentation.", head.holds),
        about => about.to_owned(),
    };
    let mut text = doc("", &about);
    text.push_str("#[derive(Debug, Clone, Default, PartialEq, Deserialize)]\n");
    text.push_str("#[serde(default, rename_all = \"camelCase\")]\n#[non_exhaustive]\n");
    text.push_str(&format!("pub struct {} {{\n", head.r#type));
    for row in members {
        text.push_str(&member(row)?);
    }
    text.push_str("}\n");
    Ok(text)
}

fn member(row: &AnswerRow) -> Result<String, Fault> {
    let renamed = RENAMED.iter().find(|(name, _)| *name == row.member);
    let name = match renamed {
        Some((_, name)) => (*name).to_owned(),
        None => snake(&row.member),
    };
    let (ty, read) =
        rust_type(&row.holds, matches!(&*row.member, "id" | "key")).ok_or_else(|| {
            fault(
                "answers.tsv",
                &row.member,
                format!("unknown `{}`", row.holds),
            )
        })?;
    let mut attributes = Vec::new();
    if renamed.is_some() || camel(&name) != row.member {
        attributes.push(format!("rename = {:?}", row.member));
    }
    if let Some(read) = read {
        attributes.push(format!("deserialize_with = \"shapes::{read}\""));
    }
    let about = match row.about.as_str() {
        "" => format!("`{}`.", row.member),
        about => about.to_owned(),
    };
    let mut text = doc("    ", &about);
    if !attributes.is_empty() {
        text.push_str(&format!("    #[serde({})]\n", attributes.join(", ")));
    }
    text.push_str(&format!("    pub {name}: {ty},\n"));
    Ok(text)
}

/// The type, and its deserializer if serde's own is too strict. What identifies a thing is nearly
/// always present, and empty otherwise; everything else is an option.
fn rust_type(holds: &str, names: bool) -> Option<(String, Option<&'static str>)> {
    let option = |inner: &str, read| Some((format!("Option<{inner}>"), read));
    let inside = |open: char, close: char| holds.strip_prefix(open)?.strip_suffix(close);
    if let Some(of) = inside('[', ']') {
        return Some((format!("Vec<{}>", plain(of)?), Some("given")));
    }
    if let Some(of) = inside('{', '}') {
        return Some((format!("BTreeMap<String, {}>", plain(of)?), Some("given")));
    }
    match holds {
        "id" if names => Some(("Id".to_owned(), Some("given"))),
        "string" if names => Some(("String".to_owned(), Some("given"))),
        "string" => option("String", None),
        "any" => option("Value", None),
        "moment" => option("Timestamp", Some("moment")),
        "fields" => Some(("IssueFields".to_owned(), Some("given"))),
        other => option(&plain(other)?, Some("if_given")),
    }
}

fn plain(holds: &str) -> Option<String> {
    Some(match holds {
        "id" => "Id".to_owned(),
        "string" => "String".to_owned(),
        "integer" => "i64".to_owned(),
        "number" => "f64".to_owned(),
        "boolean" => "bool".to_owned(),
        "moment" => "Timestamp".to_owned(),
        "any" => "Value".to_owned(),
        list if list.starts_with('[') => {
            format!(
                "Vec<{}>",
                plain(list.strip_prefix('[')?.strip_suffix(']')?)?
            )
        }
        map if map.starts_with('{') => {
            let of = map.strip_prefix('{')?.strip_suffix('}')?;
            format!("BTreeMap<String, {}>", plain(of)?)
        }
        ty if ty.starts_with(|first: char| first.is_ascii_uppercase()) => ty.to_owned(),
        _ => return None,
    })
}

fn doc(indent: &str, about: &str) -> String {
    format!("{indent}/// {about}\n")
}

/// `spaceId` → `space_id`.
fn snake(name: &str) -> String {
    let mut text = String::new();
    for letter in name.trim_start_matches('_').chars() {
        if letter.is_ascii_uppercase() {
            text.push('_');
        }
        text.push(if letter == '-' {
            '_'
        } else {
            letter.to_ascii_lowercase()
        });
    }
    text
}

/// serde's `camelCase` form of a field's name.
fn camel(name: &str) -> String {
    let mut upper = false;
    name.chars()
        .filter_map(|letter| match letter {
            '_' => {
                upper = true;
                None
            }
            _ if std::mem::take(&mut upper) => Some(letter.to_ascii_uppercase()),
            _ => Some(letter),
        })
        .collect()
}
