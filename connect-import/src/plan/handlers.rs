//! Handlers for URLs inside modules: editors, property panels, remote conditions.

use std::collections::BTreeMap;

use connect_model::guard::ADMIN_ONLY;
use connect_model::module_kind::Invocation;

use super::item::{HandlerFn, Item};
use super::module::{PlannedModule, SharedHandler};
use super::names::Names;
use super::references::ItemContext;
use super::repair::repair;
use super::routes::{Routes, SharedPath};
use crate::attribute_ast::{AttrValue, Field, HandlerRequest};
use crate::diagnostics::Diagnostics;
use crate::handler_kind::HandlerKind;
use crate::text::comment;
use crate::urls::Route;

/// The handlers so far, with the routes and names in use.
#[derive(Debug)]
pub(super) struct Handlers {
    pub(super) items: Vec<Item>,
    pub(super) names: Names,
    routes: Routes,
    /// The indices of handlers in `items`: one for all modules with the same URL.
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

    /// Replaces each requested handler in an item's arguments by the handler's name.
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
            function: None,
        };
        let listed = |name: &str| connect_model::check_context_parameter(name).is_ok();
        let (function, left_out) = HandlerFn::new(
            &item.name,
            &mut self.names,
            &route.requests,
            returns,
            listed,
        );
        report_left_out(&from.label, &request.pointer, &left_out, diagnostics);
        item.function = Some(function);
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

/// The handler for a path that several modules have, which is recorded for each of them. `None` if the
/// compiler refuses it.
pub(super) fn shared(
    path: &SharedPath,
    modules: &mut [PlannedModule],
    names: &mut Names,
    diagnostics: &mut Diagnostics<'_>,
) -> Option<Item> {
    let served: Vec<&PlannedModule> = path
        .members
        .iter()
        .filter_map(|(at, _)| modules.get(*at))
        .collect();
    let first = served.first()?;
    let is_page = served
        .iter()
        .any(|one| one.module.kind.invocation == Invocation::Iframe);
    let (attribute, returns) = if is_page {
        ("iframe", "Page")
    } else {
        ("callback", "String")
    };
    // Everyone who sees one of them can open it.
    let admin_only = served.iter().all(|one| one.admin_only);
    let mut labels: Vec<String> = served.iter().map(|one| one.module.label()).collect();
    let last = labels.pop().unwrap_or_default();
    let about = format!("Serves {} and {last}.", labels.join(", "));
    let (file, pointer) = (first.file, first.module.pointer.clone());
    let hint = last_word(&path.path).unwrap_or_else(|| first.module.name_hint());
    let name = names.function(&hint, "page");
    let function = HandlerFn::shared(&name, names, &path.sent, returns);
    let mut item = Item {
        label: format!("#[{attribute}] {name}"),
        pointer,
        comments: comment(&about),
        attribute,
        arguments: vec![Field::value(AttrValue::text(&path.path))],
        function: Some(function),
        name,
        file,
    };
    if admin_only && is_page {
        let admin_only = Field::new(ADMIN_ONLY, AttrValue::word("true"));
        item.arguments.push(admin_only);
    }
    if repair(&mut item, diagnostics).is_err() {
        names.release(&item.name);
        return None;
    }
    for (at, query) in &path.members {
        if let Some(planned) = modules.get_mut(*at) {
            planned.shared = Some(SharedHandler {
                file,
                name: item.name.clone(),
                query: query.clone(),
            });
        }
    }
    Some(item)
}

/// The last segment of a path that can be a name, without its extension.
fn last_word(path: &str) -> Option<String> {
    let word = path
        .rsplit('/')
        .find(|segment| segment.starts_with(|first: char| first.is_ascii_alphabetic()))?;
    Some(word.split('.').next().unwrap_or(word).to_owned())
}

/// Reports context parameters that no argument takes.
pub(super) fn report_left_out(
    label: &str,
    pointer: &str,
    left_out: &[String],
    diagnostics: &mut Diagnostics<'_>,
) {
    if !left_out.is_empty() {
        let names = left_out.join("`, `");
        let message = format!(
            "{label}: its handler takes no argument for `{names}`: a handler has at most 16"
        );
        diagnostics.report(pointer, message);
    }
}

/// Why a URL has no handler of its own.
enum Unserved {
    Taken,
    Impossible(String),
}
