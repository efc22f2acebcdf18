//! Conflicting declarations.

use std::collections::BTreeMap;

use super::Fault;
use crate::Method;
use crate::declaration::{Declaration, kind};
use crate::module_kind;
use crate::module_kind::Shape;

/// Finds declarations that can't both be in one app.
pub(super) fn conflicts(declarations: &[Declaration]) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut keys: BTreeMap<(&str, &str), &Declaration> = BTreeMap::new();
    let mut routes: BTreeMap<(Method, &str), &Declaration> = BTreeMap::new();
    let mut paths = Paths::default();
    let mut single: BTreeMap<&str, &Declaration> = BTreeMap::new();

    let mut in_order: Vec<&Declaration> = declarations.iter().collect();
    in_order.sort_by(|a, b| a.origin.cmp(&b.origin));
    for declaration in in_order {
        let mut fault = |other: &Declaration, what: String, help: &str| {
            let (label, place) = (other.label(), &other.origin);
            faults.push(Fault {
                message: format!("{what}, and so is {label} at {place}; {help}"),
                origin: Some(declaration.origin.clone()),
            });
        };
        let row = module_kind(&declaration.kind);
        // An app has each migration step once.
        if declaration.kind == kind::DARE_MIGRATION
            && let Some(other) = keys.insert((kind::DARE_MIGRATION, &declaration.key), declaration)
        {
            let what = format!("{} is declared here", declaration.label());
            fault(other, what, "remove one of them");
            continue;
        }
        // All modules share one key namespace; jobs have their own, in which they are stored.
        let keyed_among = match row {
            Some(row) => row.has_key().then_some(""),
            None => kind::OWN_WORK
                .into_iter()
                .find(|own| *own == declaration.kind),
        };
        if let Some(among) = keyed_among
            && let Some(other) = keys.insert((among, &declaration.key), declaration)
        {
            fault(
                other,
                format!("{} is declared here", declaration.label()),
                &format!(
                    "give one of them another key: key = \"{}-2\"",
                    declaration.key
                ),
            );
            continue;
        }
        if row.is_some_and(|kind| kind.shape == Shape::One)
            && let Some(other) = single.insert(&declaration.kind, declaration)
        {
            fault(
                other,
                format!(
                    "a descriptor has one `{}`: {} is declared here",
                    declaration.kind,
                    declaration.label()
                ),
                "remove one of them",
            );
            continue;
        }
        for method in declaration
            .route
            .iter()
            .flat_map(|route| route.methods.iter())
        {
            let path = declaration.route.as_ref().map_or("", |route| &*route.path);
            if let Some(other) = routes.insert((*method, path), declaration) {
                fault(
                    other,
                    format!("{method} {path} is served by {}", declaration.label()),
                    another_path(*method, declaration, other),
                );
                break;
            }
        }
        if let Some(route) = &declaration.route
            && let Err(message) = paths.claim(&route.path, declaration)
        {
            faults.push(Fault {
                message,
                origin: Some(declaration.origin.clone()),
            });
        }
    }
    faults
}

/// The paths of all routes, in axum's router, which decides which ones can coexist.
#[derive(Default)]
struct Paths<'a> {
    router: matchit::Router<()>,
    by_path: BTreeMap<&'a str, &'a Declaration>,
}

impl<'a> Paths<'a> {
    /// Adds the path of a declaration. A path may have several methods.
    fn claim(&mut self, path: &'a str, declaration: &'a Declaration) -> Result<(), String> {
        if self.by_path.contains_key(path) {
            return Ok(());
        }
        let message = match self.router.insert(path, ()) {
            Ok(()) => {
                self.by_path.insert(path, declaration);
                return Ok(());
            }
            Err(matchit::InsertError::Conflict { with }) => match self.by_path.get(&*with) {
                Some(other) => format!(
                    "{path:?} of {} and {with:?} of {} at {} match the same requests; {}",
                    declaration.label(),
                    other.label(),
                    other.origin,
                    remedy(path, &with),
                ),
                None => format!(
                    "{path:?} of {} and {with:?} match the same requests",
                    declaration.label()
                ),
            },
            Err(error) => format!(
                "{path:?} of {} is not a route: {error}",
                declaration.label()
            ),
        };
        Err(message)
    }
}

/// What to do about two items that answer the same method of the same path. The app's source doesn't
/// show that a page also answers `POST`.
fn another_path(method: Method, one: &Declaration, other: &Declaration) -> &'static str {
    let is_page = |it: &Declaration| it.route.as_ref().is_some_and(|it| it.methods.len() > 1);
    if method == Method::Post && is_page(one) != is_page(other) {
        "a host may open a page by POST as well as by GET, so give the other one a path of its own"
    } else {
        "give one of them another path"
    }
}

/// What to do about two paths that overlap.
fn remedy(one: &str, other: &str) -> &'static str {
    let shape = |path: &str| {
        let names = |segment: &str| match segment.split_once('{') {
            Some((before, _)) => format!("{before}{{}}"),
            None => segment.to_owned(),
        };
        path.split('/').map(names).collect::<Vec<_>>()
    };
    if shape(one) == shape(other) && one.contains("{*") == other.contains("{*") {
        "give the parameters the same names in both"
    } else {
        "change one of the two paths"
    }
}
