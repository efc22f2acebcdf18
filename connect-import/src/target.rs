//! `target = dialog(size = small)`: where a link opens, as it is written in short.

use connect_model::Property;
use connect_model::module_kind::Type;
use serde_json::{Map, Value};

use super::value::{Place, Spot};
use super::world::World;
use super::written::{Member, Written};

/// The host's word, ours, and the options that go with it.
const TARGETS: &[(&str, &str, &[&str])] = &[
    ("page", "page", &[]),
    (
        "dialog",
        "dialog",
        &["chrome", "header", "height", "size", "width"],
    ),
    (
        "inlinedialog",
        "inline_dialog",
        &[
            "closeOthers",
            "isRelativeToMouse",
            "offsetX",
            "offsetY",
            "onHover",
            "onTop",
            "persistent",
            "showDelay",
            "width",
        ],
    ),
];

/// The words that a target's type can be; none where the members are no target's.
fn words(members: &'static [Property]) -> Option<&'static [&'static str]> {
    members.iter().find_map(|member| match member.ty {
        Type::Enum(words) if member.name == "type" && words.contains(&"dialog") => Some(words),
        _ => None,
    })
}

fn row(
    members: &'static [Property],
    word: &str,
) -> Option<&'static (&'static str, &'static str, &'static [&'static str])> {
    let known = words(members)?;
    TARGETS
        .iter()
        .find(|row| row.0.eq_ignore_ascii_case(word) && known.contains(&row.0))
}

/// A target that is its word alone.
pub(super) fn word(members: &'static [Property], word: &str) -> Option<Written> {
    row(members, word).map(|row| Written::word(row.1))
}

/// The short form; none where only the object holds it all.
pub(super) fn short(
    world: &mut World<'_>,
    place: &mut Place,
    members: &'static [Property],
    object: &Map<String, Value>,
    spot: &Spot,
) -> Option<Written> {
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
        let written = world.key(place, &["dialogs"], key).ok()?;
        return (name == "key")
            .then(|| Written::call("dialog", vec![Member::value(written).from(&spot.path)]));
    }
    let (_, ours, own) = row(members, kind)?;
    if !options.keys().all(|name| own.contains(&name.as_str())) {
        return None;
    }
    let table = members.iter().find_map(|member| match member.ty {
        Type::Object(options) if member.name == "options" => Some(options),
        _ => None,
    })?;
    let written = world.object(place, table, options, &spot.member("options"));
    Some(if written.is_empty() {
        Written::word(*ours)
    } else {
        Written::call(ours, written)
    })
}
