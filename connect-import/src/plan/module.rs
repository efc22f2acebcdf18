//! The modules of a descriptor, and what is decided about each before any is written.

use std::collections::BTreeMap;

use connect_model::link::LinkContext;
use connect_model::location::names_sections_by_key;
use connect_model::module_kind::{Invocation, Shape};
use connect_model::{ModuleKind, Product};
use serde_json::{Map, Value};

use crate::diagnostics::Diagnostics;
use crate::parse::escaped;
use crate::text::{comment, dropped, remark};
use crate::urls::ServedUrl;

/// A module of the descriptor.
#[derive(Debug)]
pub(crate) struct Module {
    pub(crate) kind: &'static ModuleKind,
    pub(crate) fields: Map<String, Value>,
    pub(crate) pointer: String,
    /// The products that it can be for.
    pub(crate) products: Vec<Product>,
}

/// A module, and the plan for its item.
#[derive(Debug)]
pub(crate) struct PlannedModule {
    pub(crate) module: Module,
    /// The key of the new module; empty for kinds without one.
    pub(crate) key: String,
    /// The name of its item.
    pub(crate) name: String,
    /// The file that contains its item.
    pub(crate) file: &'static str,
    /// The URL of the app that its function serves; `None` for a unit struct.
    pub(crate) served: Option<ServedUrl>,
    /// Whether its page is for administrators of the product only.
    pub(crate) admin_only: bool,
    /// The handler that it shares with others, and the query with which it is opened.
    pub(crate) shared: Option<SharedHandler>,
}

/// A handler that serves several modules, as one of them refers to it.
#[derive(Debug)]
pub(crate) struct SharedHandler {
    pub(crate) file: &'static str,
    pub(crate) name: String,
    pub(crate) query: String,
}

/// The converted `modules` of a descriptor.
#[derive(Debug, Default)]
pub(super) struct Listed {
    pub(super) modules: Vec<Module>,
    /// What no attribute can express, as comments for the crate root.
    pub(super) unconverted: Vec<String>,
}

impl Module {
    pub(super) fn location(&self) -> Option<&str> {
        self.fields.get("location").and_then(Value::as_str)
    }

    /// Its name in messages: `webPanels "votes"`.
    pub(super) fn label(&self) -> String {
        let text = |name: &str| self.fields.get(name).and_then(Value::as_str);
        match text("key").or_else(|| text("event")) {
            Some(key) => format!("{} {key:?}", self.kind.name),
            None => self.kind.name.to_owned(),
        }
    }

    /// The URL of its handler.
    pub(crate) fn url(&self) -> Option<&str> {
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

    /// The parameters that a macro declares.
    pub(super) fn macro_parameters(&self) -> Vec<String> {
        let declared = self
            .fields
            .get("parameters")
            .filter(|_| self.kind.is_macro());
        let each = declared.and_then(Value::as_array).into_iter().flatten();
        each.filter_map(|one| one.get("identifier")?.as_str())
            .map(str::to_owned)
            .collect()
    }

    /// The context of its URL, if it is a link.
    pub(super) fn link(&self) -> Option<LinkContext> {
        let context = self.fields.get("context").and_then(Value::as_str);
        LinkContext::of(self.kind, context)
    }

    /// Whether its URL is not one of the app's, but a page's key or a URL of the product.
    pub(super) fn opens_another(&self) -> bool {
        self.link().is_some_and(|link| link != LinkContext::Addon)
    }

    /// Whether other modules can use the same page at the same path.
    pub(super) fn can_share_path(&self) -> bool {
        matches!(self.kind.invocation, Invocation::Iframe | Invocation::Fetch)
            && matches!(self.kind.url_at, ["url"])
            && !self.opens_another()
            && !self.is_cacheable()
    }

    /// Whether the host requests its page without a token.
    pub(super) fn is_cacheable(&self) -> bool {
        let value = self.fields.get("cacheable");
        self.kind.property("cacheable").is_some()
            && value.is_some_and(|it| it.as_bool() == Some(true) || it.as_str() == Some("true"))
    }

    /// What an item is named after if its module has no key: its event, or the end of its URL.
    pub(super) fn name_hint(&self) -> String {
        let event = self.fields.get("event").and_then(Value::as_str);
        if let Some(event) = event.filter(|event| event.contains(char::is_alphanumeric)) {
            return event.strip_prefix("jira:").unwrap_or(event).to_owned();
        }
        let path = self.url().unwrap_or_default();
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let last = path
            .rsplit('/')
            .find(|segment| segment.starts_with(char::is_alphabetic));
        last.unwrap_or(self.kind.attribute).to_owned()
    }
}

impl PlannedModule {
    /// The keys by which others can refer to it: its new one, and that of the descriptor.
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        let original = self.module.fields.get("key").and_then(Value::as_str);
        [Some(self.key.as_str()), original].into_iter().flatten()
    }

    /// Whether other modules can be inside or below it.
    pub(super) fn is_place(&self) -> bool {
        matches!(self.module.kind.name, "webSections" | "webItems")
    }

    /// The locations that it provides to others that name its item, as the compiler writes them.
    pub(super) fn locations(&self) -> Vec<String> {
        let location = self.module.location().unwrap_or_default();
        let by_key = self.module.kind.name == "webItems" || names_sections_by_key(location);
        self.keys()
            .map(|key| {
                if by_key {
                    key.to_owned()
                } else {
                    format!("{location}/{key}")
                }
            })
            .collect()
    }
}

/// Lists the modules of a descriptor.
pub(super) fn list(json: Option<&Value>, diagnostics: &mut Diagnostics<'_>) -> Listed {
    let mut listed = Listed::default();
    let kinds = match json {
        None | Some(Value::Null) => return listed,
        Some(Value::Object(kinds)) => kinds,
        Some(other) => {
            diagnostics.report("/modules", "dropped `modules`: it is not an object");
            listed
                .unconverted
                .extend(comment(&format!("dropped modules: {other}")));
            return listed;
        }
    };
    for (name, entry) in kinds {
        let pointer = format!("/modules/{}", escaped(name));
        if name.starts_with("//") {
            listed.unconverted.extend(comment(&remark(name, entry)));
            continue;
        }
        if entry.is_null() {
            continue;
        }
        match connect_model::module_kind(name) {
            Some(kind) => list_kind(kind, entry, &pointer, &mut listed, diagnostics),
            None => {
                let near = connect_model::check_module_kind(name).err();
                let near = near.and_then(|unknown| unknown.suggestion());
                let near = near.map(|near| format!("; {near}")).unwrap_or_default();
                diagnostics.report(
                    &pointer,
                    format!("dropped `{name}`, which is not a module kind{near}"),
                );
                listed.unconverted.extend(dropped(name, entry));
            }
        }
    }
    listed
}

fn list_kind(
    kind: &'static ModuleKind,
    entry: &Value,
    pointer: &str,
    listed: &mut Listed,
    diagnostics: &mut Diagnostics<'_>,
) {
    let name = kind.name;
    let entries: Vec<(String, &Value)> = match entry {
        Value::Array(entries) => entries
            .iter()
            .enumerate()
            .map(|(at, entry)| (format!("{pointer}/{at}"), entry))
            .collect(),
        single => vec![(pointer.to_owned(), single)],
    };
    let mut modules = Vec::new();
    for (pointer, entry) in entries {
        match entry {
            Value::Object(fields) if kind.shape == Shape::Many || modules.is_empty() => {
                modules.push((fields.clone(), pointer));
            }
            Value::Null => {}
            other => {
                let why = if other.is_object() {
                    "a descriptor can have only one"
                } else {
                    "a module must be an object"
                };
                // The comparison of descriptors identifies modules by their keys.
                let key = other.get("key").and_then(Value::as_str);
                let key = escaped(key.unwrap_or_default());
                diagnostics.report_as(
                    &pointer,
                    &format!("/modules/{name}/{key}"),
                    format!("dropped one of `{name}`: {why}"),
                );
                listed.unconverted.extend(dropped(name, other));
            }
        }
    }
    if name == "webhooks" {
        modules = merge_webhooks(modules);
    }
    for (mut fields, pointer) in modules {
        // A list with one location is equivalent to that location.
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
        listed.modules.push(Module {
            kind,
            products: products(kind, &fields),
            fields,
            pointer,
        });
    }
}

/// Merges webhooks that differ only in their event into one with all events.
fn merge_webhooks(modules: Vec<(Map<String, Value>, String)>) -> Vec<(Map<String, Value>, String)> {
    let mut merged: Vec<(Map<String, Value>, Vec<Value>, String)> = Vec::new();
    let mut alike: BTreeMap<String, usize> = BTreeMap::new();
    for (mut module, pointer) in modules {
        let event = module.remove("event");
        if let Some(Value::Array(events)) = event {
            merged.push((module, events, pointer));
            continue;
        }
        let text = serde_json::to_string(&module).unwrap_or_default();
        let same = event.is_some().then(|| alike.get(&text)).flatten();
        match same.and_then(|at| merged.get_mut(*at)) {
            Some((_, events, _)) => events.extend(event.filter(|event| !events.contains(event))),
            None => {
                if event.as_ref().is_some_and(Value::is_string) {
                    alike.insert(text, merged.len());
                }
                merged.push((module, event.into_iter().collect(), pointer));
            }
        }
    }
    let merged = merged.into_iter().map(|(mut module, mut events, pointer)| {
        if events.len() > 1 {
            module.insert("events".to_owned(), Value::Array(events));
        } else if let Some(event) = events.pop() {
            module.insert("event".to_owned(), event);
        }
        (module, pointer)
    });
    merged.collect()
}

/// The products that a module can be for, as the compiler infers them.
fn products(kind: &ModuleKind, fields: &Map<String, Value>) -> Vec<Product> {
    let text = |name: &str| fields.get(name).and_then(Value::as_str);
    let locations = text("location").map(connect_model::location);
    let events = text("event").map(connect_model::event);
    let named: Vec<Product> = locations
        .into_iter()
        .flatten()
        .map(|row| row.product)
        .chain(events.into_iter().flatten().map(|row| row.product))
        .collect();
    if !named.is_empty() {
        return named;
    }
    let all = kind.products.iter().copied();
    let others: Vec<Product> = all.filter(|one| *one != Product::Bitbucket).collect();
    if others.is_empty() {
        kind.products.to_vec()
    } else {
        others
    }
}

/// Whether the handler of one module can serve another at the same path.
pub(super) fn can_share_handler(owner: &Module, other: &Module) -> bool {
    owner.is_cacheable() == other.is_cacheable()
        && (owner.kind.invocation == other.kind.invocation
            || owner.kind.invocation == Invocation::Iframe)
}
