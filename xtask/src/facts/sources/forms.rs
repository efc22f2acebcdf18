//! The alternatives in a schema for one object, recorded at the members that they are
//! merged into.
//!
//! A form is named by the only possible word for a member of it, such as the `text` of a control's
//! `type`, else by the first member that it requires. Alternatives that can't be distinguished by these
//! names have no forms: a check that can't know which one is meant would refuse valid code.

use super::shape::{Shape, Type};
use crate::facts::cell::Form;

/// Marks the members of an alternative with its form, and returns the forms: several if
/// alternatives have already been merged into it, none if nothing names it.
pub(super) fn mark(shape: &mut Shape) -> Vec<String> {
    let mut known: Vec<String> = Vec::new();
    for form in shape.values().flat_map(|property| &property.forms) {
        if !known.contains(&form.name) {
            known.push(form.name.clone());
        }
    }
    if !known.is_empty() {
        return known;
    }
    let Some(name) = name(shape) else {
        return Vec::new();
    };
    for property in shape.values_mut() {
        property.forms.push(Form {
            name: name.clone(),
            required: property.required,
        });
    }
    vec![name]
}

fn name(shape: &Shape) -> Option<String> {
    let required = || shape.iter().filter(|(_, property)| property.required);
    let word = required().find_map(|(_, property)| match &property.ty {
        Type::Enum(words) if words.len() == 1 => words.first(),
        _ => None,
    });
    word.or_else(|| required().map(|(name, _)| name).next())
        .cloned()
}

/// Whether the forms on both sides can be distinguished.
pub(super) fn are_told_apart(left: &[String], right: &[String]) -> bool {
    !left.is_empty() && !right.is_empty() && left.iter().all(|name| !right.contains(name))
}

#[cfg(test)]
mod tests {
    use super::super::properties::{Fragments, property};
    use super::super::source::Object;
    use super::*;
    use serde_json::{Value, json};

    /// Each member of the alternatives, with its cell.
    fn forms(alternatives: Value) -> Vec<String> {
        let row = Object::new("it".to_owned(), json!({ "any_of": alternatives })).unwrap();
        let Type::Object(shape) = property("it", &row, &Fragments::new()).unwrap().ty else {
            unreachable!("alternatives of objects are an object")
        };
        shape
            .iter()
            .map(|(name, property)| {
                let forms: Vec<String> = property.forms.iter().map(Form::to_string).collect();
                format!("{name} {}", forms.join(","))
            })
            .collect()
    }

    fn object(members: Value) -> Value {
        json!({ "type": "object", "props": members })
    }

    #[test]
    fn a_word_names_a_form_and_else_what_it_requires() {
        let text = |required: bool| json!({ "type": "string", "required": required });
        let word = |word: &str| json!({ "type": "string", "enum": [word], "required": true });
        assert_eq!(
            forms(json!([
                object(json!({ "type": word("button"), "key": text(true), "label": text(true) })),
                object(json!({ "type": word("group") })),
                object(json!({ "type": word("text"), "key": text(false) })),
            ])),
            [
                "key button!,text",
                "label button!",
                "type button!,group!,text!"
            ]
        );
        assert_eq!(
            forms(json!([
                object(json!({ "expression": text(true) })),
                object(json!({ "value": text(true), "i18n": text(false) })),
            ])),
            ["expression expression!", "i18n value", "value value!"]
        );
    }

    #[test]
    fn alternatives_that_are_not_distinguished_have_no_forms() {
        let text = |required: bool| json!({ "type": "string", "required": required });
        // The second only adds to the first.
        assert_eq!(
            forms(json!([
                object(json!({ "type": text(true) })),
                object(json!({ "type": text(true), "reload": text(false) })),
            ])),
            ["reload ", "type "]
        );
        // Nothing names the first and the last.
        assert_eq!(
            forms(json!([
                object(json!({ "width": text(false) })),
                object(json!({ "key": text(true) })),
                object(json!({ "size": text(false) })),
            ])),
            ["key ", "size ", "width "]
        );
        assert_eq!(
            forms(json!([object(json!({ "label": text(true) }))])),
            ["label "]
        );
    }
}
