//! What a real host checks before it installs an app.
//!
//! What the host would refuse is a problem, and all problems are reported at once. What it would
//! accept in silence, although the developer should know, is a warning: the facts may lag behind
//! the platform.

mod fields;
mod findings;
mod modules;
mod property;
mod urls;

use std::collections::BTreeMap;

use connect_model::descriptor::Descriptor;
use serde_json::Value;
use url::Url;

use self::findings::Findings;
use crate::descriptor::module::Module;
use crate::error::DescriptorProblem;
use connect_model::HostProduct;

/// A descriptor that the host accepted.
#[derive(Debug)]
pub(crate) struct Accepted {
    pub(crate) descriptor: Descriptor,
    pub(crate) key: String,
    pub(crate) base_url: Url,
    /// The modules that this product shows or calls.
    pub(crate) modules: Vec<Module>,
    pub(crate) warnings: Vec<DescriptorProblem>,
    lifecycle: BTreeMap<String, String>,
}

impl Accepted {
    /// The callback of a lifecycle event, relative to the base URL.
    pub(crate) fn lifecycle(&self, event: &str) -> Option<&str> {
        self.lifecycle.get(event).map(String::as_str)
    }
}

/// Reads the descriptor that was fetched from below `fetched_from`, or from there when that is a
/// descriptor's address.
pub(crate) fn accept(
    text: &str,
    fetched_from: &Url,
    product: HostProduct,
) -> Result<Accepted, Vec<DescriptorProblem>> {
    let mut findings = Findings::default();
    let json: Value = match serde_json::from_str(text) {
        Ok(json) => json,
        Err(error) => {
            findings.problem("", format!("the descriptor is not JSON: {error}"));
            return Err(findings.problems);
        }
    };
    let Some(descriptor) = json.as_object() else {
        findings.problem("", "the descriptor must be a JSON object");
        return Err(findings.problems);
    };
    let key = fields::key(descriptor, &mut findings);
    let base_url = fields::base_url(descriptor, fetched_from, &mut findings);
    fields::check(descriptor, &mut findings);
    let modules = modules::check(descriptor, product, &mut findings);
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
            })
        }
        _ => Err(findings.problems),
    }
}

#[cfg(test)]
mod tests;
