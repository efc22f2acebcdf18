//! The checks of a real host before it installs an app.
//!
//! What the host would refuse is a problem, in a real site's words where they are known
//! ([`site_message`]), and all problems are reported at once. What it would accept silently, although the
//! developer should know about it, is a warning: the facts may lag behind the platform.

mod conditions;
mod fields;
mod findings;
mod modules;
mod property;
mod site_message;
mod targets;
mod urls;

use std::collections::BTreeMap;

use connect_model::ScopeSet;
use connect_model::descriptor::Descriptor;
use connect_model::forge::Forge;
use serde_json::Value;
use url::Url;

use self::findings::Findings;
use self::site_message::{MALFORMED, MISSING_SCOPE};
use crate::descriptor::module::Module;
use crate::error::DescriptorProblem;
use connect_model::HostProduct;

/// A descriptor, or a manifest, that the host accepted.
#[derive(Debug)]
pub(crate) struct Accepted {
    pub(crate) descriptor: Descriptor,
    pub(crate) key: String,
    pub(crate) base_url: Url,
    /// The modules that this product shows or calls.
    pub(crate) modules: Vec<Module>,
    pub(crate) warnings: Vec<DescriptorProblem>,
    pub(super) lifecycle: BTreeMap<String, String>,
    /// The app's Forge manifest, if it was accepted on Forge.
    pub(crate) forge: Option<Forge>,
}

impl Accepted {
    /// The URL of a lifecycle callback, relative to the base URL.
    pub(crate) fn lifecycle(&self, event: &str) -> Option<&str> {
        self.lifecycle.get(event).map(String::as_str)
    }
}

/// Reads a descriptor that was fetched from below the base URL `fetched_from`, or from `fetched_from`
/// itself if that is a descriptor's address.
pub(crate) fn accept(
    text: &str,
    fetched_from: &Url,
    product: HostProduct,
) -> Result<Accepted, Vec<DescriptorProblem>> {
    let mut findings = Findings::default();
    let json: Value = match serde_json::from_str(text) {
        Ok(json) => json,
        Err(error) => {
            findings.problem("", MALFORMED.with(&[&error.to_string()]));
            return Err(findings.problems);
        }
    };
    let Some(descriptor) = json.as_object() else {
        findings.problem("", "the descriptor must be a JSON object");
        return Err(findings.problems);
    };
    let key = fields::key(descriptor, &mut findings);
    let base_url = fields::base_url(descriptor, fetched_from, &mut findings);
    let scopes = fields::check(descriptor, &mut findings);
    let modules = modules::check(descriptor, product, &mut findings);
    webhook_scopes(&modules, scopes, &mut findings);
    targets::check_links(&modules, &mut findings);
    let lifecycle = fields::callbacks(descriptor);
    let descriptor = match Descriptor::from_value(json) {
        Ok(descriptor) => Some(descriptor),
        // The rules above report it better, unless none of them covers it.
        Err(_) if !findings.problems.is_empty() => None,
        Err(error) => {
            findings.problem("", error.to_string());
            None
        }
    };
    match (key, base_url, descriptor) {
        (Some(key), Some(base_url), Some(descriptor)) if findings.problems.is_empty() => {
            let warnings = findings.warnings;
            Ok(Accepted {
                descriptor,
                key,
                base_url,
                modules,
                warnings,
                lifecycle,
                forge: None,
            })
        }
        _ => Err(findings.problems),
    }
}

/// Each webhook needs a scope ("Webhooks"); a site reports the first one that is missing.
fn webhook_scopes(modules: &[Module], granted: ScopeSet, findings: &mut Findings) {
    let mut missing: BTreeMap<&str, (String, usize)> = BTreeMap::new();
    for module in modules.iter().filter(|module| module.kind == "webhooks") {
        let Some(event) = module.properties.get("event").and_then(Value::as_str) else {
            continue;
        };
        let (webhook, scope) = connect_model::event::webhook(event);
        if let Some(scope) = scope
            && !granted.covers(scope)
        {
            let (_, others) = missing.entry(scope.name()).or_insert((webhook, 0));
            *others += 1;
        }
    }
    for (scope, (webhook, count)) in missing {
        let needs = match count {
            1 => format!("{webhook} needs it"),
            _ => format!("{count} webhooks need it, the first is the {webhook}"),
        };
        findings.problem_with_help(
            "scopes",
            MISSING_SCOPE.with(&[scope]),
            format!("add {scope:?}: {needs}"),
        );
    }
}

#[cfg(test)]
mod tests;
