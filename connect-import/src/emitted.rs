//! What the new package emits, found by the reader that its build script has, and how that differs
//! from the descriptor that was imported.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use connect_build::cfg::Cfg;
use connect_build::read::{self, Root};
use connect_build::references;
use connect_model::assemble::assemble;
use serde_json::{Map, Value};

use super::equal::{differences, normal, webhook};
use super::plan::Planned;
use super::scan::escaped;
use super::urls::Base;
use super::world::World;

/// The descriptor that a package's build script writes.
///
/// # Errors
/// What the build script says instead.
pub(super) fn descriptor(package: &Path) -> Result<Value, Vec<String>> {
    let main = package.join("src/main.rs");
    let read = read::read(&main, package, &Cfg::default());
    let Some(Root::App(app, place)) = &read.root else {
        return Err(vec!["src/main.rs has no app! that can be read".to_owned()]);
    };
    if read.broken {
        return Err(vec!["an item can't be read".to_owned()]);
    }
    let (declarations, lost) = references::resolve(&[&read.items]);
    let (app, lost_of_app) = references::resolve_app(&[&read.items], 0, app, place);
    let lost = lost.iter().chain(&lost_of_app);
    let mut faults: Vec<String> = lost.map(ToString::to_string).collect();
    for section in &read.sections {
        let declared = declarations.iter().any(|one| {
            ["webSections", "webItems"].contains(&&*one.kind) && one.key == section.name
        });
        if !declared {
            faults.push(format!("no web section {:?} is declared", section.name));
        }
    }
    match assemble(&app, &declarations, &read.needs) {
        Ok(assembled) if faults.is_empty() => {
            Ok(serde_json::to_value(&assembled.descriptor).unwrap_or_default())
        }
        Ok(_) => Err(faults),
        Err(more) => {
            faults.extend(more.iter().map(ToString::to_string));
            Err(faults)
        }
    }
}

/// Says each difference that nothing has been said about.
pub(super) fn compare(world: &mut World<'_>, root: &Map<String, Value>, package: &Path) {
    let emitted = match descriptor(package) {
        Ok(emitted) => emitted,
        Err(faults) => {
            for fault in faults {
                world.say("", &format!("the package does not build yet: {fault}"));
            }
            return;
        }
    };
    let after = emitted.as_object().map(normal).unwrap_or_default();
    // What was said, by the keys that the comparison goes by.
    let modules: BTreeMap<&str, &Planned> = world
        .modules
        .iter()
        .map(|module| (module.pointer.as_str(), module))
        .collect();
    let mut said: BTreeSet<String> = BTreeSet::new();
    for one in &world.said {
        said.insert(one.pointer.clone());
        let (Some(module), below) = module_of(&one.pointer, &modules) else {
            continue;
        };
        let key_changed = below == "/key" || below.is_empty();
        let below = if key_changed { "" } else { below };
        let kind = module.kind.name;
        for known in known_by(module, &world.base) {
            said.insert(format!("/modules/{kind}/{}{below}", escaped(&known)));
        }
    }
    let is_said = |pointer: &str| {
        let ends = |at: usize| {
            at == pointer.len()
                || pointer
                    .get(at..)
                    .is_some_and(|it| it.starts_with(BOUNDARIES))
        };
        let mut cuts = pointer
            .char_indices()
            .map(|(at, _)| at)
            .chain([pointer.len()]);
        let around = cuts
            .any(|at| at > 0 && ends(at) && pointer.get(..at).is_some_and(|it| said.contains(it)));
        around
            || said.range(pointer.to_owned()..).next().is_some_and(|next| {
                next.strip_prefix(pointer)
                    .is_some_and(|rest| rest.starts_with(BOUNDARIES))
            })
    };
    let new: Vec<(String, String)> = differences(&normal(root), &after)
        .into_iter()
        .filter(|(pointer, _)| !is_said(pointer))
        .collect();
    for (pointer, how) in new {
        let place = pointer.trim_start_matches('/').replace('/', ".");
        world.say(&pointer, &format!("{place}: {how}"));
    }
}

/// Where one name in a pointer ends: at the next, at the number of one that stands there again, at
/// the URL of a webhook.
const BOUNDARIES: [char; 3] = ['/', '#', ' '];

/// The module that a pointer is in, and the rest of it.
fn module_of<'m, 'p>(
    pointer: &'p str,
    modules: &BTreeMap<&str, &'m Planned>,
) -> (Option<&'m Planned>, &'p str) {
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

/// What the comparison knows a module by.
fn known_by(module: &Planned, base: &Base) -> Vec<String> {
    if module.kind.name != "webhooks" {
        let had = module.fields.get("key").and_then(Value::as_str);
        return vec![module.key.clone(), had.unwrap_or_default().to_owned()];
    }
    let url = module
        .url()
        .map(|url| base.own(url).unwrap_or_else(|| url.to_owned()));
    let one = module.fields.get("event").cloned();
    let several = module.fields.get("events").and_then(Value::as_array);
    let events = one
        .into_iter()
        .chain(several.into_iter().flatten().cloned());
    let mut known: Vec<String> = events
        .map(|event| match &url {
            Some(url) => webhook(&serde_json::json!({ "event": event, "url": url })),
            None => event.as_str().unwrap_or_default().to_owned(),
        })
        .collect();
    if known.is_empty() {
        known.push(format!(" {}", url.unwrap_or_default()));
    }
    known
}
