//! Verifying a package: the descriptor that its build script would write, and how it differs from the
//! imported one.

mod equivalence;

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use connect_build::__internal::{Cfg, descriptor};
use serde_json::{Value, json};

pub use equivalence::{Difference, differences};

use crate::diagnostics::Diagnostics;
use crate::files::Files;
use crate::parse::{Source, escaped};
use crate::plan::{Plan, PlannedModule};
use crate::urls::BaseUrl;
use equivalence::webhook_key;

/// Why a package can't be compared with a descriptor.
#[derive(Debug)]
pub(crate) enum VerifyError {
    /// The files can't be written to a temporary folder.
    Io(io::Error),
    /// The package does not build; what its build script reports instead of a descriptor.
    DoesNotBuild(Vec<String>),
}

/// The differences between the descriptor that was imported and the one that the files emit.
pub(crate) fn verify(files: &Files, source: &Source) -> Result<Vec<Difference>, VerifyError> {
    let folder = tempfile::tempdir().map_err(VerifyError::Io)?;
    files.write_into(folder.path()).map_err(VerifyError::Io)?;
    let emitted = descriptor(folder.path(), &Cfg::default()).map_err(VerifyError::DoesNotBuild)?;
    match serde_json::to_value(&emitted) {
        Ok(Value::Object(emitted)) => Ok(differences(source.root(), &emitted)),
        _ => {
            let fault = "the descriptor is not an object".to_owned();
            Err(VerifyError::DoesNotBuild(vec![fault]))
        }
    }
}

/// Reports the differences that no diagnostic explains.
pub(crate) fn report_unexplained(
    differences: &[Difference],
    plan: &Plan,
    base: &BaseUrl,
    diagnostics: &mut Diagnostics<'_>,
) {
    let modules: BTreeMap<&str, &PlannedModule> = plan
        .modules
        .iter()
        .map(|planned| (planned.module.pointer.as_str(), planned))
        .collect();
    // The pointers of what was reported, and the same with the keys that the comparison uses.
    let mut explained: BTreeSet<String> = BTreeSet::new();
    for one in diagnostics.iter() {
        explained.insert(one.pointer.clone());
        let (Some(planned), below) = module_of(&one.pointer, &modules) else {
            continue;
        };
        let below = if below == "/key" { "" } else { below };
        let kind = planned.module.kind.name;
        for key in comparison_keys(planned, base) {
            explained.insert(format!("/modules/{kind}/{}{below}", escaped(&key)));
        }
    }
    for Difference { pointer, change } in differences {
        if !is_explained(pointer, &explained) {
            let place = pointer.trim_start_matches('/').replace('/', ".");
            diagnostics.report(pointer, format!("{place}: {change}"));
        }
    }
}

/// Whether something was reported about a value, about what contains it, or about what is in it.
fn is_explained(pointer: &str, explained: &BTreeSet<String>) -> bool {
    let mut prefixes = pointer
        .match_indices(BOUNDARIES)
        .map(|(at, _)| at)
        .chain([pointer.len()])
        .filter(|at| *at > 0)
        .filter_map(|at| pointer.get(..at));
    let next = explained.range(pointer.to_owned()..).next();
    prefixes.any(|prefix| explained.contains(prefix))
        || next
            .and_then(|next| next.strip_prefix(pointer))
            .is_some_and(|rest| rest.starts_with(BOUNDARIES))
}

/// What can follow a name in a pointer: the next name, the number of a duplicate, a webhook's URL.
const BOUNDARIES: [char; 3] = ['/', '#', ' '];

/// The module that contains a pointer, and the rest of it.
fn module_of<'m, 'p>(
    pointer: &'p str,
    modules: &BTreeMap<&str, &'m PlannedModule>,
) -> (Option<&'m PlannedModule>, &'p str) {
    let slashes = pointer.char_indices().filter(|(_, letter)| *letter == '/');
    let ends = slashes.map(|(at, _)| at).skip(2).take(2);
    for end in ends.chain([pointer.len()]) {
        let (start, rest) = pointer.split_at(end);
        if let Some(module) = modules.get(start) {
            return (Some(module), rest);
        }
    }
    (None, pointer)
}

/// The keys by which the comparison identifies a module.
fn comparison_keys(planned: &PlannedModule, base: &BaseUrl) -> Vec<String> {
    let module = &planned.module;
    if module.kind.name != "webhooks" {
        let original = module.fields.get("key").and_then(Value::as_str);
        return vec![planned.key.clone(), original.unwrap_or_default().to_owned()];
    }
    let url = module
        .url()
        .map(|url| base.path_of(url).unwrap_or_else(|| url.to_owned()));
    let one = module.fields.get("event").cloned();
    let several = module.fields.get("events").and_then(Value::as_array);
    let events = one
        .into_iter()
        .chain(several.into_iter().flatten().cloned());
    let mut keys: Vec<String> = events
        .map(|event| match &url {
            Some(url) => webhook_key(&json!({ "event": event, "url": url })),
            None => event.as_str().unwrap_or_default().to_owned(),
        })
        .collect();
    if keys.is_empty() {
        keys.push(format!(" {}", url.unwrap_or_default()));
    }
    keys
}
