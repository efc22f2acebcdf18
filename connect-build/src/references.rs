//! Follows the names of items in attributes: `location = sections::Tools`.
//!
//! The compiler knows what a name refers to, and reports one that refers to nothing or to the wrong thing at
//! its token. Here it is followed as far as the sources allow: through modules, `use` declarations and
//! re-exports, and by the item's own name if only one item has it. At start-up the program compares
//! the result with what was linked.

mod circle;
mod hidden;

use std::collections::{BTreeMap, BTreeSet};

use connect_model::Origin;
use connect_model::assemble::Fault;
use connect_model::declaration::Declaration;
use connect_syntax::{App, Attribute, Declared, LocationForm, Part, Reference, ReferenceTarget};
use proc_macro2::Span;
use syn::{UseTree, ext::IdentExt};

pub(crate) use circle::circles;
pub(crate) use hidden::hidden;

/// An annotated item, with its location in the crate.
#[derive(Debug)]
pub(crate) struct AnnotatedItem {
    /// The modules that contain it, from the crate root.
    pub module: Vec<String>,
    /// Its name.
    pub name: String,
    /// Its attribute.
    pub attribute: Attribute,
    /// Whether it is a function.
    pub is_function: bool,
    /// What it declares.
    pub declared: Declared,
    /// Where it is written.
    pub origin: Origin,
}

/// What the `use` declarations of one crate import, and where.
#[derive(Debug, Default)]
pub(crate) struct Imports {
    /// The path that each name refers to, by module and name.
    names: BTreeMap<(Vec<String>, String), Vec<String>>,
    /// Where each of those is written.
    origins: BTreeMap<(Vec<String>, String), Origin>,
    /// The modules that are glob-imported, by module.
    globs: BTreeMap<Vec<String>, Vec<Vec<String>>>,
    /// Our attributes by the crate's names for them: `use connect_runtime::web_panel as panel`.
    pub aliases: Aliases,
}

/// Renamed attributes.
pub(crate) type Aliases = BTreeMap<String, Attribute>;

impl Imports {
    /// Records a `use` in a module.
    pub(crate) fn add(
        &mut self,
        module: &[String],
        tree: &UseTree,
        origin: &dyn Fn(Span) -> Origin,
    ) {
        self.tree(module, &mut Vec::new(), tree, origin);
    }

    fn tree(
        &mut self,
        module: &[String],
        before: &mut Vec<String>,
        tree: &UseTree,
        origin: &dyn Fn(Span) -> Origin,
    ) {
        match tree {
            UseTree::Path(path) => {
                before.push(path.ident.unraw().to_string());
                self.tree(module, before, &path.tree, origin);
                before.pop();
            }
            UseTree::Name(name) => {
                let (name, span) = (name.ident.unraw().to_string(), name.ident.span());
                self.name(module, before, &name, &name, origin(span));
            }
            UseTree::Rename(rename) => {
                let (name, alias) = (rename.ident.unraw(), rename.rename.unraw());
                if let Some(attribute) = Attribute::named(&name.to_string()) {
                    self.aliases.insert(alias.to_string(), attribute);
                }
                let origin = origin(alias.span());
                self.name(
                    module,
                    before,
                    &name.to_string(),
                    &alias.to_string(),
                    origin,
                );
            }
            UseTree::Glob(_) => {
                let target = absolute(module, before);
                self.globs.entry(module.to_vec()).or_default().push(target);
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.tree(module, before, tree, origin);
                }
            }
        }
    }

    fn name(
        &mut self,
        module: &[String],
        before: &[String],
        name: &str,
        alias: &str,
        origin: Origin,
    ) {
        let mut path = before.to_vec();
        // `use a::{self}` imports `a`.
        let alias = match (name, before.last()) {
            ("self", Some(last)) if alias == "self" => last.clone(),
            ("self", _) => alias.to_owned(),
            _ => {
                path.push(name.to_owned());
                alias.to_owned()
            }
        };
        let at = (module.to_vec(), alias);
        self.origins.insert(at.clone(), origin);
        self.names.insert(at, absolute(module, &path));
    }
}

/// A path from the crate root, if that can be determined: `super::a` in `b::c` is `b::a`.
fn absolute(module: &[String], path: &[String]) -> Vec<String> {
    let mut from = module.to_vec();
    let mut rest = path;
    while let Some((first, after)) = rest.split_first() {
        match first.as_str() {
            "crate" => from.clear(),
            "self" => {}
            "super" => {
                from.pop();
            }
            _ => break,
        }
        rest = after;
    }
    from.extend(rest.iter().cloned());
    from
}

/// The items of one crate.
#[derive(Debug, Default)]
pub(crate) struct Items {
    /// The name by which other crates refer to a library.
    pub name: Option<String>,
    /// The items, in source order.
    pub annotated: Vec<AnnotatedItem>,
    /// What its modules import from others.
    pub imports: Imports,
    /// The paths of its modules from the crate root.
    pub modules: BTreeSet<Vec<String>>,
}

/// How many steps a name is followed, so that a cycle of re-exports ends.
const MAX_STEPS: usize = 32;

/// The index of a crate, and that of an item in it.
type ItemIndex = (usize, usize);

/// The declarations of all crates with their references resolved, and the references that can't be:
/// the compiler reports those that refer to nothing or to an item of the wrong kind.
pub(crate) fn resolve(crates: &[&Items]) -> (Vec<Declaration>, Vec<Fault>) {
    let mut faults = Vec::new();
    let mut declarations = Vec::new();
    for (number, items) in crates.iter().enumerate() {
        for found in &items.annotated {
            let mut values = Vec::new();
            let origin = found.origin.clone();
            for reference in &found.declared.references {
                let text = value(crates, number, &found.module, reference, MAX_STEPS);
                faults.extend(text.is_none().then(|| unresolved(reference, &origin)));
                values.push(text.unwrap_or_default());
            }
            declarations.push(found.declared.declaration(origin, &values));
        }
    }
    (declarations, faults)
}

/// The properties of `app!` in the root of one of the crates, with its references resolved, and the
/// references that can't be.
pub(crate) fn resolve_app(
    crates: &[&Items],
    number: usize,
    app: &App,
    origin: &Origin,
) -> (String, Vec<Fault>) {
    let mut faults = Vec::new();
    let mut values = Vec::new();
    for reference in &app.references {
        let text = value(crates, number, &[], reference, MAX_STEPS);
        faults.extend(text.is_none().then(|| unresolved(reference, origin)));
        values.push(text.unwrap_or_default());
    }
    (app.properties.resolve(&values).to_string(), faults)
}

fn unresolved(reference: &Reference, origin: &Origin) -> Fault {
    Fault {
        message: format!(
            "can't find the item that `{}` of `{}` refers to; write its path from the crate root, \
             such as crate::module::Item",
            reference.name(),
            reference.argument
        ),
        origin: Some(origin.clone()),
    }
}

/// The value of a reference in a module of a crate.
fn value(
    crates: &[&Items],
    number: usize,
    module: &[String],
    reference: &Reference,
    steps: usize,
) -> Option<String> {
    let steps = steps.checked_sub(1)?;
    let (at, item) = item(crates, number, module, reference)?;
    let target = crates.get(at)?.annotated.get(item)?;
    if !fits(target, reference) {
        return None;
    }
    match &reference.target {
        ReferenceTarget::Key(_) => Some(target.declared.key.clone()),
        ReferenceTarget::Url | ReferenceTarget::Condition => target.declared.url.clone(),
        ReferenceTarget::UrlWith(query) => {
            let url = target.declared.url.as_deref()?;
            let path = url.split('?').next().unwrap_or_default();
            Some(format!("{path}?{query}"))
        }
        ReferenceTarget::Location(LocationForm::Key) => Some(target.declared.key.clone()),
        ReferenceTarget::Location(form) => {
            let whole: Option<String> = target
                .declared
                .section_location()?
                .into_iter()
                .map(|part| match part {
                    Part::Text(text) => Some(text),
                    Part::Reference(index) => {
                        let inner = target.declared.references.get(index)?;
                        value(crates, at, &target.module, inner, steps)
                    }
                })
                .collect();
            let whole = whole?;
            let rest = match form {
                LocationForm::Below(below) => whole.strip_prefix(below),
                LocationForm::Whole | LocationForm::Key => None,
            };
            let rest = rest.and_then(|rest| rest.strip_prefix('/'));
            Some(rest.map_or_else(|| whole.clone(), str::to_owned))
        }
    }
}

/// Whether an item is what the reference must refer to.
fn fits(found: &AnnotatedItem, reference: &Reference) -> bool {
    match reference.target.kinds() {
        [] => found.declared.url.is_some(),
        kinds => kinds.contains(&found.declared.kind_name()),
    }
}

/// The item that a reference in a module of a crate refers to.
pub(crate) fn target<'a>(
    crates: &[&'a Items],
    number: usize,
    module: &[String],
    reference: &Reference,
) -> Option<&'a AnnotatedItem> {
    let (at, item) = item(crates, number, module, reference)?;
    let target = crates.get(at)?.annotated.get(item)?;
    fits(target, reference).then_some(target)
}

/// The path of a reference as written.
fn segments(reference: &Reference) -> Vec<String> {
    let segments = reference.path.segments.iter();
    segments
        .map(|segment| segment.ident.unraw().to_string())
        .collect()
}

fn item(
    crates: &[&Items],
    number: usize,
    module: &[String],
    reference: &Reference,
) -> Option<ItemIndex> {
    let path = segments(reference);
    let items = crates.get(number)?;
    let from_root = absolute(module, &path);
    let written = follow(items, from_root, reference, MAX_STEPS).map(|item| (number, item));
    written.or_else(|| {
        let first = path.first()?.clone();
        let imported = items.imports.names.get(&(module.to_vec(), first));
        let named: Vec<&String> = path.iter().chain(imported.into_iter().flatten()).collect();
        only_one(crates, path.last()?, &named, reference)
    })
}

/// Follows a path through the crate.
fn follow(items: &Items, path: Vec<String>, reference: &Reference, steps: usize) -> Option<usize> {
    let at = |path: &[String]| {
        let (name, module) = path.split_last()?;
        let mut here = items
            .annotated
            .iter()
            .enumerate()
            .filter(|(_, found)| found.module == module && found.name == *name)
            .peekable();
        let (first, _) = here.peek().copied()?;
        // A function can have several attributes.
        let fitting = here.find(|(_, found)| fits(found, reference));
        Some(fitting.map_or(first, |(at, _)| at))
    };
    follow_to(items, path, &at, steps)
}

/// Follows a path until `at` finds something where it leads.
fn follow_to<T>(
    items: &Items,
    path: Vec<String>,
    at: &dyn Fn(&[String]) -> Option<T>,
    steps: usize,
) -> Option<T> {
    let steps = steps.checked_sub(1)?;
    if let Some(found) = at(&path) {
        return Some(found);
    }
    // The longest prefix that a `use` imports is replaced by the path it refers to.
    for cut in (0..path.len()).rev() {
        let (module, rest) = path.split_at(cut);
        let (first, after) = rest.split_first()?;
        if let Some(target) = items.imports.names.get(&(module.to_vec(), first.clone())) {
            let mut next = target.clone();
            next.extend(after.iter().cloned());
            if next != path
                && let Some(item) = follow_to(items, next, at, steps)
            {
                return Some(item);
            }
        }
        for glob in items.imports.globs.get(module).into_iter().flatten() {
            let mut next = glob.clone();
            next.extend(rest.iter().cloned());
            if next != path
                && glob.len() <= path.len()
                && let Some(item) = follow_to(items, next, at, steps.min(4))
            {
                return Some(item);
            }
        }
    }
    None
}

/// The item with that name, if only one in the app fits; among several, the one in a library that is
/// named on the path to it.
fn only_one(
    crates: &[&Items],
    name: &str,
    named: &[&String],
    reference: &Reference,
) -> Option<ItemIndex> {
    let all: Vec<ItemIndex> = crates
        .iter()
        .enumerate()
        .flat_map(|(number, items)| {
            items
                .annotated
                .iter()
                .enumerate()
                .filter(|(_, found)| found.name == name && fits(found, reference))
                .map(move |(item, _)| (number, item))
        })
        .collect();
    let in_named_library = |(number, _): &&ItemIndex| {
        let items = crates.get(*number);
        let library = items.and_then(|items| items.name.as_ref());
        library.is_some_and(|library| named.contains(&library))
    };
    let mut libraries = all.iter().filter(in_named_library);
    match (all.as_slice(), libraries.next(), libraries.next()) {
        ([only], ..) | (_, Some(only), None) => Some(*only),
        _ => None,
    }
}
