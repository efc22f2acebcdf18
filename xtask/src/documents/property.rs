//! Properties, as rows of a table: the members of an object below it, with their path.

use super::{cell, code, titles};
use connect_model::{ModuleKind, Property, Type};

/// The table of a kind's arguments.
pub(super) fn table(kind: &ModuleKind) -> String {
    let mut text = "| argument | takes | |\n|---|---|---|\n".to_owned();
    for property in kind.properties {
        rows(&mut text, kind, property, "");
    }
    text
}

fn rows(text: &mut String, kind: &ModuleKind, property: &Property, above: &str) {
    let path = format!("{above}{}", property.argument);
    text.push_str(&format!(
        "| `{path}` | {} | {} |\n",
        cell(&takes(&property.ty)),
        cell(&rules(kind, property))
    ));
    let (members, step) = match &property.ty {
        Type::Object(members) => (*members, "."),
        Type::Array(Type::Object(members)) => (*members, "[]."),
        _ => return,
    };
    for member in members {
        rows(text, kind, member, &format!("{path}{step}"));
    }
}

pub(super) fn takes(ty: &Type) -> String {
    match ty {
        Type::String => "text".to_owned(),
        Type::I18n => "text, or `{ value, i18n }`".to_owned(),
        Type::Url => "a path, a URL, or the name of an item that is served".to_owned(),
        Type::Integer => "a whole number".to_owned(),
        Type::Boolean => "`true` or `false`".to_owned(),
        Type::Location => "a location, or the name of a web section".to_owned(),
        Type::Event => "an event".to_owned(),
        Type::Conditions => "conditions".to_owned(),
        Type::Map => "`{ name = \"value\" }`".to_owned(),
        Type::Key([]) => "the name or key of a module".to_owned(),
        Type::Key(kinds) => format!("the name or key of one of {}", code(kinds.iter().copied())),
        Type::Enum(values) => format!("one of {}", code(values.iter().copied())),
        Type::Object(_) => "`{ … }`".to_owned(),
        Type::Array(Type::Object(_)) => "`[{ … }, …]`".to_owned(),
        Type::Array(of) => format!("a list: {}", takes(of)),
        Type::Any => "any value".to_owned(),
    }
}

fn rules(kind: &ModuleKind, property: &Property) -> String {
    let mut rules = Vec::new();
    if property.required {
        rules.push(derived(property.name).map_or_else(
            || "required".to_owned(),
            |from| format!("required; else from {from}"),
        ));
    }
    if let Some(limit) = property.max_length {
        rules.push(format!("at most {limit} characters"));
    } else if property.ty == Type::I18n {
        rules.push(format!(
            "at most {} characters",
            connect_model::module_kind::TEXT_LIMIT
        ));
    }
    if let Some(default) = property.default {
        rules.push(format!("default `{default}`"));
    }
    if let Some(pattern) = property.pattern {
        rules.push(format!("matches `{pattern}`"));
    }
    if !property.products.is_empty() && property.products != kind.products {
        rules.push(format!("{} only", titles(property.products)));
    }
    if property.name != property.argument {
        rules.push(format!("`{}` in the descriptor", property.name));
    }
    rules.join("; ")
}

/// Where a required property comes from that need not be written.
fn derived(name: &str) -> Option<&'static str> {
    match name {
        "key" => Some("the item's name"),
        "name" => Some("the doc comment's first line"),
        "url" => Some("the function's name"),
        _ => None,
    }
}
