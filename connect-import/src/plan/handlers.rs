//! Handlers of URLs inside modules: editors, property panels, remote conditions.

use std::collections::BTreeMap;

use super::item::{HandlerFn, Item};
use super::names::Names;
use super::references::ItemContext;
use super::repair::repair;
use super::routes::Routes;
use crate::attribute_ast::{AttrValue, Field, HandlerRequest};
use crate::diagnostics::Diagnostics;
use crate::handler_kind::HandlerKind;
use crate::urls::Route;

/// The handlers so far, with the routes and names that are taken.
#[derive(Debug)]
pub(super) struct Handlers {
    pub(super) items: Vec<Item>,
    pub(super) names: Names,
    routes: Routes,
    /// The handlers in `items`: one for all that name the same URL.
    by_url: BTreeMap<(&'static str, String), usize>,
}

impl Handlers {
    pub(super) fn new(routes: Routes, names: Names) -> Self {
        Self {
            items: Vec::new(),
            names,
            routes,
            by_url: BTreeMap::new(),
        }
    }

    /// Replaces each requested handler in the arguments of an item by the handler's name.
    pub(super) fn assign(
        &mut self,
        from: &ItemContext,
        arguments: &mut [Field],
        diagnostics: &mut Diagnostics<'_>,
    ) {
        for argument in arguments {
            argument.value.visit_mut(&mut |value| {
                if let AttrValue::Handler(request) = value {
                    *value = self.handler(from, request, diagnostics);
                }
            });
        }
    }

    fn handler(
        &mut self,
        from: &ItemContext,
        request: &HandlerRequest,
        diagnostics: &mut Diagnostics<'_>,
    ) -> AttrValue {
        let handler = match self.find_or_add(from, request, diagnostics) {
            Ok(handler) => handler,
            Err(Unserved::Taken) => return request.taken.clone(),
            Err(Unserved::Impossible(why)) => {
                let message = format!("{}: nothing serves {}: {why}", from.label, request.label);
                diagnostics.report(&request.pointer, message);
                return request.impossible.clone();
            }
        };
        if request.kind == HandlerKind::CONDITION {
            AttrValue::call("remote", vec![Field::value(handler)])
        } else {
            handler
        }
    }

    fn find_or_add(
        &mut self,
        from: &ItemContext,
        request: &HandlerRequest,
        diagnostics: &mut Diagnostics<'_>,
    ) -> Result<AttrValue, Unserved> {
        let HandlerKind { attribute, returns } = request.kind;
        let path = &request.path;
        let by_url = (attribute, path.clone());
        if let Some(item) = self.by_url.get(&by_url).and_then(|at| self.items.get(*at)) {
            return Ok(from.path_to(item.file, &item.name));
        }
        let Some(route) = Route::parse(path) else {
            let why = format!("{path:?} is not a path that a handler can have");
            return Err(Unserved::Impossible(why));
        };
        let last = route
            .shape
            .rsplit('/')
            .find(|segment| segment.starts_with(|first: char| first.is_ascii_alphabetic()));
        let hint = last.map_or_else(
            || format!("{} {}", from.name_hint, request.member),
            str::to_owned,
        );
        let name = self.names.function(&hint, &request.member);
        if self.routes.claim(&route, None).is_err() {
            self.names.release(&name);
            return Err(Unserved::Taken);
        }
        let mut item = Item {
            label: format!("#[{attribute}] {name}"),
            pointer: from.pointer.clone(),
            comments: Vec::new(),
            attribute,
            arguments: vec![Field::value(AttrValue::text(path))],
            name,
            file: match from.kind {
                Some(_) => from.file,
                None => "migrations",
            },
            function: Some(HandlerFn::new(&route.variables, returns)),
        };
        if let Err(why) = repair(&mut item, diagnostics) {
            self.names.release(&item.name);
            return Err(Unserved::Impossible(why));
        }
        let value = from.path_to(item.file, &item.name);
        self.by_url.insert(by_url, self.items.len());
        self.items.push(item);
        Ok(value)
    }
}

/// Why a URL has no handler of its own.
enum Unserved {
    Taken,
    Impossible(String),
}
