//! The types of a module's properties, read from the facts.

use super::forms;
use super::shape::{Property, Shape, Type};
use super::source::Object;
use crate::facts::Fault;
use serde_json::Value;
use std::collections::BTreeMap;

/// The named fragments in the facts file.
pub(crate) type Fragments = BTreeMap<String, Object>;

/// Reads one property; `name` decides between types that the schema does not distinguish.
pub(crate) fn property(name: &str, row: &Object, fragments: &Fragments) -> Result<Property, Fault> {
    let ty = ty(name, row, fragments)?;
    let default = match row.get("default") {
        None => None,
        Some(Value::String(text)) => Some(text.clone()),
        Some(other) => Some(other.to_string()),
    };
    // The limits of a list are those of its items.
    let limit = |name: &str| {
        row.get(name)
            .or_else(|| row.get("items").and_then(|items| items.get(name)))
    };
    Ok(Property {
        ty,
        required: row.flag("required"),
        default,
        max_length: limit("max_length")
            .and_then(Value::as_u64)
            .map(u32::try_from)
            .transpose()
            .map_err(|_| row.fault("`max_length` is too large"))?,
        pattern: limit("pattern").and_then(Value::as_str).map(str::to_owned),
        forms: Vec::new(),
    })
}

fn ty(name: &str, row: &Object, fragments: &Fragments) -> Result<Type, Fault> {
    if row.get("any_of").is_some() {
        return alternatives(name, row, fragments);
    }
    if row.get("enum").is_some() {
        let values = row.texts("enum")?;
        return Ok(Type::Enum(values.into_iter().map(str::to_owned).collect()));
    }
    match row.text("type")? {
        "string" => Ok(Type::Word(text(name))),
        "integer" => Ok(Type::Word("integer")),
        "boolean" => Ok(Type::Word("boolean")),
        "i18nProperty" => Ok(Type::Word("i18n")),
        "array" => items(name, row, fragments),
        "object" => {
            let shape = shape(row, fragments)?;
            match (shape.is_empty(), name) {
                (false, _) => Ok(Type::Object(shape)),
                (true, "params") => Ok(Type::Word("map")),
                (true, _) => Ok(Type::Word("any")),
            }
        }
        fragment => match fragments.get(fragment) {
            Some(row) => Ok(Type::Object(shape(row, fragments)?)),
            None => Err(row.fault(format!("unknown type `{fragment}`"))),
        },
    }
}

/// Strings that are more than text; the platform's names are consistent about it.
fn text(name: &str) -> &'static str {
    match name {
        "location" => "location",
        "event" => "event",
        "url" => "url",
        _ if name.ends_with("Url") || name.ends_with("Uri") => "url",
        _ => "string",
    }
}

fn items(name: &str, row: &Object, fragments: &Fragments) -> Result<Type, Fault> {
    let Some(items) = row.get("items") else {
        return Ok(Type::Array(Box::new(Type::Word("any"))));
    };
    let items = Object::new(format!("{name} items"), items.clone())?;
    if items.optional("type") == Some("condition") {
        return Ok(Type::Word("conditions"));
    }
    Ok(Type::Array(Box::new(ty(name, &items, fragments)?)))
}

/// The members of an object.
pub(crate) fn shape(row: &Object, fragments: &Fragments) -> Result<Shape, Fault> {
    row.members("props")?
        .into_iter()
        .map(|(name, row)| Ok((name.to_owned(), property(name, &row, fragments)?)))
        .collect()
}

/// If the schema gives alternatives, the type has the members of all of them, and requires
/// only what each of them requires. Each member records those that it belongs to.
fn alternatives(name: &str, row: &Object, fragments: &Fragments) -> Result<Type, Fault> {
    let mut merged: Option<Type> = None;
    for alternative in row.rows("any_of")? {
        let next = ty(name, &alternative, fragments)?;
        merged = Some(match merged {
            None => next,
            Some(before) => merge(before, next),
        });
    }
    merged.ok_or_else(|| row.fault("`any_of` must not be empty"))
}

fn merge(left: Type, right: Type) -> Type {
    match (left, right) {
        (Type::Object(left), Type::Object(right)) => Type::Object(merge_shapes(left, right)),
        (Type::Array(left), Type::Array(right)) => Type::Array(Box::new(merge(*left, *right))),
        (Type::Enum(mut left), Type::Enum(right)) => {
            for value in right {
                if !left.contains(&value) {
                    left.push(value);
                }
            }
            Type::Enum(left)
        }
        (left, _) => left,
    }
}

fn merge_shapes(mut left: Shape, mut right: Shape) -> Shape {
    let told_apart = forms::are_told_apart(&forms::mark(&mut left), &forms::mark(&mut right));
    for (name, property) in &mut left {
        match right.remove(name) {
            Some(other) => {
                property.required &= other.required;
                property.forms.extend(other.forms);
                property.ty = merge(property.ty.clone(), other.ty);
            }
            None => property.required = false,
        }
    }
    for (name, mut property) in right {
        property.required = false;
        left.insert(name, property);
    }
    if !told_apart {
        for property in left.values_mut() {
            property.forms.clear();
        }
    }
    left
}
