//! One module of the descriptor as one item.

use std::collections::BTreeSet;

use connect_model::descriptor::Module;
use connect_model::{ModuleKind, Type};
use serde_json::{Map, Value};

use super::names::{self, Names};
use super::value::{literal, value};

/// What the items of one package share.
#[derive(Debug, Default)]
pub(super) struct Writer {
    names: Names,
    paths: BTreeSet<String>,
    /// What was left out or changed, for the developer to read.
    pub(super) said: Vec<String>,
}

impl Writer {
    /// The item that declares a module.
    pub(super) fn item(&mut self, kind: &ModuleKind, module: &Map<String, Value>) -> String {
        let text = |name: &str| module.get(name).and_then(Value::as_str);
        let key = text("key").or(text("event")).unwrap_or(kind.attribute);
        let place = format!("{} {key:?}", kind.name);
        let url = url(kind, module);
        let served = url.filter(|url| !url.contains("://") && !url.starts_with("{{"));
        let is_function = served.is_some();

        let name = if is_function {
            self.names.function(key)
        } else {
            self.names.structure(key)
        };
        let mut arguments = Vec::new();
        if kind.has_key() {
            arguments.push(format!("key = {}", literal(key)));
        }
        let mut has_name = kind.property("name").is_none_or(|name| !name.required);
        for (member, json) in module {
            let own_url = kind.url_at.first().is_some_and(|first| first == member);
            if member == "key" || (own_url && kind.url_at.len() == 1) {
                continue;
            }
            if member == "events"
                && let Ok(events) = value_of_events(kind, json)
            {
                arguments.push(format!("events = {events}"));
                continue;
            }
            let Some(property) = kind.property(member) else {
                self.said
                    .push(format!("{place}: dropped `{member}`, which nothing knows"));
                continue;
            };
            let mut json = json.clone();
            if own_url
                && let (Some(object), Some(last)) = (json.as_object_mut(), kind.url_at.last())
            {
                // The function is that URL.
                object.remove(*last);
                if object.is_empty() {
                    continue;
                }
            }
            match value(kind, property, &json) {
                Ok(value) => {
                    has_name |= member == "name";
                    if nested_path(&property.ty, &json) {
                        self.said.push(format!(
                            "{place}: nothing serves a path in `{member}` yet: write an #[iframe] or #[callback] function and name it there"
                        ));
                    }
                    arguments.push(format!("{} = {value}", property.argument));
                }
                Err(why) => self
                    .said
                    .push(format!("{place}: dropped `{member}`: {why}")),
            }
        }
        let missing = kind.properties.iter().filter(|property| {
            let by_us = matches!(property.name, "key" | "name" | "event")
                || kind.url_at.first() == Some(&property.name);
            let is_there = |argument: &String| argument.starts_with(property.argument);
            property.required && !by_us && !arguments.iter().any(is_there)
        });
        for property in missing {
            let argument = property.argument;
            self.said.push(format!(
                "{place}: needs `{argument}`: write it, or it does not compile"
            ));
        }
        if !has_name {
            arguments.push(format!("name = {}", literal(key)));
        }
        let parameters = match (served, url) {
            (Some(path), _) if path.contains("{{") => {
                let line = format!("{place}: {path:?} is no path: it got /{name}");
                self.said.push(line);
                String::new()
            }
            (Some(path), _) => {
                let path = self.free_path(path, &place);
                arguments.push(format!("url = {}", literal(&path)));
                context(kind, &path)
            }
            (None, Some(elsewhere)) => {
                arguments.push(format!("url = {}", literal(elsewhere)));
                String::new()
            }
            (None, None) => String::new(),
        };
        let attribute = format!(
            "#[{}(\n    {},\n)]",
            kind.attribute,
            arguments.join(",\n    ")
        );
        if !is_function {
            return format!("{attribute}\npub struct {name};\n");
        }
        let answer = match kind.url {
            connect_model::module_kind::Url::Iframe => "Page",
            connect_model::module_kind::Url::Callback => "Result<()>",
            _ => "String",
        };
        format!(
            "{attribute}\npub async fn {name}({parameters}) -> {answer} {{\n    todo!(\"{name}\")\n}}\n"
        )
    }

    /// The template with a path that no other item has: each handler has a route of its own.
    fn free_path(&mut self, template: &str, place: &str) -> String {
        let (path, query) = template.split_once('?').unwrap_or((template, ""));
        let path = format!("/{}", path.trim_matches('/'));
        let mut free = path.clone();
        let mut number = 2;
        while !self.paths.insert(free.clone()) {
            free = format!("{path}-{number}");
            number += 1;
        }
        if free != path {
            self.said.push(format!(
                "{place}: the path {path} is another module's too; this one got {free}"
            ));
        }
        if query.is_empty() {
            free
        } else {
            format!("{free}?{query}")
        }
    }
}

/// The events of a webhook that has several.
fn value_of_events(kind: &ModuleKind, json: &Value) -> Result<String, String> {
    let event = kind.property("event").ok_or("no events here")?;
    let names = json.as_array().into_iter().flatten();
    let names: Result<Vec<String>, String> = names.map(|name| value(kind, event, name)).collect();
    Ok(format!("[{}]", names?.join(", ")))
}

/// The module's own URL.
fn url<'a>(kind: &ModuleKind, module: &'a Map<String, Value>) -> Option<&'a str> {
    let (first, rest) = kind.url_at.split_first()?;
    let mut json = module.get(*first)?;
    for name in rest {
        if json.is_string() {
            break;
        }
        json = json.get(*name)?;
    }
    json.as_str()
}

/// The arguments that take the context parameters of a template.
fn context(kind: &ModuleKind, template: &str) -> String {
    let mut written = Vec::new();
    let mut seen = BTreeSet::new();
    for part in template.split('{').skip(1) {
        let Some((name, _)) = part.split_once('}') else {
            continue;
        };
        let known = connect_model::check_context_parameter_of(kind, &[], name).is_ok();
        let argument = names::snake(name);
        if known && seen.insert(argument.clone()) {
            let attribute = literal(name);
            written.push(format!(
                "#[context({attribute})] {argument}: Option<String>"
            ));
        }
    }
    written.join(", ")
}

/// Whether a path of the app stands inside a property.
fn nested_path(ty: &Type, json: &Value) -> bool {
    match (ty, json) {
        (Type::Url, Value::String(path)) => path.starts_with('/'),
        (Type::Object(members), Value::Object(object)) => members.iter().any(|member| {
            object
                .get(member.name)
                .is_some_and(|json| nested_path(&member.ty, json))
        }),
        (Type::Array(item), Value::Array(items)) => {
            items.iter().any(|json| nested_path(item, json))
        }
        _ => false,
    }
}

/// Webhooks of the same URL that are alike but for their event become one.
pub(super) fn join_webhooks(modules: Vec<Map<String, Value>>) -> Vec<Map<String, Value>> {
    let mut joined: Vec<(Map<String, Value>, Vec<Value>)> = Vec::new();
    for mut module in modules {
        let event = module.remove("event");
        match joined.iter_mut().find(|(other, _)| *other == module) {
            Some((_, events)) => events.extend(event.filter(|event| !events.contains(event))),
            None => joined.push((module, event.into_iter().collect())),
        }
    }
    let whole = joined.into_iter().map(|(mut module, mut events)| {
        match events.len() {
            0 => None,
            1 => module.insert("event".to_owned(), events.remove(0)),
            _ => module.insert("events".to_owned(), Value::Array(events)),
        };
        module
    });
    whole.collect()
}

/// The fields of a module as they were written, without comments.
pub(super) fn fields(module: &Module) -> Map<String, Value> {
    let mut fields = match serde_json::to_value(module) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    };
    fields.retain(|name, value| !name.starts_with("//") && !value.is_null());
    fields
}
