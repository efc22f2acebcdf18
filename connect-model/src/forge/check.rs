//! Checks for everything that can be wrong with a manifest.
//!
//! A manifest made by the build is correct by construction; one that was edited by hand, or that belongs to
//! another app, may not be. Atlassian's own validator reports most of this at deployment. What it misses,
//! and Forge then rejects at run time or ignores, is reported here too.

mod app;
mod conditions;
mod modules;
mod permissions;
mod references;

use std::fmt;

use serde_json::{Map, Value};

/// A problem.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Its place in the manifest: `modules.jira:issuePanel[0].title`.
    pub at: String,
    /// What is wrong and what to write instead.
    pub message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.at, self.message)
    }
}

impl std::error::Error for Finding {}

/// The files next to a manifest.
pub trait Files {
    /// Whether the folder exists.
    fn is_folder(&self, path: &str) -> bool;
    /// The text of a file, if it exists.
    fn text(&self, path: &str) -> Option<String>;
}

/// Checks a manifest; without `files`, the files that it refers to are not checked.
///
/// ```
/// use connect_model::forge::check::check;
/// use serde_json::json;
///
/// let manifest = json!({
///     "app": { "id": "my-app", "runtime": { "name": "nodejs24.x" } },
///     "modules": { "jira:issuePanell": [] },
/// });
/// let findings: Vec<String> = check(&manifest, None).iter().map(ToString::to_string).collect();
/// assert_eq!(findings, [
///     "app.id: `my-app` is not an app's id; help: write `ari:cloud:ecosystem::app/` and the id",
///     "modules.jira:issuePanell: unknown Forge module \"jira:issuePanell\"; did you mean \"jira:issuePanel\"?",
/// ]);
/// ```
#[must_use]
pub fn check(manifest: &Value, files: Option<&dyn Files>) -> Vec<Finding> {
    let mut check = Check {
        manifest,
        files,
        findings: Vec::new(),
    };
    check.app();
    check.remotes();
    check.modules();
    check.references();
    check.permissions();
    check.translations();
    let mut findings = check.findings;
    findings.sort();
    findings.dedup();
    findings
}

struct Check<'a> {
    manifest: &'a Value,
    files: Option<&'a dyn Files>,
    findings: Vec<Finding>,
}

/// A module of the manifest.
struct Module<'a> {
    name: &'a str,
    at: String,
    properties: &'a Map<String, Value>,
}

impl<'a> Module<'a> {
    fn text(&self, name: &str) -> Option<&'a str> {
        self.properties.get(name)?.as_str()
    }
}

impl<'a> Check<'a> {
    fn say(&mut self, at: impl Into<String>, message: impl Into<String>) {
        self.findings.push(Finding {
            at: at.into(),
            message: message.into(),
        });
    }

    /// A part of the manifest, by JSON pointer.
    fn part(&self, pointer: &str) -> Option<&'a Value> {
        self.manifest.pointer(pointer)
    }

    /// The objects of a list.
    fn list(
        &self,
        pointer: &str,
    ) -> impl Iterator<Item = (usize, &'a Map<String, Value>)> + use<'a> {
        let list = self.part(pointer).and_then(Value::as_array);
        let numbered = list.into_iter().flatten().enumerate();
        numbered.filter_map(|(number, one)| Some((number, one.as_object()?)))
    }

    /// The modules of all kinds.
    fn all_modules(&self) -> Vec<Module<'a>> {
        let kinds = self.part("/modules").and_then(Value::as_object);
        let kinds = kinds.into_iter().flatten();
        kinds
            .flat_map(|(name, modules)| {
                let modules = modules.as_array().into_iter().flatten().enumerate();
                modules.filter_map(move |(number, module)| {
                    Some(Module {
                        name,
                        at: format!("modules.{name}[{number}]"),
                        properties: module.as_object()?,
                    })
                })
            })
            .collect()
    }

    fn modules_of(&self, name: &str) -> Vec<Module<'a>> {
        let mut all = self.all_modules();
        all.retain(|module| module.name == name);
        all
    }

    /// The names of the scopes that the manifest requests.
    fn scopes(&self) -> Vec<&'a str> {
        match self.part("/permissions/scopes") {
            Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
            Some(Value::Object(map)) => map.keys().map(String::as_str).collect(),
            _ => Vec::new(),
        }
    }
}

/// Whether text is a variable for the environment to fill in.
fn is_variable(text: &str) -> bool {
    text.contains("${")
}

/// Whether all characters are letters, digits or among `others`.
fn consists_of(text: &str, others: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || others.contains(c);
    !text.is_empty() && text.chars().all(fits)
}
