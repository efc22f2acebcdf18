//! Where a link opens, in its short form: `target = dialog(size = small)`.

use connect_model::Property;
use connect_model::module_kind::Type;
use connect_model::target::{Target, targets};
use serde_json::{Map, Value};

use super::{Converter, JsonPointer};
use crate::attribute_ast::{AttrValue, Field};

/// The possible words for a target's `type`; `None` if the members are not those of a target.
fn words(members: &'static [Property]) -> Option<&'static [&'static str]> {
    members.iter().find_map(|member| match member.ty {
        Type::Enum(words) if member.name == "type" && words.contains(&"dialog") => Some(words),
        _ => None,
    })
}

fn target(members: &'static [Property], word: &str) -> Option<&'static Target> {
    let known = words(members)?;
    targets()
        .iter()
        .find(|it| it.name.eq_ignore_ascii_case(word) && known.contains(&it.name))
}

/// A target that consists only of its word.
pub(super) fn word(members: &'static [Property], word: &str) -> Option<AttrValue> {
    target(members, word).map(|it| AttrValue::word(it.argument))
}

/// The short form; `None` if only an object can hold everything.
pub(super) fn convert(
    converter: &mut Converter<'_, '_>,
    members: &'static [Property],
    object: &Map<String, Value>,
    at: &JsonPointer,
) -> Option<AttrValue> {
    let kind = object.get("type")?.as_str()?;
    let only = |name: &String| ["type", "options"].contains(&name.as_str());
    if !object.keys().all(only) {
        return None;
    }
    let nothing = Map::new();
    let options = match object.get("options") {
        Some(Value::Object(options)) => options,
        None | Some(Value::Null) => &nothing,
        Some(_) => return None,
    };
    if options.keys().any(|name| name.starts_with("//")) {
        return None;
    }
    if kind.eq_ignore_ascii_case("dialogmodule") && words(members)?.contains(&"dialogmodule") {
        let [(name, Value::String(key))] = options.iter().collect::<Vec<_>>()[..] else {
            return None;
        };
        let written = converter
            .references
            .key(converter.item, &["dialogs"], key)
            .ok()?;
        return (name == "key")
            .then(|| AttrValue::call("dialog", vec![Field::value(written).at(&at.path)]));
    }
    let target = target(members, kind)?;
    if !options
        .keys()
        .all(|name| target.options.contains(&name.as_str()))
    {
        return None;
    }
    let table = members.iter().find_map(|member| match member.ty {
        Type::Object(options) if member.name == "options" => Some(options),
        _ => None,
    })?;
    let written = converter.object(table, options, &at.member("options"));
    Some(if written.is_empty() {
        AttrValue::word(target.argument)
    } else {
        AttrValue::call(target.argument, written)
    })
}
