//! Assembling a descriptor from declarations: the only place where that happens.
//!
//! The build script calls it with what it parsed from the sources, the runtime with what was
//! linked, so both views follow the same rules.

mod conflicts;
pub(crate) mod hosts;
mod key_references;
mod migration_steps;
mod per_product;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde_json::{Map, Value, json};

use crate::Origin;
use crate::app_field::{BASE_URL, DESCRIPTORS, FORGE, MIGRATIONS, PER_PRODUCT};
use crate::declaration::{Declaration, kind};
use crate::descriptor::Descriptor;
use crate::event;
use crate::guard::{ADMIN_ONLY, LICENSED};
use crate::module_kind;
use crate::module_kind::Shape;
use crate::paths::lifecycle_path;
use crate::product::Product;
use crate::reasons::{Reasons, Requirement, not_granted, not_granted_in};
use crate::scope::{Scope, ScopeSet};
use crate::scope_use::ScopeUse;

use conflicts::conflicts;

/// A descriptor, with the reasons for its scopes.
#[derive(Debug, Clone, PartialEq)]
pub struct Assembled {
    /// The descriptor of the whole app, with [`BASE_URL`] as its base URL.
    pub descriptor: Descriptor,
    /// The descriptor of each product, if `app!` has `descriptors = per_product`; hosts then
    /// read these instead of the whole one. Empty otherwise, and for an app without modules.
    pub per_product: BTreeMap<Product, Descriptor>,
    /// The scopes that the whole app requests, and each place that needs one of them.
    pub reasons: Reasons,
}

impl Assembled {
    /// The descriptors that hosts are given: one without a product, or one per product.
    pub fn descriptors(&self) -> impl Iterator<Item = (Option<Product>, &Descriptor)> {
        let whole = self
            .per_product
            .is_empty()
            .then_some((None, &self.descriptor));
        let each = self.per_product.iter();
        whole
            .into_iter()
            .chain(each.map(|(product, descriptor)| (Some(*product), descriptor)))
    }
}

/// A fault that only shows in the app as a whole.
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

/// Assembles the descriptor from `app!`'s JSON object, all declarations and all uses of scopes.
///
/// # Errors
/// All faults at once: two modules with the same key, two routes with the same method and path, a
/// second module of a kind that a descriptor has once, a reference to a module key that is not
/// declared, a scope use that `app!` doesn't cover, properties that are not a JSON object.
pub fn assemble(
    app: &str,
    declarations: &[Declaration],
    needs: &[ScopeUse],
) -> Result<Assembled, Vec<Fault>> {
    let mut faults = conflicts(declarations);
    faults.extend(key_references::dangling(declarations));
    faults.extend(migration_steps::missing(declarations));

    let mut app = match serde_json::from_str::<Value>(app) {
        Ok(Value::Object(map)) => map,
        _ => {
            faults.push(Fault {
                message: "what app! declares is not a JSON object".to_owned(),
                origin: None,
            });
            Map::new()
        }
    };
    // The fields that are not in any descriptor.
    app.remove(LICENSED);
    app.remove(FORGE);
    let per_product = app
        .remove(DESCRIPTORS)
        .is_some_and(|asked| asked == PER_PRODUCT);

    let mut modules = Vec::new();
    let mut in_order: Vec<&Declaration> = declarations.iter().filter(|d| d.is_module()).collect();
    in_order.sort_by(|a, b| (&a.kind, &a.key).cmp(&(&b.kind, &b.key)));
    for declaration in in_order {
        match serde_json::from_str::<Value>(&declaration.properties) {
            Ok(value @ Value::Object(_)) => {
                let entries = entries(value).into_iter();
                modules.extend(entries.map(|entry| (declaration, entry)));
            }
            _ => faults.push(Fault {
                message: format!(
                    "the properties of {} are not a JSON object",
                    declaration.label()
                ),
                origin: Some(declaration.origin.clone()),
            }),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let whole = Parts {
        app,
        modules,
        needs: needs.to_vec(),
        guards: declarations.iter().flat_map(of_guard).collect(),
        migrates: declarations
            .iter()
            .any(|one| one.kind == kind::DARE_MIGRATION),
    };
    let each = if per_product {
        whole.per_product()
    } else {
        BTreeMap::new()
    };
    let (descriptor, reasons) = whole.put_together(None)?;
    let mut per_product = BTreeMap::new();
    for (product, parts) in each {
        let (descriptor, _) = parts.put_together(Some(product))?;
        per_product.insert(product, descriptor);
    }
    Ok(Assembled {
        descriptor,
        per_product,
        reasons,
    })
}

/// The parts of a descriptor.
struct Parts<'a> {
    app: Map<String, Value>,
    /// Sorted by kind and key: each entry of the descriptor, with its declaration.
    modules: Vec<(&'a Declaration, Value)>,
    needs: Vec<ScopeUse>,
    /// The scopes required to check items' guards.
    guards: Vec<Requirement>,
    /// Whether the app supports data residency migrations.
    migrates: bool,
}

impl Parts<'_> {
    fn put_together(self, product: Option<Product>) -> Result<(Descriptor, Reasons), Vec<Fault>> {
        let mut descriptor = self.app;
        let mut requirements = Vec::new();
        let mut modules: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
        let mut bitbucket = BTreeSet::new();
        for (declaration, entry) in self.modules {
            bitbucket.extend(scope_of_bitbucket(declaration, &entry));
            requirements.extend(requirements_of(declaration, &entry));
            modules.entry(&declaration.kind).or_default().push(entry);
        }
        requirements.extend(self.needs.iter().flat_map(Requirement::of_need));
        requirements.extend(self.guards);
        requirements.sort_by(|a, b| (&a.origin, a.scope).cmp(&(&b.origin, b.scope)));
        // A ceiling is what the app asks its users for; without one, it asks for what the code
        // needs.
        let ceiling = descriptor
            .get("scopes")
            .and_then(Value::as_array)
            .map(|ceiling| ScopeSet::least(ceiling.iter().filter_map(scope_of)));
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
            .beyond(scopes)
            .filter_map(|needed| {
                let (what, scope) = (&needed.what, needed.scope?);
                Some(Fault {
                    message: match product {
                        None => not_granted(what, scope),
                        Some(product) => not_granted_in(product, what, scope),
                    },
                    origin: Some(needed.origin.clone()),
                })
            })
            .collect();
        if !beyond.is_empty() {
            return Err(beyond);
        }
        let others = match reasons.ceiling {
            Some(_) => scopes_of_others(&descriptor),
            None => bitbucket.into_iter().map(Value::from).collect(),
        };
        let scopes = scopes.iter().map(|scope| Value::from(scope.name()));
        descriptor.insert("scopes".into(), scopes.chain(others).collect());
        fill_in(&mut descriptor, self.migrates);
        let modules = modules.into_iter().map(|(kind, entries)| {
            let one = module_kind(kind).is_some_and(|kind| kind.shape == Shape::One);
            (kind.to_owned(), in_shape(entries, one))
        });
        descriptor.insert("modules".into(), modules.collect::<Map<_, _>>().into());
        match Descriptor::from_value(Value::Object(descriptor)) {
            Ok(descriptor) => Ok((descriptor, reasons)),
            Err(error) => Err(vec![Fault {
                message: error.to_string(),
                origin: None,
            }]),
        }
    }
}

/// A list, or the only module of a kind that a descriptor has once.
fn in_shape(mut entries: Vec<Value>, one: bool) -> Value {
    match entries.pop() {
        Some(only) if one => only,
        Some(last) => {
            entries.push(last);
            Value::Array(entries)
        }
        None => Value::Array(entries),
    }
}

/// Scopes that no call is checked against: Bitbucket's, and unlisted ones.
fn scopes_of_others(descriptor: &Map<String, Value>) -> Vec<Value> {
    let written = descriptor.get("scopes").and_then(Value::as_array);
    let others = written
        .into_iter()
        .flatten()
        .filter(|name| scope_of(name).is_none());
    others.cloned().collect()
}

fn scope_of(name: &Value) -> Option<Scope> {
    name.as_str()?.parse().ok()
}

/// Adds what every app declares: signed installs and context tokens are not optional here.
fn fill_in(descriptor: &mut Map<String, Value>, migrates: bool) {
    let mut put = |key: &str, value: Value| {
        descriptor.entry(key.to_owned()).or_insert(value);
    };
    put("baseUrl", BASE_URL.into());
    put("apiVersion", 1.into());
    put("authentication", json!({ "type": "jwt" }));
    let migration = Some(kind::DARE_MIGRATION).filter(|_| migrates);
    put(
        "lifecycle",
        kind::LIFECYCLE
            .iter()
            .chain(&migration)
            .map(|event| ((*event).to_owned(), Value::from(lifecycle_path(event))))
            .collect::<Map<_, _>>()
            .into(),
    );
    // "Signed install callback" and "Context JWTs" are opt-ins in the descriptor; the runtime
    // accepts nothing weaker, so an app must not be able to omit them.
    let migrations = descriptor
        .entry("apiMigrations".to_owned())
        .or_insert_with(|| Value::Object(Map::new()));
    if let Value::Object(migrations) = migrations {
        for migration in MIGRATIONS {
            migrations.insert((*migration).to_owned(), true.into());
        }
    }
}

/// The scope that a webhook needs, in Bitbucket's own vocabulary.
fn scope_of_bitbucket(declaration: &Declaration, properties: &Value) -> Option<&'static str> {
    let event = properties.get("event").and_then(Value::as_str)?;
    let row = crate::check_event(event).ok()?;
    (declaration.kind == "webhooks" && row.product == Product::Bitbucket).then_some(row.scope)
}

/// The scopes required to check an item's guard.
fn of_guard(declaration: &Declaration) -> impl Iterator<Item = Requirement> + use<'_> {
    let scopes = declaration.guard.scopes();
    scopes.iter().map(move |scope| Requirement {
        scope: Some(scope),
        what: format!("`{ADMIN_ONLY}`"),
        operation: None,
        forge: Vec::new(),
        origin: declaration.origin.clone(),
    })
}

/// The scopes that a module itself requires, with its properties as in the descriptor.
fn requirements_of(declaration: &Declaration, properties: &Value) -> Vec<Requirement> {
    if declaration.kind != "webhooks" {
        return Vec::new();
    }
    properties
        .get("event")
        .and_then(Value::as_str)
        .map(|name| {
            let (what, scope) = event::webhook(name);
            Requirement {
                scope,
                what,
                operation: None,
                forge: Vec::new(),
                origin: declaration.origin.clone(),
            }
        })
        .into_iter()
        .collect()
}

/// The descriptor's entries for one declaration: a handler of several events becomes one webhook
/// per event, all with its URL ("Webhook": a webhook has one event).
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
