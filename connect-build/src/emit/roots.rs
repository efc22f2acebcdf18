//! Which crate of the package is the app, and which modules belong to more than one crate.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use connect_model::Origin;
use connect_model::assemble::Fault;
use connect_syntax::App;

use crate::origin::relative;
use crate::package::Package;
use crate::read::{Crate, Module, Root};

/// The one `app!` of the package, with its crate's index and its source location.
pub(super) fn app(crates: &[Crate]) -> Result<(usize, &App, &Origin), Fault> {
    if let Some(place) = crates.iter().flat_map(|one| &one.more_roots).next() {
        return Err(Fault {
            message: "this crate root already has app! or library!; remove one of the two"
                .to_owned(),
            origin: Some(place.clone()),
        });
    }
    let apps: Vec<_> = crates
        .iter()
        .enumerate()
        .filter_map(|(index, one)| match &one.root {
            Some(Root::App(app, origin)) => Some((index, &**app, origin)),
            _ => None,
        })
        .collect();
    let misplaced = crates.iter().flat_map(|one| &one.misplaced).next();
    let (message, origin) = match (apps.as_slice(), misplaced) {
        ([only], _) => return Ok(*only),
        ([], Some(place)) => (
            "app! is in a module here; move it to the crate root, src/main.rs or src/lib.rs"
                .to_owned(),
            Some(place.clone()),
        ),
        ([], None) => (
            "no app! in a crate root of this package: write connect_runtime::app! { key = \"…\" } \
             in src/main.rs or src/lib.rs"
                .to_owned(),
            None,
        ),
        ([(.., first), (.., second), ..], _) => (
            format!("a package has only one app!, and the first one is at {first}"),
            Some((*second).clone()),
        ),
    };
    Err(Fault { message, origin })
}

/// Modules with handlers that two crates of the package declare, such as `mod panels;` in `src/main.rs` and
/// in `src/lib.rs`. The handlers would be in the app twice.
pub(super) fn compiled_twice(package: &Package, crates: &[Crate]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (at, later) in crates.iter().enumerate() {
        for earlier in crates.iter().take(at) {
            let of_earlier = by_file(earlier);
            let shared: Vec<&Module> = later
                .modules
                .iter()
                .filter(|module| of_earlier.contains_key(&identity(&module.file)))
                .collect();
            for module in &shared {
                // A module inside another shared module is shared only because of that one.
                let inside = |outer: &&Module| {
                    outer.path.len() < module.path.len() && module.path.starts_with(&outer.path)
                };
                let has_handlers = |items: &Crate, path: &[String]| {
                    let mut annotated = items.items.annotated.iter();
                    annotated.any(|found| found.module.starts_with(path))
                };
                if shared.iter().copied().any(|outer| inside(&outer))
                    || !has_handlers(later, &module.path)
                {
                    continue;
                }
                let original = of_earlier.get(&identity(&module.file)).copied().flatten();
                faults.push(fault(package, (earlier, original), (later, module)));
            }
        }
    }
    faults
}

/// The modules of a crate by file, including its root, which isn't a module.
fn by_file(of: &Crate) -> BTreeMap<PathBuf, Option<&Module>> {
    let root = of.files.first().map(|root| (identity(root), None));
    let modules = of.modules.iter();
    root.into_iter()
        .chain(modules.map(|module| (identity(&module.file), Some(module))))
        .collect()
}

fn identity(file: &Path) -> PathBuf {
    file.canonicalize().unwrap_or_else(|_| file.to_owned())
}

/// The fault, at the declaration to be removed: in the crate that is neither an app nor a library,
/// or else in the program, which can use the library's module.
fn fault(
    package: &Package,
    (earlier, original): (&Crate, Option<&Module>),
    (later, module): (&Crate, &Module),
) -> Fault {
    let root = |one: &Crate| {
        let file = one
            .files
            .first()
            .map(|root| relative(root, &package.folder));
        file.unwrap_or_default()
    };
    let file = relative(&identity(&module.file), &identity(&package.folder));
    let (origin, other, instead) = match original {
        Some(original) if earlier.root.is_none() && later.root.is_some() => {
            (&original.origin, root(later), "remove it here".to_owned())
        }
        Some(original) if earlier.files.first() == package.library.as_ref() => {
            let path = original.path.join("::");
            let instead = format!("write `use {}::{path};` instead", package.library_name);
            (&module.origin, root(earlier), instead)
        }
        _ => (&module.origin, root(earlier), "remove it here".to_owned()),
    };
    Fault {
        message: format!(
            "{file} is a module of {other} as well, so its handlers would be in the app twice; {instead}"
        ),
        origin: Some(origin.clone()),
    }
}
