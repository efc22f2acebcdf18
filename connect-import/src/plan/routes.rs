//! Routes: which module serves which URL.

use std::collections::BTreeMap;

use connect_model::module_kind::{Invocation, Item as ItemKind};

use super::module::{Module, can_share_handler};
use super::names::snake;
use crate::diagnostics::Diagnostics;
use crate::urls::{BaseUrl, Route, ServedUrl, variable};

/// The routes that have been claimed.
#[derive(Debug, Default, Clone)]
pub(super) struct Routes {
    /// The module at each route, or `None` for the handler of a URL inside a module.
    owners: BTreeMap<String, Option<usize>>,
    /// The name of the variable at each place: a router takes one name at one place.
    variables: BTreeMap<String, String>,
}

/// Why a route can't be claimed.
#[derive(Debug, PartialEq)]
pub(super) enum Conflict {
    /// Another has the same route: a module, or the handler of a URL inside a module.
    Taken(Option<usize>),
    /// Another route has this variable at the same place.
    Variable(String),
}

impl Routes {
    /// Claims a route for a module, or for the handler of a URL inside a module.
    pub(super) fn claim(
        &mut self,
        path: &str,
        route: &Route,
        owner: Option<usize>,
    ) -> Result<(), Conflict> {
        if let Some(other) = self.owners.get(&route.shape) {
            return Err(Conflict::Taken(*other));
        }
        let path = path.split('?').next().unwrap_or_default();
        let mut names = Vec::new();
        let mut before = String::new();
        for segment in path.split('/').skip(1) {
            before.push('/');
            match variable(segment) {
                Some(name) => {
                    before.push_str("{}");
                    if let Some(other) = self.variables.get(&before).filter(|it| *it != name) {
                        return Err(Conflict::Variable(other.clone()));
                    }
                    names.push((before.clone(), name.to_owned()));
                }
                None => before.push_str(segment),
            }
        }
        self.variables.extend(names);
        self.owners.insert(route.shape.clone(), owner);
        Ok(())
    }
}

/// Assigns the URL that each module's function is at, with all routes that this claims.
///
/// Pages come before callbacks, because their routes accept what callbacks send as well; modules
/// without a URL get what is left.
pub(super) fn assign(
    modules: &[Module],
    keys: &[String],
    base: &BaseUrl,
    diagnostics: &mut Diagnostics<'_>,
) -> (Routes, Vec<Option<ServedUrl>>) {
    let mut routes = Routes::default();
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
        if module.kind.item != ItemKind::Function {
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
                match routes.claim(&path, &route, Some(at)) {
                    Ok(()) => Some(ServedUrl { path, route }),
                    Err(conflict) => {
                        report_conflict(modules, module, &conflict, diagnostics);
                        None
                    }
                }
            }),
        };
        if let Some(slot) = served.get_mut(at) {
            *slot = url;
        }
    }
    (routes, served)
}

/// A free path: the one that the compiler would derive, or else that with a number.
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
        if routes.claim(&path, &route, Some(owner)).is_ok() {
            return Some(ServedUrl { path, route });
        }
        path = format!("{derived}-{number}");
    }
    None
}

/// Modules at the same path share a handler; that is reported only where it can't serve both.
fn report_conflict(
    modules: &[Module],
    module: &Module,
    conflict: &Conflict,
    diagnostics: &mut Diagnostics<'_>,
) {
    let (label, pointer) = (module.label(), format!("{}/url", module.pointer));
    match conflict {
        Conflict::Variable(other) => diagnostics.report(
            &pointer,
            format!(
                "{label}: it is not served: its path has a variable where another path has `{{{other}}}`; change one of the paths"
            ),
        ),
        Conflict::Taken(owner) => {
            let owner = owner.and_then(|at| modules.get(at));
            if owner.is_some_and(|owner| can_share_handler(owner, module)) {
                return;
            }
            let other = owner.map_or_else(|| "a handler".to_owned(), Module::label);
            diagnostics.report(
                &pointer,
                format!(
                    "{label}: it has the path of {other}, whose handler is called for both; change one of the paths"
                ),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_route_has_one_owner() {
        let mut routes = Routes::default();
        let mut claim = |path: &str, owner: usize| {
            let route = Route::parse(path).unwrap();
            routes.claim(path, &route, Some(owner))
        };
        assert_eq!(claim("/a/{x}?q={issue.key}", 1), Ok(()));
        assert_eq!(claim("/a/{y}", 2), Err(Conflict::Taken(Some(1))));
        assert_eq!(
            claim("/a/{y}/more", 3),
            Err(Conflict::Variable("x".to_owned()))
        );
        assert_eq!(claim("/a/b", 4), Ok(()));
    }
}
