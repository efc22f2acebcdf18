//! What each module of the descriptor will be, before any is written: its kind, its key, its name
//! in Rust, its file, and who serves its URL.

use std::collections::BTreeMap;

use connect_model::module_kind::{Item as Sort, Shape, Url};
use connect_model::{ModuleKind, Product};
use serde_json::{Map, Value};

use super::names::snake;
use super::scan::escaped;
use super::urls::Route;
use super::value::remark;
use super::world::{Said, World};
use super::written::comment;
use super::{keys, rooms};

/// A module, as it will be written.
#[derive(Debug, Clone)]
pub(super) struct Planned {
    pub(super) kind: &'static ModuleKind,
    pub(super) fields: Map<String, Value>,
    pub(super) pointer: String,
    /// Its key; what it had in the descriptor is in `fields`.
    pub(super) key: String,
    pub(super) name: String,
    pub(super) room: String,
    pub(super) products: Vec<Product>,
    /// The URL of the app's at which its function stands; none for a unit struct.
    pub(super) served: Option<(String, Route)>,
}

impl Planned {
    pub(super) fn location(&self) -> Option<&str> {
        self.fields.get("location").and_then(Value::as_str)
    }

    /// The location that it is for others, by the key that it has and the one that it had.
    pub(super) fn sections(&self) -> Vec<String> {
        if self.kind.name != "webSections" {
            return Vec::new();
        }
        let location = self.location().unwrap_or_default();
        let had = self.fields.get("key").and_then(Value::as_str);
        [Some(self.key.as_str()), had]
            .into_iter()
            .flatten()
            .map(|key| format!("{location}/{key}"))
            .collect()
    }

    /// `webPanels "votes"`
    pub(super) fn label(&self) -> String {
        let text = |name: &str| self.fields.get(name).and_then(Value::as_str);
        match text("key").or_else(|| text("event")) {
            Some(key) => format!("{} {key:?}", self.kind.name),
            None => self.kind.name.to_owned(),
        }
    }

    /// Its own URL.
    pub(super) fn url(&self) -> Option<&str> {
        let (first, rest) = self.kind.url_at.split_first()?;
        let mut json = self.fields.get(*first)?;
        for name in rest {
            if json.is_string() {
                break;
            }
            json = json.get(*name)?;
        }
        json.as_str()
    }

    /// Whether the host requests its page without a token.
    pub(super) fn is_cacheable(&self) -> bool {
        let says = self.fields.get("cacheable");
        self.kind.property("cacheable").is_some()
            && says.is_some_and(|it| it.as_bool() == Some(true) || it.as_str() == Some("true"))
    }
}

/// Plans all modules; what no attribute can say comes back as comments for the crate root.
pub(super) fn plan(world: &mut World<'_>, modules: Option<&Value>) -> Vec<String> {
    let mut left = Vec::new();
    let Some(modules) = modules else {
        return left;
    };
    let Value::Object(kinds) = modules else {
        if !modules.is_null() {
            world.say("/modules", "dropped `modules`: it is no object");
            left.extend(comment(&format!("dropped modules: {modules}")));
        }
        return left;
    };
    for (name, entry) in kinds {
        let pointer = format!("/modules/{}", escaped(name));
        if name.starts_with("//") {
            left.extend(comment(&remark(name, entry)));
            continue;
        }
        let Some(kind) = connect_model::module_kind(name) else {
            if entry.is_null() {
                continue;
            }
            let near = connect_model::check_module_kind(name).err();
            let near = near.and_then(|unknown| unknown.suggestion());
            let near = near.map(|near| format!("; {near}")).unwrap_or_default();
            world.say(
                &pointer,
                &format!("dropped `{name}`, which is no module kind{near}"),
            );
            left.extend(dropped(name, entry));
            continue;
        };
        let alone = std::slice::from_ref(entry);
        let (entries, listed) = match entry {
            Value::Array(entries) => (entries.as_slice(), true),
            Value::Null => continue,
            _ => (alone, false),
        };
        let mut planned = Vec::new();
        for (at, entry) in entries.iter().enumerate() {
            let pointer = if listed {
                format!("{pointer}/{at}")
            } else {
                pointer.clone()
            };
            match entry {
                Value::Object(fields) if kind.shape == Shape::Many || planned.is_empty() => {
                    planned.push((fields.clone(), pointer));
                }
                Value::Null => {}
                other => {
                    let why = if other.is_object() {
                        "a descriptor has one of it"
                    } else {
                        "a module is an object"
                    };
                    let line = world.places.line(&pointer).unwrap_or_default();
                    let key = other.get("key").and_then(Value::as_str);
                    let key = escaped(key.unwrap_or_default());
                    world.said.push(Said {
                        line,
                        text: format!("dropped one of `{name}`: {why}"),
                        // By its key, as the comparison has it: it is no module of the plan.
                        pointer: format!("/modules/{name}/{key}"),
                    });
                    left.extend(dropped(name, other));
                }
            }
        }
        if kind.name == "webhooks" {
            planned = joined(planned);
        }
        for (mut fields, pointer) in planned {
            // A list of one location is that location.
            if let Some(Value::Array(names)) = fields.get("location")
                && let [only @ Value::String(_)] = names.as_slice()
            {
                let only = only.clone();
                fields.insert("location".to_owned(), only);
            }
            if let Some(key @ Value::Number(_)) = fields.get("key") {
                let key = key.to_string();
                fields.insert("key".to_owned(), key.into());
            }
            let products = products(kind, &fields);
            world.modules.push(Planned {
                kind,
                room: rooms::of(kind, &products).to_owned(),
                products,
                pointer,
                key: String::new(),
                name: String::new(),
                served: None,
                fields,
            });
        }
    }
    rooms::divide(&mut world.modules);
    keys::give(world);
    serve(world);
    name(world);
    left
}

/// JSON that is left out, as a comment.
pub(super) fn dropped(name: &str, json: &Value) -> Vec<String> {
    let text = serde_json::to_string_pretty(json).unwrap_or_default();
    comment(&format!("dropped {name}: {text}"))
}

/// Webhooks that are alike but for their event become one, with all their events.
fn joined(modules: Vec<(Map<String, Value>, String)>) -> Vec<(Map<String, Value>, String)> {
    let mut joined: Vec<(Map<String, Value>, Vec<Value>, String)> = Vec::new();
    let mut alike: BTreeMap<String, usize> = BTreeMap::new();
    for (mut module, pointer) in modules {
        let event = module.remove("event");
        if let Some(Value::Array(events)) = event {
            joined.push((module, events, pointer));
            continue;
        }
        let text = serde_json::to_string(&module).unwrap_or_default();
        let same = event.is_some().then(|| alike.get(&text)).flatten();
        match same.and_then(|at| joined.get_mut(*at)) {
            Some((_, events, _)) => events.extend(event.filter(|event| !events.contains(event))),
            None => {
                if event.as_ref().is_some_and(Value::is_string) {
                    alike.insert(text, joined.len());
                }
                joined.push((module, event.into_iter().collect(), pointer));
            }
        }
    }
    let whole = joined.into_iter().map(|(mut module, mut events, pointer)| {
        if events.len() > 1 {
            module.insert("events".to_owned(), Value::Array(events));
        } else if let Some(event) = events.pop() {
            module.insert("event".to_owned(), event);
        }
        (module, pointer)
    });
    whole.collect()
}

/// The products that a module can be for, as the compiler finds them.
fn products(kind: &ModuleKind, fields: &Map<String, Value>) -> Vec<Product> {
    let text = |name: &str| fields.get(name).and_then(Value::as_str);
    let locations = text("location").map(connect_model::location);
    let events = text("event").map(connect_model::event);
    let said: Vec<Product> = locations
        .into_iter()
        .flatten()
        .map(|row| row.product)
        .chain(events.into_iter().flatten().map(|row| row.product))
        .collect();
    if !said.is_empty() {
        return said;
    }
    let all = kind.products.iter().copied();
    let rest: Vec<Product> = all.filter(|one| *one != Product::Bitbucket).collect();
    if rest.is_empty() {
        kind.products.to_vec()
    } else {
        rest
    }
}

/// Who serves which URL: pages first, since their routes take what callbacks send as well.
fn serve(world: &mut World<'_>) {
    let callback = |module: &Planned| module.kind.url == Url::Callback;
    let mut order: Vec<usize> = (0..world.modules.len()).collect();
    // Who has no URL takes what is left.
    order.sort_by_key(|at| {
        let module = world.modules.get(*at);
        module.map(|module| (module.url().is_none(), callback(module)))
    });
    for at in order {
        let Some(module) = world.modules.get(at).cloned() else {
            continue;
        };
        if module.kind.item != Sort::Function {
            continue;
        }
        let label = module.label();
        let first = module.kind.url_at.first().copied().unwrap_or_default();
        let place = format!("{}/{first}", module.pointer);
        let must = module
            .kind
            .url_at
            .first()
            .and_then(|name| module.kind.property(name))
            .is_some_and(|property| property.required);
        let served = match module.url() {
            None if must => {
                let text = format!("{label}: it has no URL; it is served where its name says");
                let keyed = module.kind.has_key();
                world.say(if keyed { &place } else { &module.pointer }, &text);
                free(world, &module, &at.to_string())
            }
            None => None,
            Some(url) => world.base.own(url).and_then(|own| {
                let route = Route::read(&own);
                let Some(route) = route else {
                    let text = format!(
                        "{label}: nothing serves {url:?}: write the path of a handler, and make it an `async fn`"
                    );
                    world.say(&place, &text);
                    return None;
                };
                match world.routes.claim(&own, &route, &at.to_string()) {
                    Ok(()) => Some((own, route)),
                    Err(other) => {
                        shared(world, &module, &other);
                        None
                    }
                }
            }),
        };
        if let Some(module) = world.modules.get_mut(at) {
            module.served = served;
        }
    }
}

/// A path that nobody has: the one that the compiler would give, if it can be that.
fn free(world: &mut World<'_>, module: &Planned, owner: &str) -> Option<(String, Route)> {
    let path = if module.kind.has_key() {
        format!("/{}", module.key)
    } else {
        let name = snake(&hint(module)).replace('_', "-");
        format!("/{}/{name}", module.kind.name)
    };
    let mut own = path.clone();
    for number in 2.. {
        let route = Route::read(&own)?;
        if world.routes.claim(&own, &route, owner).is_ok() {
            return Some((own, route));
        }
        own = format!("{path}-{number}");
    }
    None
}

/// Two modules at one path have one handler; that is only said where it can't answer both.
fn shared(world: &mut World<'_>, module: &Planned, other: &str) {
    if other.starts_with("{") {
        let (label, pointer) = (module.label(), format!("{}/url", module.pointer));
        let said = format!(
            "{label}: nothing serves it: where its path has {{…}}, another has `{other}`; give one another path"
        );
        return world.say(&pointer, &said);
    }
    let owner = other
        .parse()
        .ok()
        .and_then(|at: usize| world.modules.get(at));
    let other = owner.map_or_else(|| other.to_owned(), Planned::label);
    let fits = owner.is_some_and(|owner| {
        owner.is_cacheable() == module.is_cacheable()
            && (owner.kind.url == module.kind.url || owner.kind.url == Url::Iframe)
    });
    if !fits {
        let label = module.label();
        world.say(
            &format!("{}/url", module.pointer),
            &format!("{label}: its path is that of {other}, whose handler is called for both: give one another path"),
        );
    }
}

/// Names in Rust.
fn name(world: &mut World<'_>) {
    for module in &mut world.modules {
        let from = if module.kind.has_key() {
            module.key.clone()
        } else {
            hint(module)
        };
        module.name = if module.served.is_some() {
            world.names.function(&from, module.kind.attribute)
        } else {
            world.names.structure(&from, module.kind.attribute)
        };
    }
}

/// What a module without a key is named after: its event, or where its events go.
fn hint(module: &Planned) -> String {
    let event = module.fields.get("event").and_then(Value::as_str);
    if let Some(event) = event.filter(|event| event.contains(char::is_alphanumeric)) {
        return event.strip_prefix("jira:").unwrap_or(event).to_owned();
    }
    let path = module.url().unwrap_or_default();
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let last = path
        .rsplit('/')
        .find(|segment| segment.starts_with(char::is_alphabetic));
    last.unwrap_or(module.kind.attribute).to_owned()
}
