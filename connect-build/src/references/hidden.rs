//! Functions that can't be referred to, because a module has their name.
//!
//! Next to a function that other items can refer to, its attribute generates a type with the same name.
//! Modules share the namespace of types, and rustc's error about the two mentions a type nobody has written.

use connect_model::Origin;
use connect_model::assemble::Fault;

use super::{AnnotatedItem, Imports, Items, MAX_STEPS, absolute, follow_to, segments};

/// A fault for each place where a module hides the type of a function, or the two conflict.
pub(crate) fn hidden(crates: &[&Items]) -> Vec<Fault> {
    let mut faults: Vec<Fault> = Vec::new();
    for items in crates {
        faults.extend(imported(items));
        faults.extend(beside_a_glob(items));
        if faults.is_empty() {
            faults.extend(named(items));
        }
    }
    faults
}

/// `mod editor; use editor::editor;`
fn imported(items: &Items) -> impl Iterator<Item = Fault> + '_ {
    let Imports { names, origins, .. } = &items.imports;
    names.iter().filter_map(move |((module, name), target)| {
        let origin = origins.get(&(module.clone(), name.clone()))?;
        let is_module = items.modules.contains(&below(module, name));
        let item = function(items, target.clone()).filter(|_| is_module)?;
        Some(fault(
            item,
            name,
            origin,
            &format!(
                "`use` brings `{name}` into a module that has `mod {name}`: {TYPE}; remove the `use` and write \
                 `{}`, or rename one of the two",
                path_of(item)
            ),
        ))
    })
}

/// `mod editor { use super::*; #[dialog] async fn editor() … }`
fn beside_a_glob(items: &Items) -> impl Iterator<Item = Fault> + '_ {
    let named = items.annotated.iter().filter(|item| has_type(item));
    named.filter_map(|item| {
        let globs = items.imports.globs.get(&item.module)?;
        let name = &item.name;
        let glob = globs
            .iter()
            .find(|glob| items.modules.contains(&below(glob, name)))?;
        let glob = match glob.as_slice() {
            _ if item.module.split_last().is_some_and(|(_, parent)| parent == glob) => "super".to_owned(),
            [] => "crate".to_owned(),
            path => format!("crate::{}", path.join("::")),
        };
        Some(fault(
            item,
            name,
            &item.origin,
            &format!(
                "`use {glob}::*` brings `mod {name}` to the function `{name}`: {TYPE}; rename one of the two, or \
                 import by name in place of the `*`"
            ),
        ))
    })
}

/// `mod editor; #[dialog] async fn editor() …`, and `target = dialog(editor)`.
fn named(items: &Items) -> impl Iterator<Item = Fault> + '_ {
    items.annotated.iter().flat_map(move |by| {
        by.declared.references.iter().filter_map(move |reference| {
            let path = absolute(&by.module, &segments(reference));
            let item = function(items, path.clone())?;
            // A module takes precedence over a glob import, which is how a function's type is imported.
            let reached = |path: &[String]| items.modules.contains(path).then_some(());
            follow_to(items, path, &reached, MAX_STEPS)?;
            let name = &item.name;
            let own = items.modules.contains(&below(&item.module, name));
            let help = if own {
                "rename one of the two".to_owned()
            } else {
                format!("write `{}`, or rename one of the two", path_of(item))
            };
            Some(fault(
                item,
                name,
                &by.origin,
                &format!("`{name}` is the module here, and not the function: {TYPE}; {help}"),
            ))
        })
    })
}

/// Explains the type that the user does not see.
const TYPE: &str =
    "the attribute makes a type of the function's name, and a module is in the way of a type";

fn fault(item: &AnnotatedItem, name: &str, origin: &Origin, message: &str) -> Fault {
    Fault {
        message: format!(
            "#[{}] fn {name} and mod {name}: {message}",
            item.attribute.name()
        ),
        origin: Some(origin.clone()),
    }
}

/// The function that a path leads to, if it has a type with its name.
fn function(items: &Items, path: Vec<String>) -> Option<&AnnotatedItem> {
    let at = |path: &[String]| {
        let (name, module) = path.split_last()?;
        let mut all = items.annotated.iter();
        all.find(|item| item.module == module && item.name == *name && has_type(item))
    };
    follow_to(items, path, &at, MAX_STEPS)
}

fn has_type(item: &AnnotatedItem) -> bool {
    item.is_function && item.attribute.can_be_named()
}

fn below(module: &[String], name: &str) -> Vec<String> {
    let mut path = module.to_vec();
    path.push(name.to_owned());
    path
}

fn path_of(item: &AnnotatedItem) -> String {
    format!("crate::{}", below(&item.module, &item.name).join("::"))
}
