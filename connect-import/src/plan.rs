//! The new package as a data structure: keys, names, files, routes, and each item with its
//! arguments.
//!
//! | module | what it decides |
//! |---|---|
//! | [`module`] | which modules there are, and for which products |
//! | [`keys`], [`names`], [`layout`], [`routes`] | the key, name, file and URL of each |
//! | [`convert`] | JSON as arguments |
//! | [`references`], [`handlers`] | which items the arguments refer to |
//! | [`guard`] | which pages are for administrators only |
//! | [`item`], [`repair`] | an annotated item, and the compiler's verdict on it |
//! | [`module_item`], [`app`], [`lifecycle`] | the items of modules, `app!`, the lifecycle hooks |

mod app;
mod convert;
mod guard;
mod handlers;
mod item;
mod keys;
mod layout;
mod lifecycle;
mod module;
mod module_item;
mod names;
mod references;
mod repair;
mod routes;

use std::collections::{BTreeMap, BTreeSet};

pub(crate) use app::App;
pub(crate) use item::Item;
pub(crate) use module::PlannedModule;
pub(crate) use names::snake;

use crate::attribute_ast::{AttrValue, Field, ItemPath};
use crate::diagnostics::Diagnostics;
use crate::parse::Source;
use handlers::Handlers;
use module_item::ImportProblem;
use names::Names;
use references::References;

/// A package, ready to be printed.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) app: App,
    /// The files below `src`, without their extensions.
    pub(crate) files: BTreeMap<&'static str, File>,
    /// The names of items that another file refers to.
    pub(crate) shared: BTreeSet<String>,
    /// Comments for the crate root, for what no item can express.
    pub(crate) unconverted: Vec<String>,
    pub(crate) modules: Vec<PlannedModule>,
}

/// A file of the package.
#[derive(Debug, Default)]
pub(crate) struct File {
    pub(crate) items: Vec<Item>,
    /// Comments for items that no attribute can express.
    pub(crate) left_out: Vec<Vec<String>>,
}

/// Plans the package for a descriptor.
pub(crate) fn plan(source: &Source, diagnostics: &mut Diagnostics<'_>) -> Plan {
    let base = source.base_url();
    let granted = guard::granted(source.root().get("scopes"));
    let listed = module::list(source.root().get("modules"), diagnostics);
    let keys = keys::assign(&listed.modules, diagnostics);
    let files = layout::assign_files(&listed.modules);
    let (routes, served, shared_paths) = routes::assign(&listed.modules, &keys, &base, diagnostics);
    let mut names = Names::default();
    let mut modules = Vec::new();
    for (((module, key), file), served) in
        listed.modules.into_iter().zip(keys).zip(files).zip(served)
    {
        let hint = if key.is_empty() {
            module.name_hint()
        } else {
            key.clone()
        };
        let name = match served {
            Some(_) => names.function(&hint, module.kind.attribute),
            None => names.structure(&hint, module.kind.attribute),
        };
        modules.push(PlannedModule {
            admin_only: guard::is_admin_only(&module, granted),
            module,
            key,
            name,
            file,
            served,
            shared: None,
        });
    }
    let shared_handlers: Vec<Item> = shared_paths
        .iter()
        .filter_map(|path| handlers::shared(path, &mut modules, &mut names, diagnostics))
        .collect();

    // A module that can't be as planned changes what others can refer to, so all are planned again.
    let mut left_out: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    let (mut items, mut handlers) = loop {
        let mut attempt = diagnostics.fork();
        let mut handlers = Handlers::new(routes.clone(), names.clone());
        let references = References::new(included(&modules, &left_out).map(|(_, module)| module));
        let mut items = Vec::new();
        let mut problems = Vec::new();
        for (at, planned) in included(&modules, &left_out) {
            let mut about_module = diagnostics.fork();
            let item = module_item::item(
                planned,
                &references,
                &base,
                &mut handlers,
                &mut about_module,
            );
            match item {
                Ok(item) => {
                    attempt.append(about_module);
                    items.push(item);
                }
                Err(problem) => problems.push((at, problem)),
            }
        }
        if problems.is_empty() {
            diagnostics.append(attempt);
            break (items, handlers);
        }
        for (at, problem) in problems {
            let Some(planned) = modules.get_mut(at) else {
                continue;
            };
            let pointer = &planned.module.pointer;
            match problem {
                ImportProblem::LeftOut { message, comments } => {
                    // That it is left out is enough.
                    diagnostics.forget_inside(pointer);
                    diagnostics.report(pointer, message);
                    left_out.insert(at, comments);
                }
                ImportProblem::NotServed => {
                    let label = planned.module.label();
                    diagnostics.report(pointer, format!("{label}: nothing serves its URL"));
                    planned.served = None;
                    planned.name = names.structure(&planned.name, planned.module.kind.attribute);
                }
            }
        }
    };
    for pointer in &source.duplicates {
        let name = pointer.trim_start_matches('/').replace('/', ".");
        diagnostics.report(
            pointer,
            format!("`{name}` is a duplicate member; only the last one is used"),
        );
    }

    let written: Vec<&PlannedModule> = included(&modules, &left_out)
        .map(|(_, planned)| planned)
        .collect();
    let references = References::new(written.iter().copied());
    let app = app::app(source, &written, &references, &mut handlers, diagnostics);
    items.append(&mut handlers.items);
    items.extend(shared_handlers);
    items.extend(lifecycle::hooks(
        source.root().get("lifecycle"),
        &mut handlers.names,
        diagnostics,
    ));

    let shared = items
        .iter()
        .flat_map(|item| &item.arguments)
        .chain(&app.arguments)
        .flat_map(named_in_other_files)
        .chain(modules.iter().filter_map(shared_by_other_file))
        .collect();
    let mut files: BTreeMap<&'static str, File> = BTreeMap::new();
    for item in items {
        files.entry(item.file).or_default().items.push(item);
    }
    for (at, comments) in left_out {
        if let Some(planned) = modules.get(at) {
            let file = files.entry(planned.file).or_default();
            file.left_out.push(comments);
        }
    }
    Plan {
        app,
        files,
        shared,
        unconverted: listed.unconverted,
        modules,
    }
}

/// The modules that are not left out, with their indices.
fn included<'a>(
    modules: &'a [PlannedModule],
    left_out: &'a BTreeMap<usize, Vec<String>>,
) -> impl Iterator<Item = (usize, &'a PlannedModule)> {
    modules
        .iter()
        .enumerate()
        .filter(|(at, _)| !left_out.contains_key(at))
}

/// The handler of a module that is in another file.
fn shared_by_other_file(planned: &PlannedModule) -> Option<String> {
    let shared = planned.shared.as_ref()?;
    (shared.file != planned.file).then(|| shared.name.clone())
}

fn named_in_other_files(argument: &Field) -> Vec<String> {
    let mut names = Vec::new();
    argument.value.visit(&mut |value| {
        if let AttrValue::Item(ItemPath {
            file: Some(_),
            name,
        }) = value
        {
            names.push(name.clone());
        }
    });
    names
}

/// Sorts arguments by their position in a list; the others keep their order after those.
fn sort_arguments(arguments: &mut [Field], first: &[&str]) {
    arguments.sort_by_key(|argument| {
        let place = first.iter().position(|name| *name == argument.name);
        place.unwrap_or(first.len())
    });
}
