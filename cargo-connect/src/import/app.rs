//! The top-level fields as `app!`.

use connect_model::assemble::webhook;
use connect_model::{Scope, ScopeSet};
use serde_json::{Map, Value};

use super::item::text;
use super::plan::dropped;
use super::value::{Place, Spot, remark};
use super::world::World;
use super::written::{self, Member, Written, comment};

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Holds {
    Text,
    Flag,
    Number,
    Object,
    /// The framework writes it.
    Ours,
}

/// Each top-level field, with its argument.
const FIELDS: &[(&str, &str, Holds)] = &[
    ("key", "key", Holds::Ours),
    ("name", "name", Holds::Text),
    ("description", "description", Holds::Text),
    ("vendor", "vendor", Holds::Object),
    ("links", "links", Holds::Object),
    ("version", "version", Holds::Text),
    ("apiVersion", "api_version", Holds::Number),
    ("enableLicensing", "enable_licensing", Holds::Flag),
    ("editionsEnabled", "editions_enabled", Holds::Flag),
    ("translations", "translations", Holds::Object),
    ("regionBaseUrls", "region_base_urls", Holds::Object),
    ("dataResidency", "data_residency", Holds::Object),
    ("cloudAppMigration", "cloud_app_migration", Holds::Object),
    ("apiMigrations", "api_migrations", Holds::Object),
    ("baseUrl", "", Holds::Ours),
    ("authentication", "", Holds::Ours),
    ("lifecycle", "", Holds::Ours),
    ("modules", "", Holds::Ours),
    ("scopes", "", Holds::Ours),
    // Tools that check descriptors read it; hosts don't.
    ("$schema", "", Holds::Ours),
];

/// Migrations that every app of ours has followed.
const ALWAYS: &[&str] = &["context-qsh", "gdpr", "signed-install"];

/// Members of objects whose argument is spelled otherwise.
const SPELLED: &[(&str, &str)] = &[
    ("maxMigrationDurationHours", "max_migration_duration_hours"),
    ("migrationWebhookPath", "migration_webhook_path"),
];

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
    for (name, argument, holds) in FIELDS {
        if let Some(json) = root.get(*name).filter(|json| !json.is_null()) {
            let spot = place.spot().member(name);
            arguments.extend(field(world, &mut place, (argument, *holds), json, &spot));
        }
    }
    for (name, json) in root {
        let known = FIELDS.iter().any(|row| row.0 == name);
        if !known && !name.starts_with("//") && !json.is_null() {
            let spot = place.spot().member(name);
            world.say(
                &spot.pointer,
                &format!("dropped `{name}`, which app! does not know"),
            );
            place.left.extend(dropped(name, json));
        }
    }
    arguments.extend(scopes(world, &mut place, root));
    mend(world, &mut place, &mut arguments);
    arguments.retain(|one| one.value != Written::object(Vec::new()));
    let mut above = Vec::new();
    for (name, json) in root.iter().filter(|(name, _)| name.starts_with("//")) {
        let about = name.trim_start_matches('/').trim();
        let row = FIELDS.iter().find(|row| row.0 == about);
        let argument = row.map_or("", |row| row.1);
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
    (argument, holds): (&str, Holds),
    json: &Value,
    spot: &Spot,
) -> Option<Member> {
    let word = |value: Written| Some(Member::new(argument, value).from(&spot.path));
    match (holds, json) {
        (Holds::Ours, _) => {
            ours(world, place, json, spot);
            None
        }
        (Holds::Text, Value::String(text)) => word(Written::text(text)),
        // `{ "value": "…" }`, as modules have their names.
        (Holds::Text, Value::Object(members))
            if members.get("value").is_some_and(Value::is_string) =>
        {
            let value = members.get("value").and_then(Value::as_str);
            word(Written::text(value.unwrap_or_default()))
        }
        (Holds::Flag, Value::Bool(flag)) => word(Written::word(flag.to_string())),
        (Holds::Flag, Value::String(flag)) if flag == "true" || flag == "false" => {
            word(Written::word(flag))
        }
        (Holds::Number, Value::Number(number)) if number.is_i64() => {
            word(Written::word(number.to_string()))
        }
        (Holds::Number, Value::String(text)) if text.parse::<i64>().is_ok() => {
            word(Written::word(text))
        }
        (Holds::Object, Value::Object(members)) => {
            let mut members = members.clone();
            if argument == "links" {
                // The framework writes the link to the descriptor itself.
                members.remove("self");
            }
            if argument == "api_migrations" {
                members
                    .retain(|name, json| !migrated(world, place, name, json, &spot.member(name)));
            }
            let empty = members
                .iter()
                .all(|(name, json)| json.is_null() || name.starts_with("//"));
            if empty {
                return None;
            }
            match world.any(place, &Value::Object(members), spot) {
                Ok(value) => word(spelled(value)),
                Err(why) => {
                    world.leave(place, spot, json, &why);
                    None
                }
            }
        }
        (_, Value::Array(items)) if items.is_empty() => None,
        _ => {
            let why = match json.as_str() {
                Some(text) if text.contains("{{") => "a template says nothing to a program",
                _ => "it has another shape than the platform takes",
            };
            world.leave(place, spot, json, why);
            None
        }
    }
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
    if ALWAYS.contains(&name) {
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
fn ours(world: &mut World<'_>, place: &mut Place, json: &Value, spot: &Spot) {
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
fn scopes(world: &mut World<'_>, place: &mut Place, root: &Map<String, Value>) -> Option<Member> {
    let spot = place.spot().member("scopes");
    let Some(json) = root.get("scopes") else {
        inferred(world);
        return None;
    };
    let alone = std::slice::from_ref(json);
    let names = match json {
        Value::Array(names) => names.as_slice(),
        Value::String(_) => alone,
        Value::Null => return None,
        _ => {
            world.leave(place, &spot, json, "scopes are a list");
            return None;
        }
    };
    let mut granted = Vec::new();
    for (at, json) in names.iter().enumerate() {
        let spot = spot.item(at);
        match json.as_str().map(str::parse::<Scope>) {
            Some(Ok(scope)) => granted.push(scope),
            _ => world.leave(place, &spot, json, "it is no scope of Jira or Confluence"),
        }
    }
    if granted.is_empty() {
        inferred(world);
        return None;
    }
    for scope in needed(world) {
        if !ScopeSet::of(&granted).covers(scope) {
            let said = format!("`scopes` lacks {scope}, which a webhook needs: it is added");
            world.say(&spot.pointer, &said);
            granted.push(scope);
        }
    }
    let words = ScopeSet::of(&granted)
        .iter()
        .map(|scope| Member::value(Written::word(scope.name())));
    Some(Member::new("scopes", Written::list(words.collect())).from("scopes"))
}

/// Without a ceiling the code says what it needs.
fn inferred(world: &mut World<'_>) {
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
        .collect();
    needed.sort();
    needed.dedup();
    needed
}

/// The members as `app!` spells them.
fn spelled(mut value: Written) -> Written {
    if let Written::Group { members, .. } = &mut value {
        for member in members {
            if let Some(row) = SPELLED.iter().find(|row| row.0 == member.name) {
                row.1.clone_into(&mut member.name);
            }
        }
    }
    value
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
