//! Assigning routes: which module serves which URL.

use std::collections::BTreeMap;

use connect_model::module_kind::{Invocation, Item as ItemKind};

use super::module::{Module, can_share_handler};
use super::names::snake;
use crate::diagnostics::Diagnostics;
use crate::urls::{BaseUrl, Route, ServedUrl, without_names_of_the_host};

/// The routes that have been claimed.
#[derive(Debug, Default, Clone)]
pub(super) struct Routes {
    /// The module for each route, or `None` for the handler of a URL inside a module.
    owners: BTreeMap<String, Option<usize>>,
}

/// A route can't be claimed, because a module has it, or the handler of a URL inside a module.
#[derive(Debug, PartialEq)]
pub(super) struct Taken(pub(super) Option<usize>);

impl Routes {
    /// Claims a route for a module, or for the handler of a URL inside a module.
    pub(super) fn claim(&mut self, route: &Route, owner: Option<usize>) -> Result<(), Taken> {
        match self.owners.get(&route.shape) {
            Some(other) => Err(Taken(*other)),
            None => {
                self.owners.insert(route.shape.clone(), owner);
                Ok(())
            }
        }
    }
}

/// A path that one handler serves for several modules.
#[derive(Debug)]
pub(super) struct SharedPath {
    pub(super) path: String,
    /// The modules, each with its query.
    pub(super) members: Vec<(usize, String)>,
    /// What any of them sends, by the names in the request.
    pub(super) sent: Vec<String>,
    /// The names that were removed from their URLs.
    removed: Vec<(usize, Vec<String>)>,
}

/// The paths that several modules have and whose pages can be the same.
fn shared_paths(modules: &[Module], base: &BaseUrl) -> Vec<SharedPath> {
    let mut by_path: BTreeMap<String, SharedPath> = BTreeMap::new();
    for (at, module) in modules.iter().enumerate() {
        let Some(url) = module.url().filter(|_| module.can_share_path()) else {
            continue;
        };
        let Some(url) = base.path_of(url) else {
            continue;
        };
        let (url, removed) = without_names_of_the_host(&url);
        let Some(route) = Route::parse(&url) else {
            continue;
        };
        let query = url.split_once('?').map_or("", |(_, query)| query);
        let shared = by_path
            .entry(route.path.clone())
            .or_insert_with(|| SharedPath {
                path: route.path.clone(),
                members: Vec::new(),
                sent: Vec::new(),
                removed: Vec::new(),
            });
        shared.removed.push((at, removed));
        shared.members.push((at, query.to_owned()));
        let in_path = route.requests.into_iter().filter_map(|(sent, name)| {
            // In a path, a parameter is sent under its own name.
            (sent == name && route.path.contains(&format!("{{{name}}}"))).then_some(sent)
        });
        for sent in in_path.chain(route.names) {
            if !shared.sent.contains(&sent) {
                shared.sent.push(sent);
            }
        }
    }
    let mut shared: Vec<SharedPath> = by_path.into_values().collect();
    shared.retain(|one| one.members.len() > 1);
    shared
}

/// Assigns the URL of each module's function, with all routes that this claims.
///
/// Pages come before callbacks, because their routes accept what callbacks send as well; modules
/// without a URL get what is left.
pub(super) fn assign(
    modules: &[Module],
    keys: &[String],
    base: &BaseUrl,
    diagnostics: &mut Diagnostics<'_>,
) -> (Routes, Vec<Option<ServedUrl>>, Vec<SharedPath>) {
    let mut routes = Routes::default();
    let mut shared = shared_paths(modules, base);
    shared.retain(|one| {
        let route = Route::parse(&one.path);
        route.is_some_and(|route| routes.claim(&route, None).is_ok())
    });
    for (at, names) in shared.iter().flat_map(|one| &one.removed) {
        if let Some(module) = modules.get(*at) {
            report_removed(module, names, diagnostics);
        }
    }
    let is_shared = |at: usize| {
        shared
            .iter()
            .any(|one| one.members.iter().any(|(member, _)| *member == at))
    };
    let mut served: Vec<Option<ServedUrl>> = modules.iter().map(|_| None).collect();
    let mut order: Vec<(usize, &Module, &String)> = modules
        .iter()
        .zip(keys)
        .enumerate()
        .map(|(at, (module, key))| (at, module, key))
        .collect();
    order.sort_by_key(|(_, module, _)| {
        (
            module.url().is_none(),
            module.kind.invocation == Invocation::Callback,
        )
    });
    for (at, module, key) in order {
        if module.kind.item != ItemKind::Function || module.opens_another() || is_shared(at) {
            continue;
        }
        let first = module.kind.url_at.first().copied().unwrap_or_default();
        let pointer = format!("{}/{first}", module.pointer);
        let is_required = module
            .kind
            .property(first)
            .is_some_and(|property| property.required);
        let url = match module.url() {
            None if is_required => {
                let pointer = if module.kind.has_key() {
                    &pointer
                } else {
                    &module.pointer
                };
                let label = module.label();
                diagnostics.report(
                    pointer,
                    format!("{label}: it has no `{first}`; it is served at the path derived from its name"),
                );
                free(&mut routes, module, key, at)
            }
            None => None,
            Some(url) => base.path_of(url).and_then(|path| {
                let (path, removed) = without_names_of_the_host(&path);
                report_removed(module, &removed, diagnostics);
                let Some(route) = Route::parse(&path) else {
                    let label = module.label();
                    diagnostics.report(
                        &pointer,
                        format!(
                            "{label}: no handler can be at {url:?}; to serve it, write a path and make the item an `async fn`"
                        ),
                    );
                    return None;
                };
                match routes.claim(&route, Some(at)) {
                    Ok(()) => Some(ServedUrl { path, route }),
                    Err(Taken(owner)) => {
                        report_conflict(modules, module, owner, diagnostics);
                        None
                    }
                }
            }),
        };
        if let Some(slot) = served.get_mut(at) {
            *slot = url;
        }
    }
    (routes, served, shared)
}

/// Reports names that were removed from a module's URL.
fn report_removed(module: &Module, names: &[String], diagnostics: &mut Diagnostics<'_>) {
    for name in names {
        let label = module.label();
        diagnostics.report(
            &format!("{}/url", module.pointer),
            format!("{label}: removed `{name}` from its URL: the host adds that name itself"),
        );
    }
}

/// An unused path: the one that the compiler would derive, or the same with a number.
fn free(routes: &mut Routes, module: &Module, key: &str, owner: usize) -> Option<ServedUrl> {
    let derived = if module.kind.has_key() {
        format!("/{key}")
    } else {
        let name = snake(&module.name_hint()).replace('_', "-");
        format!("/{}/{name}", module.kind.name)
    };
    let mut path = derived.clone();
    for number in 2.. {
        let route = Route::parse(&path)?;
        if routes.claim(&route, Some(owner)).is_ok() {
            return Some(ServedUrl { path, route });
        }
        path = format!("{derived}-{number}");
    }
    None
}

/// Modules at the same path share a handler; this is reported only if it can't serve both.
fn report_conflict(
    modules: &[Module],
    module: &Module,
    owner: Option<usize>,
    diagnostics: &mut Diagnostics<'_>,
) {
    let (label, pointer) = (module.label(), format!("{}/url", module.pointer));
    let owner = owner.and_then(|at| modules.get(at));
    if owner.is_some_and(|owner| can_share_handler(owner, module)) {
        return;
    }
    let other = owner.map_or_else(|| "other modules".to_owned(), Module::label);
    diagnostics.report(
        &pointer,
        format!(
            "{label}: its path is that of {other}, and one handler is called for both; change one of the paths"
        ),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_route_has_one_owner() {
        let mut routes = Routes::default();
        let mut claim = |path: &str, owner: usize| {
            let route = Route::parse(path).unwrap();
            routes.claim(&route, Some(owner))
        };
        assert_eq!(claim("/a/{x}?q={issue.key}", 1), Ok(()));
        assert_eq!(claim("/a/{y}", 2), Err(Taken(Some(1))));
        // A router distinguishes these, whatever the names.
        assert_eq!(claim("/a/{y}/more", 3), Ok(()));
        assert_eq!(claim("/a/b", 4), Ok(()));
    }
}
