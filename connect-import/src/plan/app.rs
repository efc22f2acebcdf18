//! Converting the top-level fields to `app!`.

use connect_model::app_field::{MIGRATIONS, NOT_IN_DESCRIPTOR, WRITTEN_FOR_YOU};
use connect_model::event::webhook;
use connect_model::module_kind::Type;
use connect_model::{Property, Scope, ScopeSet, app_fields};
use serde_json::{Map, Value};

use super::convert::{Converter, JsonPointer};
use super::handlers::Handlers;
use super::module::PlannedModule;
use super::references::{ItemContext, References};
use super::repair::{first_line, removed};
use crate::attribute_ast::{self, AttrValue, Field};
use crate::diagnostics::Diagnostics;
use crate::parse::Source;
use crate::text::{comment, dropped, remark};

/// Arguments that are written first, in this order.
const FIRST: &[&str] = &["key", "name", "description", "vendor", "links"];

/// Read by tools that validate descriptors, not by hosts.
const SCHEMA: &str = "$schema";

/// The key of an app whose own is missing or invalid.
const PLACEHOLDER_KEY: &str = "com.example.imported";

/// `app! { … }`.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) arguments: Vec<Field>,
    /// Comments above it.
    pub(crate) comments: Vec<String>,
}

/// Plans `app!` for a descriptor with these modules.
pub(super) fn app(
    source: &Source,
    modules: &[&PlannedModule],
    references: &References<'_>,
    handlers: &mut Handlers,
    diagnostics: &mut Diagnostics<'_>,
) -> App {
    let root = source.root();
    let context = ItemContext {
        kind: None,
        products: Vec::new(),
        file: "",
        label: "app!".to_owned(),
        name_hint: String::new(),
        pointer: String::new(),
    };
    let base = source.base_url();
    let mut converter = Converter {
        item: &context,
        references,
        base: &base,
        diagnostics,
        unconverted: Vec::new(),
    };
    let mut arguments = vec![key(root, converter.diagnostics)];
    for (name, json) in root {
        if name.starts_with("//") || json.is_null() || name == SCHEMA || name == "key" {
            continue;
        }
        let at = JsonPointer::root(&context).member(name);
        if WRITTEN_FOR_YOU.iter().any(|field| field.name == name) {
            written_for_you(&mut converter, json, &at);
            continue;
        }
        let field = app_fields().iter().find(|field| field.name == name);
        match field.filter(|_| !NOT_IN_DESCRIPTOR.contains(&&**name)) {
            Some(property) if name == "scopes" => {
                arguments.extend(scopes(&mut converter, property, modules, json, &at));
            }
            Some(property) => arguments.extend(field_of(&mut converter, property, json, &at)),
            None => {
                let message = if connect_model::module_kind(name).is_some() {
                    format!(
                        "dropped `{name}`, which is outside `modules`, where no host reads it: move it into `modules` and import again"
                    )
                } else {
                    format!("dropped `{name}`, which is not a field of `app!`")
                };
                converter.diagnostics.report(&at.pointer, message);
                converter.unconverted.extend(dropped(name, json));
            }
        }
    }
    if arguments.iter().all(|one| one.name != "scopes") {
        report_inferred_scopes(modules, converter.diagnostics);
    }
    let mut unconverted = converter.unconverted;
    handlers.assign(&context, &mut arguments, diagnostics);
    repair(&mut arguments, &mut unconverted, diagnostics);
    super::sort_arguments(&mut arguments, FIRST);
    let mut comments = Vec::new();
    for (name, json) in root.iter().filter(|(name, _)| name.starts_with("//")) {
        let about = name.trim_start_matches('/').trim();
        let field = app_fields().iter().find(|field| field.name == about);
        let argument = field.map_or("", |field| field.argument);
        let lines = comment(&remark(name, json));
        let beside = arguments
            .iter_mut()
            .find(|it| it.name == argument && !argument.is_empty());
        match beside {
            Some(field) => field.comments.extend(lines),
            None => comments.extend(lines),
        }
    }
    comments.append(&mut unconverted);
    App {
        arguments,
        comments,
    }
}

fn key(root: &Map<String, Value>, diagnostics: &mut Diagnostics<'_>) -> Field {
    let is_legal = |key: &str| {
        let letter = |it: char| it.is_ascii_alphanumeric() || "-._".contains(it);
        !key.is_empty() && key.len() <= 64 && key.chars().all(letter)
    };
    match root.get("key") {
        Some(Value::String(key)) if is_legal(key) => Field::text("key", key),
        other => {
            let original = other.map_or_else(|| "missing".to_owned(), Value::to_string);
            diagnostics.report(
                "/key",
                format!(
                    "the app's key is {original}; replace the placeholder {PLACEHOLDER_KEY:?} with the real one"
                ),
            );
            Field::text("key", PLACEHOLDER_KEY)
        }
    }
}

fn field_of(
    converter: &mut Converter<'_, '_>,
    property: &'static Property,
    json: &Value,
    at: &JsonPointer,
) -> Option<Field> {
    let mut json = json.clone();
    match property.name {
        // `{ "value": "…" }`, the form of names in modules.
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
                migrations.retain(|name, json| keeps_migration(converter, name, json, at));
            }
        }
        _ => {}
    }
    if json.as_str().is_some_and(|text| text.contains("{{")) && property.ty != Type::String {
        converter.drop_value(at, &json, TEMPLATE);
        return None;
    }
    let mut field = converter.field(property, &json, at)?;
    if property.name == "apiMigrations"
        && let AttrValue::Group { fields, .. } = &mut field.value
    {
        for field in fields {
            let value = Field::value(field.value.clone());
            field.fallback = Some(AttrValue::call("unlisted", vec![value]));
        }
    }
    Some(field)
}

/// Why a value with a placeholder for a tool is dropped.
const TEMPLATE: &str = "a template can't be written in Rust";

/// Whether a migration is written out, which those of every app are not.
fn keeps_migration(
    converter: &mut Converter<'_, '_>,
    name: &str,
    json: &Value,
    migrations: &JsonPointer,
) -> bool {
    let at = migrations.member(name);
    if name.starts_with("//") || json.is_null() {
        return true;
    }
    if MIGRATIONS.contains(&name) {
        if json.as_bool() != Some(true) {
            let message = format!("`{}` is {json}, but is always on here", at.path);
            converter.diagnostics.report(&at.pointer, message);
        }
        return false;
    }
    if !json.is_boolean() {
        converter.drop_value(&at, json, "a migration must be true or false");
        return false;
    }
    true
}

/// Reports the descriptor's values in fields that the framework writes itself.
fn written_for_you(converter: &mut Converter<'_, '_>, json: &Value, at: &JsonPointer) {
    match at.path.as_str() {
        "baseUrl" => {
            let message = match json.as_str().filter(|url| is_address(url)) {
                Some(url) => format!(
                    "`baseUrl` is not part of the code: start the app with CONNECT_BASE_URL={url}"
                ),
                None => format!(
                    "`baseUrl` is not part of the code, and {json} is not an address: start the app with CONNECT_BASE_URL set to its public https URL"
                ),
            };
            converter.diagnostics.report(&at.pointer, message);
        }
        "authentication" => authentication(converter, json, at),
        _ => {}
    }
}

/// Whether a base URL is a URL, and not a template for a tool.
fn is_address(url: &str) -> bool {
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"));
    let host = rest.map(|rest| rest.split('/').next().unwrap_or_default());
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:[]/%@".contains(&byte);
    host.is_some_and(|host| !host.is_empty()) && url.bytes().all(plain)
}

fn authentication(converter: &mut Converter<'_, '_>, json: &Value, at: &JsonPointer) {
    let kind = json.get("type").unwrap_or(json);
    let is_jwt = kind
        .as_str()
        .is_some_and(|it| it.eq_ignore_ascii_case("jwt"));
    if !is_jwt {
        let message = format!("`authentication` was {kind}; here it is always \"jwt\"");
        converter.diagnostics.report(&at.pointer, message);
    }
    for (name, json) in json.as_object().into_iter().flatten() {
        if name.starts_with("//") {
            let name = format!("authentication.{}", name.trim_start_matches('/'));
            let lines = comment(&remark(&name, json));
            converter.unconverted.extend(lines);
        } else if name != "type" && !json.is_null() && json != "" {
            converter.drop_value(&at.member(name), json, "the framework manages its own keys");
        }
    }
}

/// The most that the app may request: what the descriptor requests, and what its webhooks need.
fn scopes(
    converter: &mut Converter<'_, '_>,
    property: &'static Property,
    modules: &[&PlannedModule],
    json: &Value,
    at: &JsonPointer,
) -> Option<Field> {
    let mut json = json.clone();
    if let Some(names) = json.as_array_mut() {
        names.retain(|name| {
            let is_template = name.as_str().is_some_and(|name| name.contains("{{"));
            if is_template {
                converter.drop_value(at, name, TEMPLATE);
            }
            !is_template
        });
    }
    let mut field = converter.field(property, &json, at)?;
    let AttrValue::Group { fields, .. } = &mut field.value else {
        return None;
    };
    if fields.is_empty() {
        return None;
    }
    // A scope may be written in either case.
    let mut seen: Vec<AttrValue> = Vec::new();
    fields.retain(|one| {
        let is_new = !seen.contains(&one.value);
        seen.push(one.value.clone());
        is_new
    });
    let of_oauth: Vec<String> = fields
        .iter()
        .filter_map(|one| of_oauth(one.value.flat()?))
        .collect();
    if !of_oauth.is_empty() {
        converter.diagnostics.report(
            &at.pointer,
            format!(
                "{} are scopes of OAuth 2.0, which grant a Connect app nothing; its own are READ, WRITE, DELETE and the like: leave `scopes` out, and the build infers them",
                of_oauth.join(", ")
            ),
        );
    }
    let mut granted: Vec<Scope> = fields
        .iter()
        .filter_map(|one| one.value.flat()?.parse().ok())
        .collect();
    for scope in webhook_scopes(modules) {
        if !ScopeSet::of(&granted).covers(scope) {
            converter.diagnostics.report(
                &at.pointer,
                format!("added {scope} to `scopes`: a webhook needs it"),
            );
            granted.push(scope);
            fields.push(Field::value(AttrValue::word(scope.name())));
        }
    }
    Some(field)
}

/// The name in `unlisted("read:jira-work")`.
fn of_oauth(written: String) -> Option<String> {
    let name = written.strip_prefix("unlisted(\"")?.strip_suffix("\")")?;
    let (verb, _) = name.split_once(':')?;
    let verbs = [
        "read", "write", "delete", "manage", "search", "readonly", "send",
    ];
    (verbs.contains(&verb) || name.ends_with(":jira") || name.ends_with(":confluence"))
        .then(|| format!("`{name}`"))
}

/// Without `scopes`, the build infers what the code needs.
fn report_inferred_scopes(modules: &[&PlannedModule], diagnostics: &mut Diagnostics<'_>) {
    let names: Vec<&str> = webhook_scopes(modules)
        .into_iter()
        .map(Scope::name)
        .collect();
    if !names.is_empty() {
        diagnostics.report(
            "/scopes",
            format!(
                "it has no `scopes`, but its webhooks need {}, which the build adds",
                names.join(", ")
            ),
        );
    }
}

/// The scopes that the webhooks need.
fn webhook_scopes(modules: &[&PlannedModule]) -> Vec<Scope> {
    let mut scopes: Vec<Scope> = modules
        .iter()
        .map(|planned| &planned.module)
        .filter(|module| module.kind.name == "webhooks")
        .flat_map(|module| [module.fields.get("event"), module.fields.get("events")])
        .flatten()
        .flat_map(|json| match json {
            Value::Array(events) => events.iter().collect(),
            one => vec![one],
        })
        .filter_map(Value::as_str)
        .filter_map(|event| webhook(event).1)
        .collect();
    scopes.sort();
    scopes.dedup();
    scopes
}

/// Leaves out what the compiler refuses.
fn repair(
    arguments: &mut Vec<Field>,
    unconverted: &mut Vec<String>,
    diagnostics: &mut Diagnostics<'_>,
) {
    loop {
        let (mut text, mut lines) = (String::new(), Vec::new());
        attribute_ast::trace(arguments, &mut Vec::new(), &mut text, &mut lines);
        let parsed = syn::parse_str(&text).and_then(connect_syntax::App::parse);
        let Err(error) = parsed else {
            return;
        };
        let mut errors: Vec<(Vec<usize>, String)> = error
            .into_iter()
            .filter_map(|error| {
                let line = error.span().start().line.saturating_sub(1);
                let path = lines.get(line)?;
                // The key is the one field that must be present.
                (path != &[0]).then(|| (path.clone(), first_line(&error)))
            })
            .collect();
        errors.sort();
        errors.dedup_by(|one, other| one.0.starts_with(&other.0));
        let before = arguments.clone();
        for (path, message) in errors.into_iter().rev() {
            if let Some(field) = attribute_ast::field_at(arguments, &path)
                && let Some(fallback) = field.fallback.take()
            {
                field.value = fallback;
                continue;
            }
            let Some(field) = attribute_ast::remove_field(arguments, &path) else {
                continue;
            };
            let (name, pointer, comments) = removed(&field);
            diagnostics.report(&pointer, format!("app!: dropped `{name}`: {message}"));
            unconverted.extend(comments);
        }
        if before == *arguments {
            return;
        }
    }
}
