//! Comparing the emitted app with the collected one: what the sources declare and what the linker
//! kept.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use connect_model::Origin;
use connect_model::declaration::{Declaration, Emitted};
use connect_model::{ScopeSet, ScopeUse};
use serde_json::Value;

use crate::registry::AppRegistration;

/// A way in which the linked program differs from the app that the build saw.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Difference {
    /// In the build's descriptor, but its crate was not linked: the linker drops a crate that the
    /// program never names.
    NotLinked {
        /// The item's name in messages: `web panel "votes"`.
        label: String,
        /// Where it is declared.
        origin: Origin,
        /// The crate to name in `use … as _;`; `None` if the item's location doesn't reveal it.
        krate: Option<String>,
    },
    /// Linked, but the build script did not see it.
    NotEmitted {
        /// The item's name in messages.
        label: String,
        /// Where it is declared.
        origin: Origin,
        /// The package to rebuild.
        package: String,
    },
    /// Both views have the item, but it differs.
    Changed {
        /// The item's name in messages.
        label: String,
        /// Where it is declared.
        origin: Origin,
        /// The properties that differ: `location: "a" in the build's descriptor, "b" in the program`.
        what: Vec<String>,
    },
    /// Linked code needs a scope that the build script did not see, and that nothing else grants.
    NeedsMore {
        /// The operation or item that needs it: `PUT /rest/api/3/issue/{issueIdOrKey}`.
        what: String,
        /// The scopes that it needs.
        scopes: ScopeSet,
        /// Where it is used.
        origin: Origin,
        /// The package to rebuild.
        package: String,
    },
    /// `app!` itself differs.
    AppChanged {
        /// The properties that differ.
        what: Vec<String>,
    },
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotLinked {
                label,
                origin,
                krate,
            } => {
                write!(
                    f,
                    "{label} at {origin} is in the build's descriptor but was not linked: "
                )?;
                match krate {
                    Some(krate) => write!(f, "write `use {krate} as _;` in the program's main.rs"),
                    None => f.write_str(
                        "write `use <its crate> as _;` in the program's main.rs, \
                         where <its crate> is the library that holds it",
                    ),
                }
            }
            Self::NotEmitted {
                label,
                origin,
                package,
            } => write!(
                f,
                "{label} at {origin} was linked but is not in the build's descriptor: \
                 rebuild with `cargo clean -p {package}`; if a macro of yours writes the handler, \
                 write it out, because the build script reads sources and not expansions; \
                 if it is in another package, name that in build.rs: \
                 `connect_build::Emit::new().library(\"../its-folder\").run()`"
            ),
            Self::Changed {
                label,
                origin,
                what,
            } => write!(
                f,
                "{label} at {origin} is not as in the build's descriptor ({}): \
                 rebuild, so that both are made from the same sources",
                what.join("; ")
            ),
            Self::NeedsMore {
                what,
                scopes,
                origin,
                package,
            } => write!(
                f,
                "{what} at {origin} needs {scopes}, and the build's descriptor asks for less: \
                 rebuild with `cargo clean -p {package}`; if a macro of yours writes the path, \
                 write `scopes![{scopes}]` beside it, because the build script reads sources and \
                 not expansions; if it is in another package, name that in build.rs: \
                 `connect_build::Emit::new().library(\"../its-folder\").run()`"
            ),
            Self::AppChanged { what } => write!(
                f,
                "app! is not as in the build's descriptor ({}): \
                 rebuild, so that both are made from the same sources",
                what.join("; ")
            ),
        }
    }
}

/// All differences between the two views, one per line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Differences(Vec<Difference>);

impl fmt::Display for Differences {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for difference in &self.0 {
            write!(f, "\n  {difference}")?;
        }
        Ok(())
    }
}

impl Differences {
    /// The differences, sorted by kind and key.
    #[must_use]
    pub fn as_slice(&self) -> &[Difference] {
        &self.0
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Compares what the build script saw with what was linked.
    ///
    /// Items are paired by kind and key. Origins are ignored: the compiler and the build script may
    /// name the same file relative to different folders.
    pub(crate) fn between(
        emitted: &Emitted,
        app: &AppRegistration,
        collected: &Collected<'_>,
    ) -> Self {
        let mut found = Vec::new();
        let what = changed_properties(&emitted.app, app.properties);
        if !what.is_empty() {
            found.push(Difference::AppChanged { what });
        }

        let (left, right) = (
            grouped(&emitted.declarations),
            grouped(collected.declarations),
        );
        let identities: BTreeSet<_> = left.keys().chain(right.keys()).copied().collect();
        for identity in identities {
            let mut left = left.get(&identity).into_iter().flatten();
            let mut right = right.get(&identity).into_iter().flatten();
            loop {
                match (left.next(), right.next()) {
                    (Some(left), Some(right)) => found.extend(changed(left, right)),
                    (Some(left), None) => found.push(Difference::NotLinked {
                        label: left.label(),
                        origin: left.origin.clone(),
                        krate: crate_of(&left.origin.file, app.package),
                    }),
                    (None, Some(right)) => found.push(Difference::NotEmitted {
                        label: right.label(),
                        origin: right.origin.clone(),
                        package: app.package.to_owned(),
                    }),
                    (None, None) => break,
                }
            }
        }
        // A use whose scopes are already granted changes nothing, so a call in a test's own code
        // doesn't count.
        let more = collected
            .needs
            .iter()
            .filter(|need| !collected.granted.covers_all(need.scopes));
        found.extend(more.map(|need| Difference::NeedsMore {
            what: need.to_string(),
            scopes: need.scopes,
            origin: need.origin.clone(),
            package: app.package.to_owned(),
        }));
        Self(found)
    }
}

/// The linked program's view.
pub(crate) struct Collected<'a> {
    pub(crate) declarations: &'a [Declaration],
    pub(crate) needs: &'a [ScopeUse],
    /// The scopes that the descriptor requests.
    pub(crate) granted: ScopeSet,
}

type Identity<'a> = (&'a str, &'a str);

/// Declarations by kind and key. Two endpoints in different modules may share a name; they are
/// distinguished by their paths.
fn grouped(declarations: &[Declaration]) -> BTreeMap<Identity<'_>, Vec<&Declaration>> {
    let mut groups: BTreeMap<Identity<'_>, Vec<&Declaration>> = BTreeMap::new();
    for declaration in declarations {
        groups
            .entry((&declaration.kind, &declaration.key))
            .or_default()
            .push(declaration);
    }
    for group in groups.values_mut() {
        group.sort_by(|a, b| a.route.cmp(&b.route));
    }
    groups
}

fn changed(emitted: &Declaration, collected: &Declaration) -> Option<Difference> {
    let mut what = changed_properties(&emitted.properties, &collected.properties);
    if emitted.route != collected.route {
        let show = |declaration: &Declaration| {
            declaration
                .route
                .as_ref()
                .map_or("no route".to_owned(), |route| {
                    let methods: Vec<&str> =
                        route.methods.iter().map(|method| method.name()).collect();
                    format!("{} {} ({:?})", methods.join("|"), route.path, route.auth)
                })
        };
        what.push(versus("route", &show(emitted), &show(collected)));
    }
    if emitted.guard != collected.guard {
        let show = |declaration: &Declaration| {
            serde_json::to_string(&declaration.guard).unwrap_or_default()
        };
        what.push(versus("guard", &show(emitted), &show(collected)));
    }
    (!what.is_empty()).then(|| Difference::Changed {
        label: collected.label(),
        origin: collected.origin.clone(),
        what,
    })
}

/// The members of two JSON objects that differ, in name order.
fn changed_properties(emitted: &str, collected: &str) -> Vec<String> {
    let (Ok(left), Ok(right)) = (
        serde_json::from_str::<BTreeMap<String, Value>>(emitted),
        serde_json::from_str::<BTreeMap<String, Value>>(collected),
    ) else {
        // Hooks, endpoints and public routes have no properties at all.
        return if emitted == collected {
            Vec::new()
        } else {
            vec![versus("properties", emitted, collected)]
        };
    };
    let names: BTreeSet<&String> = left.keys().chain(right.keys()).collect();
    let show = |value: Option<&Value>| value.map_or("nothing".to_owned(), Value::to_string);
    names
        .into_iter()
        .filter(|name| left.get(*name) != right.get(*name))
        .map(|name| versus(name, &show(left.get(name)), &show(right.get(name))))
        .collect()
}

fn versus(name: &str, emitted: &str, collected: &str) -> String {
    format!("{name}: {emitted} in the build's descriptor, {collected} in the program")
}

/// The crate that contains a file: the folder above `src`, assuming that a package's folder has its
/// name; the app's own library if the file is its own.
fn crate_of(file: &str, package: &str) -> Option<String> {
    let file = file.replace('\\', "/");
    let folder = match file.split_once("src/") {
        Some(("", _)) => package,
        Some((before, _)) => before.strip_suffix('/')?.rsplit('/').next()?,
        None => return None,
    };
    let named = !folder.is_empty() && folder != "." && folder != "..";
    named.then(|| folder.replace('-', "_"))
}

#[cfg(test)]
mod tests;
