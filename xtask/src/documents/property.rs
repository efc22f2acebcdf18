//! Properties as table rows: the members of an object come below it, with their paths.

use super::{cell, code, titles};
use connect_model::module_kind::Type;
use connect_model::{ModuleKind, Property, form};

/// The table of a kind's arguments.
pub(super) fn table(kind: &ModuleKind) -> String {
    let mut text = "| argument | takes | |\n|---|---|---|\n".to_owned();
    rows(&mut text, kind, kind.properties, "");
    text
}

fn rows(text: &mut String, kind: &ModuleKind, properties: &[Property], above: &str) {
    for property in properties {
        let path = format!("{above}{}", property.argument);
        // A form is identified by its word; without one, the object's own row lists the forms.
        let form = form::discriminator(properties).and_then(|_| forms(property));
        let rules: Vec<String> = form.into_iter().chain(rules(kind, property)).collect();
        text.push_str(&format!(
            "| `{path}` | {} | {} |\n",
            cell(&takes(&property.ty)),
            cell(&rules.join("; "))
        ));
        match &property.ty {
            Type::Object(members) => rows(text, kind, members, &format!("{path}.")),
            Type::Array(Type::Object(members)) => {
                rows(text, kind, members, &format!("{path}[]."));
            }
            _ => {}
        }
    }
}

/// The forms of the surrounding object that include a member; `None` if all do.
fn forms(property: &Property) -> Option<String> {
    if property.required || property.forms.is_empty() {
        return None;
    }
    let all = code(property.forms.iter().map(|form| form.name));
    let required = property.forms.iter().filter(|form| form.required);
    let required = code(required.map(|form| form.name));
    Some(match required.as_str() {
        "" => format!("in {all}"),
        some if some == all => format!("in {all}, required there"),
        some => format!("in {all}, required in {some}"),
    })
}

/// The forms of an object that has no word for them: `{ expression }` or `{ value, i18n }`.
fn alternatives(members: &[Property]) -> Option<String> {
    let names = form::names(members);
    if names.is_empty() || form::discriminator(members).is_some() {
        return None;
    }
    let forms: Vec<String> = names
        .into_iter()
        .map(|name| {
            let of = |required: bool| {
                members
                    .iter()
                    .filter(move |it| it.form(name).is_some_and(|it| it.required == required))
                    .map(|it| it.argument)
            };
            let members: Vec<&str> = of(true).chain(of(false)).collect();
            format!("`{{ {} }}`", members.join(", "))
        })
        .collect();
    Some(forms.join(" or "))
}

pub(super) fn takes(ty: &Type) -> String {
    match ty {
        Type::String => "text".to_owned(),
        Type::I18n => "text, or `{ value, i18n }`".to_owned(),
        Type::Url => "a path, a URL, or the name of an item that is served".to_owned(),
        Type::Integer => "a whole number".to_owned(),
        Type::HalfHours => "hours in steps of a half, from 0.5 to 24".to_owned(),
        Type::Boolean => "`true` or `false`".to_owned(),
        Type::Location => "a location, or the name of a web section".to_owned(),
        Type::Event => "an event".to_owned(),
        Type::Conditions => "conditions".to_owned(),
        Type::Map => "`{ name = \"value\" }`".to_owned(),
        Type::Key([]) => "the name or key of a module".to_owned(),
        Type::Key(kinds) => format!("the name or key of one of {}", code(kinds.iter().copied())),
        Type::Enum(values) => format!("one of {}", code(values.iter().copied())),
        Type::Object(members) => alternatives(members).unwrap_or_else(|| "`{ … }`".to_owned()),
        Type::Array(Type::Object(_)) => "`[{ … }, …]`".to_owned(),
        Type::Array(of) => format!("a list: {}", takes(of)),
        Type::Any => "any value".to_owned(),
    }
}

fn rules(kind: &ModuleKind, property: &Property) -> Vec<String> {
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
    rules
}

/// The source of a required property that need not be written.
fn derived(name: &str) -> Option<&'static str> {
    match name {
        "key" => Some("the item's name"),
        "name" => Some("the doc comment's first line"),
        "url" => Some("the function's name"),
        _ => None,
    }
}
