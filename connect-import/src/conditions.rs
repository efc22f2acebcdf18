//! A module's `conditions` as Rust.
//!
//! A condition that were dropped would show the module to more people, so each is kept: by its
//! name, as a `#[condition]` of the app where it is a URL of the app's, and as `unlisted("…")` with
//! its parameters where no table knows it.

use serde_json::{Map, Value};

use super::value::{Place, Spot, map_name};
use super::world::World;
use super::written::{Member, Written, comment, literal};
use super::{names, value};

/// All of a list; an object counts as a list of one. None where there is no condition.
pub(super) fn written(
    world: &mut World<'_>,
    place: &mut Place,
    json: &Value,
    spot: &Spot,
) -> Result<Option<Member>, String> {
    let mut each = match json {
        Value::Array(items) => list(world, place, items, spot),
        Value::Object(_) | Value::String(_) => {
            condition(world, place, json, spot).into_iter().collect()
        }
        _ => return Err("it is no list of conditions".to_owned()),
    };
    Ok(match each.len() {
        0 => None,
        1 => each.pop(),
        _ => Some(Member::value(Written::call("all", each)).from(&spot.path)),
    })
}

fn list(world: &mut World<'_>, place: &mut Place, items: &[Value], spot: &Spot) -> Vec<Member> {
    let mut written = Vec::new();
    for (at, json) in items.iter().enumerate() {
        written.extend(condition(world, place, json, &spot.item(at)));
    }
    written
}

fn condition(
    world: &mut World<'_>,
    place: &mut Place,
    json: &Value,
    spot: &Spot,
) -> Option<Member> {
    let alone = Map::from_iter([("condition".to_owned(), json.clone())]);
    let object = match json {
        Value::Object(object) => object,
        Value::String(_) => &alone,
        _ => {
            world.leave(place, spot, json, MORE_PEOPLE);
            return None;
        }
    };
    let mut comments = Vec::new();
    for (name, json) in object.iter().filter(|(name, _)| name.starts_with("//")) {
        comments.extend(comment(&value::remark(name, json)));
    }
    let is_true =
        |json: &Value| json.as_bool() == Some(true) || json.as_str().is_some_and(|it| it == "true");
    let invert = object.get("invert").is_some_and(is_true);
    for (name, word) in [("or", "any"), ("and", "all")] {
        let Some(json) = object.get(name) else {
            continue;
        };
        let spot = spot.member(name);
        let mut each = match json {
            Value::Array(items) => list(world, place, items, &spot),
            one => condition(world, place, one, &spot).into_iter().collect(),
        };
        for (other, json) in object {
            let says_nothing = json.is_null() || json.as_bool() == Some(false);
            if other != name && !other.starts_with("//") && !says_nothing {
                world.leave(place, &spot.member(other), json, "a group has nothing else");
            }
        }
        let mut member = match each.len() {
            0 => {
                world.leave(place, &spot, json, MORE_PEOPLE);
                return None;
            }
            1 => each.remove(0),
            _ => Member::value(Written::call(word, each)).from(&spot.path),
        };
        member.comments.extend(comments);
        return Some(member);
    }
    let Some(name) = object.get("condition").and_then(Value::as_str) else {
        world.leave(place, spot, json, MORE_PEOPLE);
        return None;
    };
    for (name, json) in object {
        let known = ["condition", "params", "invert"].contains(&name.as_str());
        if !known && !name.starts_with("//") && !json.is_null() {
            world.leave(place, &spot.member(name), json, "nothing knows it");
        }
    }
    let spot = spot.member("params");
    let mut member = match world.condition(place, name) {
        Some(remote) => {
            if let Some(json) = object.get("params").filter(|json| !is_empty(json)) {
                world.leave(place, &spot, json, "a condition at a URL has no parameters");
            }
            Member::value(remote)
        }
        None => named(world, place, name, object.get("params"), &spot),
    };
    if invert {
        member.value = not(member.value);
        member.instead = member.instead.map(not);
    }
    member.comments.extend(comments);
    member.from.clone_from(&spot.path);
    Some(member)
}

fn not(inner: Written) -> Written {
    Written::call("not", vec![Member::value(inner)])
}

const MORE_PEOPLE: &str =
    "it names no condition; without it the module may be shown to more people";

fn is_empty(json: &Value) -> bool {
    json.is_null() || json.as_object().is_some_and(Map::is_empty)
}

/// `name`, `name(parameter = "…")`, with `unlisted("name", parameter = "…")` for what the tables
/// refuse.
fn named(
    world: &mut World<'_>,
    place: &mut Place,
    name: &str,
    params: Option<&Value>,
    spot: &Spot,
) -> Member {
    let mut known = Vec::new();
    let mut vouched = vec![Member::value(Written::text(name))];
    match params {
        Some(Value::Object(params)) => {
            for (param, json) in params {
                if param.starts_with("//") || json.is_null() {
                    continue;
                }
                let spot = spot.member(param);
                match world.any(place, json, &spot) {
                    Ok(value) => {
                        let spelled = names::snake_word(param);
                        known.push(Member::new(&spelled, value.clone()));
                        vouched.push(Member::new(&map_name(param), value));
                    }
                    Err(why) => world.leave(place, &spot, json, &why),
                }
            }
        }
        Some(json) if !is_empty(json) => {
            world.leave(place, spot, json, "parameters are an object");
        }
        _ => {}
    }
    let vouched = Written::call("unlisted", vouched);
    let is_word = syn::parse_str::<syn::Ident>(name).is_ok();
    let listed = !connect_model::condition(name).is_empty();
    if !listed || (!is_word && !known.is_empty()) {
        return Member::value(vouched);
    }
    let plain = match (known.is_empty(), is_word) {
        (true, true) => Written::word(name),
        (true, false) => Written::Word(literal(name)),
        _ => Written::call(name, known),
    };
    Member::value(plain).or(vouched)
}
