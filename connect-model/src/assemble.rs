//! From declarations to a descriptor: the one place where the two meet.
//!
//! The build script calls it with what it read from the sources, the runtime with what was
//! linked, so both views are made by the same rules.

mod key_references;

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Map, Value, json};

use crate::declaration::{Declaration, Method, Origin, kind};
use crate::descriptor::Descriptor;
use crate::need::Need;
use crate::reasons::{Reasons, Requirement};
use crate::scope::{Scope, ScopeSet};
use crate::{Shape, module_kind};

/// What stands for the base URL in an emitted descriptor: only the running app knows its own.
pub const BASE_URL: &str = "{{localBaseUrl}}";

/// The path of a lifecycle callback below the base URL.
#[must_use]
pub fn lifecycle_path(event: &str) -> String {
    format!("/lifecycle/{event}")
}

/// A descriptor, and why it asks for what it asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct Assembled {
    /// The descriptor, with [`BASE_URL`] for its base URL.
    pub descriptor: Descriptor,
    /// The scopes that it asks for, and each place that needs one of them.
    pub reasons: Reasons,
}

/// A fault that only the whole app shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong and what to write instead.
    pub message: String,
    /// Where to look first.
    pub origin: Option<Origin>,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.origin {
            Some(origin) => write!(f, "{origin}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for Fault {}

/// Puts the descriptor together from `app!`'s JSON object, everything that is declared and
/// everything that needs scopes.
///
/// # Errors
/// All faults at once: two modules with one key, two routes with one method and path, a second
/// module of a kind that a descriptor has once, a key of another module that nobody declares,
/// properties that are no JSON object.
pub fn assemble(
    app: &str,
    declarations: &[Declaration],
    needs: &[Need],
) -> Result<Assembled, Vec<Fault>> {
    let mut faults = conflicts(declarations);
    faults.extend(key_references::dangling(declarations));

    let mut descriptor = match serde_json::from_str::<Value>(app) {
        Ok(Value::Object(map)) => map,
        _ => {
            faults.push(Fault {
                message: "what app! declares is no JSON object".to_owned(),
                origin: None,
            });
            Map::new()
        }
    };

    let mut modules: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
    let mut requirements = Vec::new();
    let mut in_order: Vec<&Declaration> = declarations.iter().filter(|d| d.is_module()).collect();
    in_order.sort_by(|a, b| (&a.kind, &a.key).cmp(&(&b.kind, &b.key)));
    for declaration in in_order {
        match serde_json::from_str::<Value>(&declaration.properties) {
            Ok(value @ Value::Object(_)) => {
                for entry in entries(value) {
                    requirements.extend(requirements_of(declaration, &entry));
                    modules.entry(&declaration.kind).or_default().push(entry);
                }
            }
            _ => faults.push(Fault {
                message: format!(
                    "the properties of {} are no JSON object",
                    declaration.label()
                ),
                origin: Some(declaration.origin.clone()),
            }),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }

    requirements.extend(needs.iter().flat_map(Requirement::of_need));
    requirements.sort_by(|a, b| (&a.origin, a.scope).cmp(&(&b.origin, b.scope)));
    // A ceiling is what the app asks its users for; without one, what the code needs.
    let ceiling = descriptor
        .get("scopes")
        .and_then(Value::as_array)
        .map(|ceiling| {
            ScopeSet::least(
                ceiling
                    .iter()
                    .filter_map(|s| s.as_str().and_then(|s| s.parse().ok())),
            )
        });
    let reasons = Reasons {
        app: descriptor
            .get("key")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned(),
        ceiling,
        requirements,
    };
    let scopes = reasons.scopes();
    let beyond: Vec<Fault> = reasons
        .requirements
        .iter()
        .filter(|needed| !scopes.covers(needed.scope))
        .map(beyond_the_ceiling)
        .collect();
    if !beyond.is_empty() {
        return Err(beyond);
    }
    descriptor.insert(
        "scopes".into(),
        scopes.iter().map(|s| Value::from(s.name())).collect(),
    );
    fill_in(&mut descriptor);
    descriptor.insert(
        "modules".into(),
        modules
            .into_iter()
            .map(|(kind, mut entries)| {
                let one = module_kind(kind).is_some_and(|kind| kind.shape == Shape::One);
                let value = match entries.pop() {
                    Some(only) if one => only,
                    Some(last) => {
                        entries.push(last);
                        Value::Array(entries)
                    }
                    None => Value::Array(entries),
                };
                (kind.to_owned(), value)
            })
            .collect::<Map<_, _>>()
            .into(),
    );

    match Descriptor::from_value(Value::Object(descriptor)) {
        Ok(descriptor) => Ok(Assembled {
            descriptor,
            reasons,
        }),
        Err(error) => Err(vec![Fault {
            message: error.to_string(),
            origin: None,
        }]),
    }
}

/// What is said of something that needs a scope that `app!` does not grant, with the two ways out.
#[must_use]
pub fn beyond(what: &str, scope: Scope) -> String {
    format!(
        "{what} needs {scope}, which app! does not grant: add {scope} to its scopes, or leave \
         scopes out to have them inferred"
    )
}

/// Something needs a scope that `app!` does not grant.
fn beyond_the_ceiling(needed: &Requirement) -> Fault {
    Fault {
        message: beyond(&needed.what, needed.scope),
        origin: Some(needed.origin.clone()),
    }
}

/// What every app of ours says: signed installs and context tokens are not optional here.
fn fill_in(descriptor: &mut Map<String, Value>) {
    let mut put = |key: &str, value: Value| {
        descriptor.entry(key.to_owned()).or_insert(value);
    };
    put("baseUrl", BASE_URL.into());
    put("apiVersion", 1.into());
    put("authentication", json!({ "type": "jwt" }));
    put(
        "lifecycle",
        kind::LIFECYCLE
            .iter()
            .map(|event| ((*event).to_owned(), Value::from(lifecycle_path(event))))
            .collect::<Map<_, _>>()
            .into(),
    );
    // "Signed install callback" and "Context JWTs" are opt-ins of the descriptor; the runtime
    // accepts nothing weaker, so an app must not be able to leave them out.
    let migrations = descriptor
        .entry("apiMigrations".to_owned())
        .or_insert_with(|| Value::Object(Map::new()));
    if let Value::Object(migrations) = migrations {
        for migration in ["context-qsh", "gdpr", "signed-install"] {
            migrations.insert(migration.to_owned(), true.into());
        }
    }
}

/// What a webhook for an event is called, and the scope that it needs. An event that no row knows
/// needs what every webhook needs ("Webhooks": READ).
#[must_use]
pub fn webhook(event: &str) -> (String, Scope) {
    let scope = crate::check_event(event)
        .ok()
        .and_then(|event| event.required_scope())
        .unwrap_or(Scope::Read);
    (format!("webhook \"{event}\""), scope)
}

/// The scopes that a module needs by itself, with its properties as the descriptor has them.
fn requirements_of(declaration: &Declaration, properties: &Value) -> Vec<Requirement> {
    if declaration.kind != "webhooks" {
        return Vec::new();
    }
    properties
        .get("event")
        .and_then(Value::as_str)
        .map(|event| {
            let (what, scope) = webhook(event);
            Requirement {
                scope,
                what,
                operation: None,
                origin: declaration.origin.clone(),
            }
        })
        .into_iter()
        .collect()
}

/// The descriptor's entries for one declaration: a handler of several events is one webhook for
/// each of them, all at its URL ("Webhook": a webhook has one event).
fn entries(module: Value) -> Vec<Value> {
    let Some(Value::Array(events)) = module.get("event") else {
        return vec![module];
    };
    events
        .iter()
        .map(|event| {
            let mut one = module.clone();
            one["event"] = event.clone();
            one
        })
        .collect()
}

/// Two declarations that can't stand beside each other.
fn conflicts(declarations: &[Declaration]) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut keys: BTreeMap<&str, &Declaration> = BTreeMap::new();
    let mut routes: BTreeMap<(Method, &str), &Declaration> = BTreeMap::new();
    let mut single: BTreeMap<&str, &Declaration> = BTreeMap::new();

    let mut in_order: Vec<&Declaration> = declarations.iter().collect();
    in_order.sort_by(|a, b| a.origin.cmp(&b.origin));
    for declaration in in_order {
        let mut fault = |other: &Declaration, what: String| {
            faults.push(Fault {
                message: format!("{what}, and so is {} at {}", other.label(), other.origin),
                origin: Some(declaration.origin.clone()),
            });
        };
        let row = module_kind(&declaration.kind);
        if row.is_some_and(|kind| kind.has_key())
            && let Some(other) = keys.insert(&declaration.key, declaration)
        {
            fault(other, format!("{} is declared here", declaration.label()));
            continue;
        }
        if row.is_some_and(|kind| kind.shape == Shape::One)
            && let Some(other) = single.insert(&declaration.kind, declaration)
        {
            fault(
                other,
                format!(
                    "a descriptor has one `{}`: {} is declared here",
                    declaration.kind,
                    declaration.label()
                ),
            );
            continue;
        }
        for method in declaration
            .route
            .iter()
            .flat_map(|route| route.methods.iter())
        {
            let path = declaration.route.as_ref().map_or("", |route| &*route.path);
            if let Some(other) = routes.insert((*method, path), declaration) {
                fault(
                    other,
                    format!("{method} {path} is served by {}", declaration.label()),
                );
                break;
            }
        }
    }
    faults
}
