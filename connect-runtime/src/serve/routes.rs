//! The app's routes, made from its registry.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::routing::{MethodFilter, MethodRouter, get, on_service, post};
use connect_model::declaration::{Declaration, Route, kind};
use connect_model::module_kind;
use connect_model::module_kind::Invocation;
use connect_model::paths::lifecycle_path;

use super::endpoint::{self, Endpoint, ResponseKind};
use super::guard::Guard;
use super::panic_and_timeout::guarded;
use super::served::Passage;
use super::webhook::{self, Webhook};
use super::{Core, Document, Merged, OnForge, assets, forge, health, lifecycle};
use crate::assets::AssetFolder;
use crate::lifecycle::LifecycleEvent;
use crate::registry::{Registry, States};
use crate::start_error::StartError;

/// All routes of an app.
pub(crate) fn routes(
    core: &Arc<Core>,
    registry: &Registry,
    states: &States,
    documents: Vec<Document>,
    merged: Merged,
    on_forge: Option<OnForge>,
) -> Result<Router, StartError> {
    let mut parts: Vec<(String, MethodRouter)> = documents
        .into_iter()
        .map(|document| document.route())
        .collect();
    parts.push((health::ALIVE.to_owned(), get(health::alive)));
    parts.push((health::READY.to_owned(), {
        let core = Arc::clone(core);
        get(move || health::ready(Arc::clone(&core)))
    }));
    parts.extend(AssetFolder::all().map(assets::route));
    for event in LifecycleEvent::ALL {
        parts.push((lifecycle_path(event.as_str()), lifecycle_route(core, event)));
    }
    let mut served = Vec::new();
    for registration in &registry.registrations {
        let declaration = &registration.declaration;
        let (Some(route), Some(handle)) = (&declaration.route, &registration.handler) else {
            continue;
        };
        let Some(filter) = methods(route) else {
            continue;
        };
        // The runtime calls hooks itself, after it has verified the callback.
        if kind::LIFECYCLE.contains(&&*declaration.kind) {
            continue;
        }
        if let Some(kind) = core.handlers.webhook_at(&route.path) {
            let webhook = webhook::service(Webhook {
                core: Arc::clone(core),
                label: declaration.label().into(),
                kind: kind.to_owned(),
                in_order: registration.work.in_order,
            });
            parts.push((route.path.to_string(), on_service(filter, webhook)));
            continue;
        }
        let endpoint = Arc::new(Endpoint {
            core: Arc::clone(core),
            label: declaration.label().into(),
            auth: route.auth,
            expects: expected(declaration),
            body_limit: match expected(declaration) {
                ResponseKind::Empty => core.webhook_limit,
                ResponseKind::Step => core.lifecycle_limit,
                ResponseKind::Page | ResponseKind::Any => core.body_limit,
            },
            guard: Guard::of(declaration, core.licensed)?,
            handle: Arc::clone(handle),
            state: states.of(registration)?,
            parameters: route.path.contains('{'),
        });
        served.push((declaration, Arc::clone(&endpoint)));
        let service = endpoint::service(endpoint);
        parts.push((route.path.to_string(), on_service(filter, service)));
    }
    if let Some(on_forge) = on_forge {
        let all = &registry.registrations;
        parts.extend(forge::routes(core, on_forge, &served, all));
    }

    if core.proxy.is_none() {
        for (path, _) in &parts {
            if let Some(prefix) = core.addresses.taken_for_prefix(path) {
                return Err(StartError::AmbiguousPath {
                    path: path.clone(),
                    prefix: prefix.to_owned(),
                });
            }
        }
    }

    // axum panics on a path that it can't match or that two routes claim.
    let core = Arc::clone(core);
    let joined = catch_unwind(AssertUnwindSafe(move || {
        let mut router = Router::new();
        for (path, route) in parts {
            router = router.route(&path, route);
        }
        merged.with(router, &core)
    }));
    joined.map_err(|panic| {
        let problem = panic
            .downcast_ref::<String>()
            .cloned()
            .or_else(|| panic.downcast_ref::<&str>().map(|&text| text.to_owned()))
            .unwrap_or_default();
        StartError::Routes { problem }
    })
}

fn lifecycle_route(core: &Arc<Core>, event: LifecycleEvent) -> MethodRouter {
    let core = Arc::clone(core);
    post(move |request: Request| {
        let core = Arc::clone(&core);
        async move {
            let limit = core.request_timeout;
            if let Some(passage) = Passage::of(request.extensions()) {
                passage.at(&event.as_str().into());
            }
            let answer = pin!(lifecycle::answer(core, event, request));
            guarded(limit, event.as_str(), answer).await
        }
    })
}

fn expected(declaration: &Declaration) -> ResponseKind {
    match module_kind(&declaration.kind) {
        // The host ignores a webhook's response body; it reads those of other callbacks.
        Some(kind) if kind.name == "webhooks" => ResponseKind::Empty,
        Some(kind) if kind.invocation == Invocation::Callback => ResponseKind::Any,
        Some(_) => ResponseKind::Page,
        None if declaration.kind == "iframe" => ResponseKind::Page,
        None if declaration.kind == kind::DARE_MIGRATION => ResponseKind::Step,
        None => ResponseKind::Any,
    }
}

fn methods(route: &Route) -> Option<MethodFilter> {
    let filter = |&method| MethodFilter::try_from(http::Method::from(method)).ok();
    route
        .methods
        .iter()
        .filter_map(filter)
        .reduce(MethodFilter::or)
}
