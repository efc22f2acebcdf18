//! Properties that refer to another module of the app by its key: checks that the module is
//! declared.

use serde_json::Value;

use super::Fault;
use crate::declaration::Declaration;
use crate::link::{LinkContext, PAGES};
use crate::module_kind::Type;
use crate::nearest::nearest;
use crate::{Property, module_kind};

/// A fault for each key that is not the key of a module of an allowed kind. The host would install
/// such an app and show nothing.
pub(super) fn dangling(declarations: &[Declaration]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for declaration in declarations {
        let Some(row) = module_kind(&declaration.kind) else {
            continue;
        };
        // Properties that can't be parsed are reported when the descriptor is assembled.
        let Ok(value) = serde_json::from_str::<Value>(&declaration.properties) else {
            continue;
        };
        let mut found = |property: &str, kinds: &[&str], key: &str| {
            faults.extend(fault(declaration, declarations, property, kinds, key));
        };
        object(row.properties, &value, &mut found);
        // With the context `page`, the URL is a key.
        let text = |name: &str| value.get(name).and_then(Value::as_str);
        if LinkContext::of(row, text("context")) == Some(LinkContext::Page)
            && let Some(key) = text("url").filter(|url| !url.contains("://"))
        {
            found("url", PAGES, key);
        }
    }
    faults
}

/// Walks an object along the table's types, to every key in it.
fn object(
    properties: &'static [Property],
    value: &Value,
    found: &mut dyn FnMut(&str, &[&str], &str),
) {
    for property in properties {
        if let Some(member) = value.get(property.name) {
            inside(property.argument, property.ty, member, found);
        }
    }
}

fn inside(
    property: &'static str,
    ty: Type,
    value: &Value,
    found: &mut dyn FnMut(&str, &[&str], &str),
) {
    match (ty, value) {
        (Type::Key(kinds), Value::String(key)) => found(property, kinds, key),
        (Type::Object(members), Value::Object(_)) => object(members, value, found),
        (Type::Array(element), Value::Array(list)) => {
            for value in list {
                inside(property, *element, value, found);
            }
        }
        _ => {}
    }
}

fn fault(
    declaration: &Declaration,
    declarations: &[Declaration],
    property: &str,
    kinds: &[&str],
    key: &str,
) -> Option<Fault> {
    let of_kind: Vec<&str> = declarations
        .iter()
        .filter(|other| kinds.contains(&&*other.kind))
        .map(|other| &*other.key)
        .collect();
    if of_kind.contains(&key) {
        return None;
    }
    let attributes: Vec<String> = kinds
        .iter()
        .filter_map(|kind| Some(format!("#[{}]", module_kind(kind)?.attribute)))
        .collect();
    let attributes = attributes.join(" or ");
    let help = match nearest(key, of_kind.iter().copied()).first() {
        Some(near) => format!("did you mean {near:?}?"),
        None => format!("declare one with {attributes}, or name its item in place of the text"),
    };
    Some(Fault {
        message: format!(
            "`{property}` of {} names {key:?}, and no {attributes} of this app has that key; {help}",
            declaration.label()
        ),
        origin: Some(declaration.origin.clone()),
    })
}
