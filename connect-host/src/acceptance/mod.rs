//! What a real host checks before it installs an app.
//!
//! What the host would refuse is a problem, and all problems are told at once. What it would let
//! pass in silence, and somebody should know, is a warning: the facts may lag behind the platform.

mod envelope;
mod modules;
mod property;
mod urls;

use std::collections::BTreeMap;
use std::fmt;

use connect_model::Unknown;
use connect_model::descriptor::Descriptor;
use serde_json::{Map, Value};
use url::Url;

use crate::module::Module;
use crate::product::HostProduct;

/// One rule that a descriptor breaks, or something in it that a host would ignore.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// Where in the descriptor: `modules.webPanels[0].key`. Empty for the whole.
    pub path: String,
    /// What is wrong.
    pub message: String,
    /// What to write instead, where that is known.
    pub help: Option<String>,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.message)?;
        match &self.help {
            Some(help) => write!(f, "; {help}"),
            None => Ok(()),
        }
    }
}

/// A descriptor that the host took.
#[derive(Debug)]
pub(crate) struct Accepted {
    pub(crate) descriptor: Descriptor,
    pub(crate) key: String,
    pub(crate) base_url: Url,
    /// The modules that this product shows or calls.
    pub(crate) modules: Vec<Module>,
    pub(crate) warnings: Vec<Problem>,
    lifecycle: BTreeMap<String, String>,
}

impl Accepted {
    /// The callback of a lifecycle event, relative to the base URL.
    pub(crate) fn lifecycle(&self, event: &str) -> Option<&str> {
        self.lifecycle.get(event).map(String::as_str)
    }
}

/// Everything found so far.
#[derive(Debug, Default)]
struct Findings {
    problems: Vec<Problem>,
    warnings: Vec<Problem>,
}

impl Findings {
    fn problem(&mut self, path: &str, message: impl Into<String>) {
        self.problems.push(finding(path, message, None));
    }

    fn helped(&mut self, path: &str, message: impl Into<String>, help: impl Into<String>) {
        self.problems
            .push(finding(path, message, Some(help.into())));
    }

    fn warning(&mut self, path: &str, message: impl Into<String>) {
        self.warnings.push(finding(path, message, None));
    }

    /// A name that the facts don't know: nothing a host refuses, and probably a slip.
    fn unknown(&mut self, path: &str, unknown: &Unknown, consequence: &str) {
        let message = format!("{unknown}; {consequence}");
        self.doubt(path, message, unknown.suggestion());
    }

    fn doubt(&mut self, path: &str, message: String, help: Option<String>) {
        self.warnings.push(finding(path, message, help));
    }
}

fn finding(path: &str, message: impl Into<String>, help: Option<String>) -> Problem {
    Problem {
        path: path.to_owned(),
        message: message.into(),
        help,
    }
}

/// Reads the descriptor that was fetched from below `fetched_from`, or from there when that is a
/// descriptor's address.
pub(crate) fn accept(
    text: &str,
    fetched_from: &Url,
    product: HostProduct,
) -> Result<Accepted, Vec<Problem>> {
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
    let key = envelope::key(descriptor, &mut findings);
    let base_url = envelope::base_url(descriptor, fetched_from, &mut findings);
    envelope::check(descriptor, &mut findings);
    let modules = modules::check(descriptor, product, &mut findings);
    let lifecycle = envelope::callbacks(descriptor);
    let descriptor = match Descriptor::from_value(json) {
        Ok(descriptor) => Some(descriptor),
        // Said better already, unless it is something that no rule above is about.
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

/// A member that must be text if it is there.
fn text<'a>(
    object: &'a Map<String, Value>,
    name: &str,
    path: &str,
    findings: &mut Findings,
) -> Option<&'a str> {
    match object.get(name)? {
        Value::String(text) => Some(text),
        other => {
            findings.problem(path, format!("must be text, not {}", kind_of(other)));
            None
        }
    }
}

/// What a message calls a JSON value.
fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests;
