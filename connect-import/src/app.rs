//! The top-level fields as `app!`.

use connect_model::app_field::{MIGRATIONS, WRITTEN_FOR_YOU};
use connect_model::assemble::{DESCRIPTORS, webhook};
use connect_model::module_kind::Type;
use connect_model::{Property, Scope, ScopeSet, app_fields};
use serde_json::{Map, Value};

use super::item::text;
use super::plan::dropped;
use super::value::{Place, Spot, remark};
use super::world::World;
use super::written::{self, Member, Written, comment};

/// Fields that come first, as people write them.
const FIRST: &[&str] = &["key", "name", "description", "vendor", "links"];

/// Fields that hosts don't read: a tool's that checks descriptors.
const SCHEMA: &str = "$schema";

/// `app! { … }`, and the comments that stand before it.
pub(super) fn app(world: &mut World<'_>, root: &Map<String, Value>) -> (String, Vec<String>) {
    let mut place = Place {
        kind: None,
        products: Vec::new(),
        room: String::new(),
        label: "app!".to_owned(),
        hint: String::new(),
        pointer: String::new(),
        left: Vec::new(),
    };
    let mut arguments = vec![key(world, root)];
    for (name, json) in root {
        let spot = place.spot().member(name);
        let ours = WRITTEN_FOR_YOU.iter().any(|field| field.name == name);
        if name.starts_with("//") || json.is_null() || name == SCHEMA || name == "key" {
            continue;
        }
        let field = app_fields().iter().find(|field| field.name == name);
        match field.filter(|_| name != DESCRIPTORS) {
            _ if ours => written_for_you(world, &mut place, json, &spot),
            Some(_) if name == "scopes" => {
                arguments.extend(scopes(world, &mut place, json, &spot));
            }
            Some(field) => arguments.extend(self::field(world, &mut place, field, json, &spot)),
            None => {
                world.say(
                    &spot.pointer,
                    &format!("dropped `{name}`, which app! does not know"),
                );
                place.left.extend(dropped(name, json));
            }
        }
    }
    if arguments.iter().all(|one| one.name != "scopes") {
        inferred(world, root);
    }
    mend(world, &mut place, &mut arguments);
    let order = |argument: &Member| {
        let first = FIRST.iter().position(|name| *name == argument.name);
        first.unwrap_or(FIRST.len())
    };
    arguments.sort_by_key(order);
    let mut above = Vec::new();
    for (name, json) in root.iter().filter(|(name, _)| name.starts_with("//")) {
        let about = name.trim_start_matches('/').trim();
        let field = app_fields().iter().find(|field| field.name == about);
        let argument = field.map_or("", |field| field.argument);
        let lines = comment(&remark(name, json));
        let beside = arguments
            .iter_mut()
            .find(|it| it.name == argument && !argument.is_empty());
        match beside {
            Some(member) => member.comments.extend(lines),
            None => above.extend(lines),
        }
    }
    above.append(&mut place.left);
    let mut text = String::from("connect_runtime::app! {\n");
    for argument in &arguments {
        argument.print(1, &mut text);
    }
    text.push_str("}\n");
    (text, above)
}

fn key(world: &mut World<'_>, root: &Map<String, Value>) -> Member {
    const STANDS_IN: &str = "com.example.imported";
    let legal = |key: &str| {
        let letter = |it: char| it.is_ascii_alphanumeric() || "-._".contains(it);
        !key.is_empty() && key.len() <= 64 && key.chars().all(letter)
    };
    match root.get("key") {
        Some(Value::String(key)) if legal(key) => text("key", key),
        other => {
            let had = other.map_or_else(|| "missing".to_owned(), Value::to_string);
            world.say(
                "/key",
                &format!("the app's key is {had}: it got {STANDS_IN:?}; write the real one"),
            );
            text("key", STANDS_IN)
        }
    }
}

fn field(
    world: &mut World<'_>,
    place: &mut Place,
    field: &'static Property,
    json: &Value,
    spot: &Spot,
) -> Option<Member> {
    let mut json = json.clone();
    match field.name {
        // `{ "value": "…" }`, as modules have their names.
        "name" | "description" => {
            if let Some(text @ Value::String(_)) = json.get("value") {
                json = text.clone();
            }
        }
        "links" => {
            if let Some(links) = json.as_object_mut() {
                // The framework writes the link to the descriptor itself.
                links.remove("self");
            }
        }
        "apiMigrations" => {
            if let Some(migrations) = json.as_object_mut() {
                migrations
                    .retain(|name, json| !migrated(world, place, name, json, &spot.member(name)));
            }
        }
        _ => {}
    }
    if json.as_str().is_some_and(|text| text.contains("{{")) && field.ty != Type::String {
        world.leave(place, spot, &json, "a template says nothing to a program");
        return None;
    }
    let mut member = world.member(place, field, &json, spot)?;
    if field.name == "apiMigrations"
        && let Written::Group { members, .. } = &mut member.value
    {
        for member in members {
            let vouched = Written::call("unlisted", vec![Member::value(member.value.clone())]);
            member.instead = Some(vouched);
        }
    }
    Some(member)
}

/// Whether a migration needs no writing: the three that are on for every app.
fn migrated(
    world: &mut World<'_>,
    place: &mut Place,
    name: &str,
    json: &Value,
    spot: &Spot,
) -> bool {
    if name.starts_with("//") || json.is_null() {
        return false;
    }
    if MIGRATIONS.contains(&name) {
        if json.as_bool() != Some(true) {
            let said = format!("`{}` is {json}: it is on in every app here", spot.path);
            world.say(&spot.pointer, &said);
        }
        return true;
    }
    if !json.is_boolean() {
        world.leave(place, spot, json, "a migration is on or off");
        return true;
    }
    false
}

/// Fields that the framework writes, where the descriptor said something else.
fn written_for_you(world: &mut World<'_>, place: &mut Place, json: &Value, spot: &Spot) {
    let text = json.as_str();
    match spot.path.as_str() {
        "baseUrl" => {
            let said = match text {
                Some(url) if !url.contains("{{") => {
                    format!(
                        "`baseUrl` is no part of the code: start the app with CONNECT_BASE_URL={url}"
                    )
                }
                _ => "`baseUrl` is no part of the code: start the app with CONNECT_BASE_URL"
                    .to_owned(),
            };
            world.say(&spot.pointer, &said);
        }
        "authentication" => {
            let kind = json.get("type").unwrap_or(json);
            let jwt = kind
                .as_str()
                .is_some_and(|it| it.eq_ignore_ascii_case("jwt"));
            if !jwt {
                let said = format!("`authentication` was {kind}: every app here has \"jwt\"");
                world.say(&spot.pointer, &said);
            }
            for (name, json) in json.as_object().into_iter().flatten() {
                if name.starts_with("//") {
                    place.left.extend(comment(&remark(
                        &format!("authentication.{}", name.trim_start_matches('/')),
                        json,
                    )));
                } else if name != "type" && !json.is_null() && json != "" {
                    world.leave(
                        place,
                        &spot.member(name),
                        json,
                        "the framework has keys of its own",
                    );
                }
            }
        }
        _ => {}
    }
}

/// The ceiling: what the descriptor asked for, and what its webhooks need.
fn scopes(world: &mut World<'_>, place: &mut Place, json: &Value, spot: &Spot) -> Option<Member> {
    let field = app_fields().iter().find(|field| field.name == "scopes")?;
    let mut json = json.clone();
    if let Some(names) = json.as_array_mut() {
        names.retain(|name| {
            let template = name.as_str().is_some_and(|name| name.contains("{{"));
            if template {
                world.leave(place, spot, name, "a template says nothing to a program");
            }
            !template
        });
    }
    let mut member = world.member(place, field, &json, spot)?;
    let Written::Group { members, .. } = &mut member.value else {
        return None;
    };
    if members.is_empty() {
        return None;
    }
    // Either case is one scope.
    let mut seen: Vec<Written> = Vec::new();
    members.retain(|one| {
        let new = !seen.contains(&one.value);
        seen.push(one.value.clone());
        new
    });
    let mut granted: Vec<Scope> = members
        .iter()
        .filter_map(|one| one.value.flat()?.parse().ok())
        .collect();
    for scope in needed(world) {
        if !ScopeSet::of(&granted).covers(scope) {
            let said = format!("`scopes` lacks {scope}, which a webhook needs: it is added");
            world.say(&spot.pointer, &said);
            granted.push(scope);
            members.push(Member::value(Written::word(scope.name())));
        }
    }
    Some(member)
}

/// Without a ceiling the code says what it needs.
fn inferred(world: &mut World<'_>, root: &Map<String, Value>) {
    if world.modules.is_empty() || root.is_empty() {
        return;
    }
    let names: Vec<&str> = needed(world).into_iter().map(Scope::name).collect();
    if !names.is_empty() {
        let said = format!(
            "it asks for no `scopes`, and its webhooks need {}: the build asks for it",
            names.join(", ")
        );
        world.say("/scopes", &said);
    }
}

/// The scopes that the webhooks need.
fn needed(world: &World<'_>) -> Vec<Scope> {
    let modules = world.modules.iter().enumerate();
    let mut needed: Vec<Scope> = modules
        .filter(|(at, module)| module.kind.name == "webhooks" && !world.out.contains(at))
        .flat_map(|(_, module)| [module.fields.get("event"), module.fields.get("events")])
        .flatten()
        .flat_map(|json| match json {
            Value::Array(events) => events.iter().collect(),
            one => vec![one],
        })
        .filter_map(Value::as_str)
        .map(|event| webhook(event).1)
        .filter(|scope| *scope != Scope::None)
        .collect();
    needed.sort();
    needed.dedup();
    needed
}

/// Leaves out what the compiler refuses.
fn mend(world: &mut World<'_>, place: &mut Place, arguments: &mut Vec<Member>) {
    loop {
        let (mut text, mut lines) = (String::new(), Vec::new());
        written::trace(arguments, &mut Vec::new(), &mut text, &mut lines);
        let read = syn::parse_str(&text).and_then(connect_syntax::App::parse);
        let Err(error) = read else {
            return;
        };
        let mut faults: Vec<(Vec<usize>, String)> = error
            .into_iter()
            .filter_map(|error| {
                let line = error.span().start().line.saturating_sub(1);
                let message = error.to_string();
                let first = message.lines().next().unwrap_or_default();
                let path = lines.get(line)?;
                // The key is the one field that must be there.
                (path != &[0]).then(|| (path.clone(), first.to_owned()))
            })
            .collect();
        faults.sort();
        faults.dedup_by(|one, other| one.0.starts_with(&other.0));
        let before = arguments.clone();
        for (path, message) in faults.into_iter().rev() {
            if let Some(member) = written::at(arguments, &path)
                && let Some(instead) = member.instead.take()
            {
                member.value = instead;
                continue;
            }
            let Some(member) = written::remove(arguments, &path) else {
                continue;
            };
            let said = if member.from.is_empty() {
                member.name.clone()
            } else {
                member.from.clone()
            };
            let pointer = format!("/{}", said.replace(['.', '['], "/").replace(']', ""));
            world.say(&pointer, &format!("app!: dropped `{said}`: {message}"));
            let value = member.value.flat().unwrap_or_default();
            place
                .left
                .extend(comment(&format!("dropped {said}: {value}")));
        }
        if before == *arguments {
            return;
        }
    }
}
