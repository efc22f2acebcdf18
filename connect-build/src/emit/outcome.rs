//! The result of reading a package's sources: the app's artifacts, its faults, or nothing until the
//! compiler has reported its errors.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use connect_model::assemble::{Assembled, Fault, assemble};
use connect_model::declaration::{Declaration, Emitted};
use connect_model::forge::Forge;
use connect_model::nearest::nearest;

use super::translations::Texts;
use super::{
    Emit, EmitError, cacheable, ceiling, descriptors, empty_context, forge, roots, scopes,
    translations, unguarded,
};
use crate::cfg::Cfg;
use crate::package::Package;
use crate::policy;
use crate::read::{self, Crate, Root};
use crate::references::{self, Items};

/// The result of reading the sources, and which files they are.
#[derive(Debug)]
pub(super) struct Outcome {
    /// The files that were read: a change to one may change the outcome.
    pub(super) files: BTreeSet<PathBuf>,
    /// The asset folders of the package itself.
    pub(super) assets: BTreeSet<String>,
    pub(super) verdict: Verdict,
}

/// The result of reading the sources.
#[derive(Debug)]
pub(super) enum Verdict {
    /// Something is wrong that the compiler reports at its token, with more context than the
    /// build script has.
    LeftToCompiler {
        /// What could be read, if that is the whole app.
        emitted: Option<Emitted>,
        /// The names that lead nowhere.
        unresolved: Vec<Fault>,
    },
    /// Faults that only the whole app shows.
    Faults(Vec<Fault>),
    /// A valid app.
    Good(Box<Good>),
}

/// An app that can be emitted.
#[derive(Debug)]
pub(super) struct Good {
    pub(super) emitted: Emitted,
    pub(super) assembled: Assembled,
    /// The app's Forge manifest, or what it would be.
    pub(super) forge: Forge,
    /// Whether the app states that it is to run there.
    pub(super) goes_to_forge: bool,
    /// The texts of its translations, by Forge locale.
    pub(super) texts: BTreeMap<String, Texts>,
    pub(super) warnings: Vec<String>,
}

impl Emit {
    /// Reads the package in a folder.
    pub(super) fn outcome(&self, folder: &Path, cfg: &Cfg) -> Result<Outcome, EmitError> {
        let package = Package::read(folder)?;
        let crates = self.crates(&package, cfg)?;
        let mut files = crates.iter().flat_map(|one| one.files.clone()).collect();
        let verdict = self.verdict(&package, &crates, &mut files);
        Ok(Outcome {
            files,
            assets: assets(&package, &crates),
            verdict,
        })
    }

    fn verdict(
        &self,
        package: &Package,
        crates: &[Crate],
        files: &mut BTreeSet<PathBuf>,
    ) -> Verdict {
        let twice = roots::compiled_twice(package, crates);
        if !twice.is_empty() {
            return Verdict::Faults(twice);
        }
        if crates.iter().any(|one| one.broken) {
            return Verdict::LeftToCompiler {
                emitted: None,
                unresolved: Vec::new(),
            };
        }
        let (index, app, app_origin) = match roots::app(crates) {
            Ok(app) => app,
            Err(fault) => return Verdict::Faults(vec![fault]),
        };
        let items: Vec<&Items> = crates.iter().map(|one| &one.items).collect();
        let hidden = references::hidden(&items);
        if !hidden.is_empty() {
            return Verdict::Faults(hidden);
        }
        let circles = references::circles(&items);
        if !circles.is_empty() {
            return Verdict::Faults(circles);
        }
        let (properties, unresolved_of_app) =
            references::resolve_app(&items, index, app, app_origin);
        let (mut declarations, mut unresolved) = references::resolve(&items);
        unresolved.extend(unresolved_of_app);
        let unguarded = unguarded::pages(&items, &declarations);
        declarations
            .sort_by(|a, b| (&a.kind, &a.key, &a.origin).cmp(&(&b.kind, &b.key, &b.origin)));
        let mut needs: Vec<_> = crates.iter().flat_map(|one| one.needs.clone()).collect();

        let beyond = ceiling::leave_to_macros(app, (index, crates), &package.folder, &mut needs);
        if !unresolved.is_empty() || beyond.events {
            return Verdict::LeftToCompiler {
                emitted: Some(Emitted {
                    app: properties,
                    declarations,
                    needs,
                    forge: None,
                }),
                unresolved,
            };
        }

        let mut faults = unknown_sections(crates, &declarations);
        let mut warnings = unlisted_warnings(crates);
        warnings.extend(cacheable::mixed(&items));
        warnings.extend(unguarded);
        warnings.extend(empty_context::pages(&items));
        let translations = translations::check(
            &properties,
            app_origin,
            &declarations,
            package,
            &assets(package, crates),
        );
        warnings.extend(translations.warnings);
        files.extend(translations.files);
        let texts = forge::texts(translations.texts);
        #[cfg(feature = "front-end")]
        {
            let front_end = self.read_front_end(&package.folder, &declarations);
            files.extend(front_end.files);
            needs.extend(front_end.needs);
            faults.extend(front_end.faults);
            warnings.extend(front_end.warnings);
        }
        needs.sort_by(|a, b| a.origin.cmp(&b.origin));
        // A file shared by two programs of the package has been read for each of them.
        needs.dedup();
        let assembled = match assemble(&properties, &declarations, &needs) {
            Ok(assembled) if faults.is_empty() => assembled,
            Ok(_) => return Verdict::Faults(faults),
            Err(more) => {
                faults.extend(more);
                return Verdict::Faults(faults);
            }
        };
        // Which scopes are unneeded is known only if all needs are.
        if !beyond.calls && !crates.iter().any(|one| one.unread_needs) {
            warnings.extend(scopes::unused(&assembled.reasons, app_origin));
        }
        warnings.extend(descriptors::needless_division(
            &properties,
            &assembled,
            app_origin,
        ));
        let settings = forge::settings(&properties, crates, &texts);
        let goes = forge::goes(&properties);
        let (mut forge, beside) =
            connect_model::forge::survey(&assembled, &declarations, &settings);
        // Pages that no Forge module shows are not subject to Forge's policy.
        if forge.manifest.has_pages() {
            let folders = assets(package, crates);
            let pages = policy::pages(&package.folder, folders.iter().map(String::as_str));
            files.extend(pages.files);
            let in_code = crates.iter().flat_map(|one| &one.blocked);
            let blocked = in_code.chain(&pages.blocked);
            let gaps = blocked.map(|(place, blocked)| blocked.gap(place.clone()));
            forge.gaps.extend(gaps);
            forge.gaps.sort();
            forge.gaps.dedup();
        }
        if goes {
            if !beside.is_empty() {
                // Faults that belong to no item belong to `app!`.
                let placed = beside.into_iter().map(|fault| Fault {
                    origin: fault.origin.or_else(|| Some(app_origin.clone())),
                    ..fault
                });
                return Verdict::Faults(placed.collect());
            }
            warnings.extend(forge::warnings(&forge.gaps, app_origin));
        }
        Verdict::Good(Box::new(Good {
            emitted: Emitted {
                app: properties,
                declarations,
                needs,
                forge: goes.then_some(settings),
            },
            assembled,
            forge,
            goes_to_forge: goes,
            texts,
            warnings,
        }))
    }

    /// The crates that contribute handlers to the app: its own, and the libraries that it links.
    fn crates(&self, package: &Package, cfg: &Cfg) -> Result<Vec<Crate>, EmitError> {
        let base = &package.folder;
        let mut crates: Vec<Crate> = package
            .library
            .iter()
            .chain(&package.programs)
            .map(|root| read::read(root, base, cfg))
            .map(|mut one| {
                if one.files.first() == package.library.as_ref() {
                    one.items.name = Some(package.library_name.clone());
                }
                one
            })
            .filter(|one| {
                one.root.is_some()
                    || one.broken
                    || !one.items.annotated.is_empty()
                    || !one.needs.is_empty()
                    || !one.misplaced.is_empty()
            })
            .collect();
        let named = self
            .libraries
            .iter()
            .map(|folder| (base.join(folder), true));
        let found = package
            .path_dependencies
            .iter()
            .map(|folder| (folder.clone(), false));
        let mut seen = BTreeSet::new();
        for (folder, was_named) in named.chain(found) {
            let folder = folder.canonicalize().unwrap_or(folder);
            if !seen.insert(folder.clone()) {
                continue;
            }
            let library = match Package::read(&folder) {
                Ok(library) => library,
                // Only cargo can refuse a dependency.
                Err(_) if !was_named => continue,
                Err(error) => return Err(error.into()),
            };
            let Some(root) = &library.library else {
                continue;
            };
            // Most dependencies have no handlers, and only their root is read.
            if !was_named && !read::has_library_macro(root) {
                continue;
            }
            let mut one = read::read(root, base, cfg);
            one.items.name = Some(library.library_name.clone());
            if matches!(one.root, Some(Root::Library)) {
                crates.push(one);
            } else if was_named && !one.broken {
                return Err(EmitError::NotALibrary { root: root.clone() });
            }
        }
        Ok(crates)
    }
}

/// The asset folders of the package itself: a library's own macros read the library's.
fn assets(package: &Package, crates: &[Crate]) -> BTreeSet<String> {
    let own = crates.iter().filter(|one| {
        let root = one.files.first();
        root.is_some_and(|root| root.starts_with(&package.folder))
    });
    own.flat_map(|one| one.assets.clone()).collect()
}

/// Locations in a section that the app does not declare, where the host would show nothing.
fn unknown_sections(crates: &[Crate], declarations: &[Declaration]) -> Vec<Fault> {
    let declared: BTreeSet<&str> = declarations
        .iter()
        .filter(|declaration| matches!(&*declaration.kind, "webSections" | "webItems"))
        .map(|declaration| &*declaration.key)
        .collect();
    crates
        .iter()
        .flat_map(|one| &one.sections)
        .filter(|section| !declared.contains(&*section.name))
        .map(|section| {
            let help = match nearest(&section.name, declared.iter().copied()).first() {
                Some(near) => format!("did you mean {near:?}?"),
                None => format!("declare one with #[web_section(key = {:?}, …)]", section.name),
            };
            Fault {
                message: format!(
                    "this app declares no web section {:?}, so the host would show nothing there; {help}",
                    section.name
                ),
                origin: Some(section.origin.clone()),
            }
        })
        .collect()
}

fn unlisted_warnings(crates: &[Crate]) -> Vec<String> {
    crates
        .iter()
        .flat_map(|one| &one.unlisted)
        .map(|one| {
            let (origin, name) = (&one.origin, &one.name);
            if one.is_listed {
                format!(
                    "{origin}: {name:?} needs no unlisted({name:?}): connect's tables have it; \
                     write the name alone"
                )
            } else {
                format!(
                    "{origin}: {name:?} is accepted because of unlisted({name:?}); connect's tables \
                     do not have it here"
                )
            }
        })
        .collect()
}
