//! The descriptor's `modules`.

use std::collections::{BTreeMap, BTreeSet};

use connect_model::module_kind::{Invocation, Shape};
use connect_model::{
    LocationUse, ModuleKind, check_context_parameter_of, check_event, check_location,
    check_module_kind,
};
use serde_json::{Map, Value};

use super::findings::{Findings, kind_of};
use super::site_message::UNKNOWN_MODULE;
use super::{conditions, property, targets, urls};
use crate::descriptor::context;
use crate::descriptor::module::Module;
use crate::wire::url::is_absolute;
use connect_model::HostProduct;

/// Checks all modules, and returns those that this product shows or calls.
pub(super) fn check(
    descriptor: &Map<String, Value>,
    product: HostProduct,
    findings: &mut Findings,
) -> Vec<Module> {
    let modules = match descriptor.get("modules") {
        None => return Vec::new(),
        Some(Value::Object(modules)) => modules,
        Some(other) => {
            findings.problem(
                "modules",
                format!("must be an object, not {}", kind_of(other)),
            );
            return Vec::new();
        }
    };
    let mut checker = Checker {
        product,
        sections: sections(modules),
        keys: BTreeMap::new(),
        findings,
    };
    let mut accepted = Vec::new();
    for (name, value) in modules {
        let path = format!("modules.{name}");
        let kind = match check_module_kind(name) {
            Ok(kind) => kind,
            Err(unknown) => {
                let message = UNKNOWN_MODULE.with(&[name]);
                match unknown.suggestion() {
                    Some(help) => checker.findings.problem_with_help(&path, message, help),
                    None => checker.findings.problem(&path, message),
                }
                continue;
            }
        };
        // Modules of the other product are checked by that product.
        if !kind.products.iter().any(|known| product.supports(*known)) {
            continue;
        }
        for (path, module) in items(kind, value, &path, checker.findings) {
            checker.module(kind, module, &path);
            accepted.push(Module::new(name, module));
        }
    }
    accepted
}

/// The modules under one kind's key, each with its path in the descriptor.
fn items<'a>(
    kind: &ModuleKind,
    value: &'a Value,
    path: &str,
    findings: &mut Findings,
) -> Vec<(String, &'a Map<String, Value>)> {
    let values: Vec<(String, &Value)> = match (kind.shape, value) {
        (Shape::Many, Value::Array(list)) => list
            .iter()
            .enumerate()
            .map(|(index, item)| (format!("{path}[{index}]"), item))
            .collect(),
        (Shape::One, Value::Object(_)) => vec![(path.to_owned(), value)],
        (Shape::Many, other) => {
            findings.problem(path, format!("must be a list, not {}", kind_of(other)));
            Vec::new()
        }
        (Shape::One, other) => {
            findings.problem(path, format!("must be one object, not {}", kind_of(other)));
            Vec::new()
        }
    };
    let mut modules = Vec::with_capacity(values.len());
    for (path, value) in values {
        match value.as_object() {
            Some(module) => modules.push((path, module)),
            None => findings.problem(&path, format!("must be an object, not {}", kind_of(value))),
        }
    }
    modules
}

/// The keys of the app's own web sections, which are locations too.
fn sections(modules: &Map<String, Value>) -> BTreeSet<&str> {
    let sections = modules.get("webSections").and_then(Value::as_array);
    let keys = sections
        .into_iter()
        .flatten()
        .filter_map(|section| section.get("key")?.as_str());
    keys.collect()
}

struct Checker<'a> {
    product: HostProduct,
    sections: BTreeSet<&'a str>,
    /// Where each module key was first used.
    keys: BTreeMap<String, String>,
    findings: &'a mut Findings,
}

impl Checker<'_> {
    fn module(&mut self, kind: &ModuleKind, module: &Map<String, Value>, path: &str) {
        property::members(kind.label, kind.properties, module, path, self.findings);
        self.key(kind, module, path);
        self.url(kind, module, path);
        targets::check(kind.name, module, path, self.findings);
        if let Some(Value::Array(conditions)) = module.get("conditions") {
            let path = format!("{path}.conditions");
            conditions::check(conditions, self.product, &path, self.findings);
        }
        let text = |name: &str| module.get(name).and_then(Value::as_str);
        if let Some(location) = text("location") {
            self.location(kind, location, &format!("{path}.location"));
        }
        if kind.name == "webhooks"
            && let Some(event) = text("event")
            && let Err(unknown) = check_event(event)
        {
            self.findings.unknown(
                &format!("{path}.event"),
                &unknown,
                "a host accepts any name, but no known event has this one",
            );
        }
    }

    fn key(&mut self, kind: &ModuleKind, module: &Map<String, Value>, path: &str) {
        let Some(key) = module
            .get("key")
            .and_then(Value::as_str)
            .filter(|_| kind.has_key())
        else {
            return;
        };
        match self.keys.get(key) {
            None => drop(self.keys.insert(key.to_owned(), path.to_owned())),
            Some(first) => self.findings.problem(
                &format!("{path}.key"),
                format!("{key:?} is already the key of {first}; module keys must be unique"),
            ),
        }
    }

    fn url(&mut self, kind: &ModuleKind, module: &Map<String, Value>, path: &str) {
        let Some(url) = module.get("url").and_then(Value::as_str) else {
            return;
        };
        let path = format!("{path}.url");
        // A web item or byline item may be a plain link, out of the app or into the product.
        let may_link = module.contains_key("target") || kind.property("context").is_some();
        if matches!(kind.invocation, Invocation::Iframe | Invocation::Callback)
            && !(may_link && is_absolute(url))
        {
            urls::relative(url, &path, self.findings);
        }
        for name in context::variables(url) {
            if let Err(unbound) = check_context_parameter_of(kind, &[], &name) {
                let message = format!("{unbound}; a host leaves it empty");
                self.findings
                    .warning_with_help(&path, message, unbound.suggestion());
            }
        }
    }

    fn location(&mut self, kind: &ModuleKind, location: &str, path: &str) {
        if self.sections.contains(location) {
            return;
        }
        match check_location(kind, location) {
            Ok(LocationUse::BelowListed { section, .. }) => {
                if !self.sections.contains(section) {
                    self.findings.warning(
                        path,
                        format!("no web section has the key {section:?}; a host does not show the module"),
                    );
                }
            }
            Ok(_) => {}
            Err(unknown) => {
                self.findings
                    .unknown(path, &unknown, "a host does not show the module");
            }
        }
    }
}
