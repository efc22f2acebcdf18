//! The routes that Forge calls: one for all of the app's pages, and others for events and all other
//! calls. Each call carries an invocation token, and only that token and Forge's own body are
//! trusted. Source: "Forge Remote invocation contract".
//!
//! | route | what it serves |
//! |---|---|
//! | `/forge/ui` | pages and endpoints: a request in an envelope |
//! | `/forge/events` | events of the product, and of the installation |
//! | `/forge/gone` | the last call before the app is removed |
//! | `/forge/scheduled/<key>` | a run of a scheduled function |
//! | `/forge/post-function/<key>` | a workflow post function |
//! | `/forge/jql/<key>` | a JQL function |
//! | `/forge/static/<key>` | static macros |
//! | `/forge/icon.svg` | the icon of modules that have none; public |
//!
//! The checks run in this order: the method (405), the token (401, 503), the content type and the size of
//! the body (415, 413), and only then the body's content (400).

mod admit;
mod envelope;
mod events;
mod fetched;
mod pages;
mod queued;
mod template;
mod ui;

use std::pin::pin;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use bytes::Bytes;
use connect_auth::content;
use connect_auth::forge::InvocationVerifier;
use connect_model::declaration::{Declaration, kind};
use connect_model::forge::Settings;
use connect_model::forge::assemble::{Choice, Stage};
use http::header::CONTENT_TYPE;
use http::request::Parts;
use http::{HeaderValue, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use self::events::{Listener, url_of};
use self::fetched::Fetched;
use self::pages::Pages;
use self::queued::Ticking;
use self::template::Template;
use super::body::read_body;
use super::core::Core;
use super::endpoint::Endpoint;
use super::error_page::ErrorPages;
use super::panic_and_timeout::guarded;
use super::served::{Passage, Public};
use super::webhook;
use crate::deployment::Deployment;
use crate::registry::Registration;
use crate::tenants::Tenant;

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// The icon of modules that have none: a plain square.
const ICON: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect x="3" y="3" width="18" height="18" rx="4" fill="#44546f"/></svg>"##;

/// What an app needs to be called by Forge, in addition to the state that all its routes share.
#[derive(Debug)]
pub(crate) struct OnForge {
    /// The app's Forge settings.
    pub(crate) settings: Settings,
    pub(crate) verifier: InvocationVerifier,
    pub(crate) deployment: Arc<Deployment>,
    pub(crate) error_pages: ErrorPages,
}

/// The app as called by Forge.
#[derive(Debug)]
struct Forge {
    core: Arc<Core>,
    verifier: InvocationVerifier,
    deployment: Arc<Deployment>,
    error_pages: ErrorPages,
    pages: Pages,
    listeners: Vec<Listener>,
    /// The path of the base URL, without a trailing slash.
    prefix: String,
    challenge: HeaderValue,
}

/// The purpose of a route.
#[derive(Debug)]
enum Call {
    /// The installation ends.
    Gone,
    /// A service for an installation.
    Served(Service),
}

/// A service for an installation.
#[derive(Debug)]
enum Service {
    /// A page or an endpoint.
    Ui,
    Events,
    Scheduled(Ticking),
    PostFunction {
        /// The kind of its jobs in the queue.
        kind: String,
        path: String,
    },
    Jql(Fetched),
    StaticMacros(Fetched),
}

impl Service {
    /// Whether the call has a documented body, which is then JSON.
    fn has_a_body(&self) -> bool {
        !matches!(self, Self::Scheduled(_))
    }
}

/// A route that Forge calls.
#[derive(Debug)]
struct Route {
    call: Call,
    /// Its name in logs.
    label: Arc<str>,
}

/// The routes that Forge calls.
pub(super) fn routes(
    core: &Arc<Core>,
    on_forge: OnForge,
    served: &[(&Declaration, Arc<Endpoint>)],
    all: &[Registration],
) -> Vec<(String, MethodRouter)> {
    let OnForge {
        settings,
        verifier,
        deployment,
        error_pages,
    } = on_forge;
    let base_path = url::Url::parse(&core.base_url);
    let base_path = base_path.map(|url| url.path().trim_end_matches('/').to_owned());
    let endpoints = served.iter().map(|(of, endpoint)| (*of, endpoint));
    // Items that stay on Connect are called there, and items that are left out are not called at all:
    // neither is in the manifest, so a call for another function must not reach it.
    let native: Vec<&Registration> = all
        .iter()
        .filter(|one| {
            let choice = settings.choice(&one.declaration.kind, &one.declaration.key);
            choice == Choice::Stage(Stage::Native)
        })
        .collect();
    let listeners = native.iter();
    let forge = Arc::new(Forge {
        core: Arc::clone(core),
        verifier,
        deployment,
        error_pages,
        pages: Pages::of(endpoints, all.iter().map(|one| &one.declaration)),
        listeners: listeners
            .filter_map(|one| Listener::of(one, &core.handlers))
            .collect(),
        prefix: base_path.unwrap_or_default(),
        challenge: HeaderValue::try_from(format!("Bearer realm=\"{}\"", core.app_key))
            .unwrap_or(HeaderValue::from_static("Bearer")),
    });
    let mut calls = vec![
        (
            "/forge/ui".to_owned(),
            Call::Served(Service::Ui),
            "forge ui".to_owned(),
        ),
        (
            "/forge/events".to_owned(),
            Call::Served(Service::Events),
            "forge events".to_owned(),
        ),
        (
            "/forge/gone".to_owned(),
            Call::Gone,
            "forge gone".to_owned(),
        ),
    ];
    for schedule in &core.handlers.schedules {
        // The runtime's own schedules are not functions of the app, and have their own clock.
        let mut declarations = native.iter().map(|one| &one.declaration);
        let Some(declared) = declarations.find(|declaration| {
            declaration.kind == kind::SCHEDULED && declaration.key == schedule.key
        }) else {
            continue;
        };
        let ticking = Ticking {
            key: schedule.key.clone(),
            kind: schedule.kind.clone(),
            every: schedule.every,
        };
        let path = format!("/forge/scheduled/{}", schedule.key);
        let call = Call::Served(Service::Scheduled(ticking));
        calls.push((path, call, declared.label()));
    }
    for declaration in native.iter().map(|one| &one.declaration) {
        let Some(route) = &declaration.route else {
            continue;
        };
        let folder_and_service = match &*declaration.kind {
            "jiraWorkflowPostFunctions" => {
                let kind = core.handlers.forge_at(&route.path);
                let service = kind.map(|kind| Service::PostFunction {
                    kind: kind.to_owned(),
                    path: route.path.to_string(),
                });
                ("post-function", service)
            }
            "jiraJqlFunctions" => ("jql", fetched(declaration, served).map(Service::Jql)),
            "staticContentMacros" => (
                "static",
                fetched(declaration, served).map(Service::StaticMacros),
            ),
            _ => continue,
        };
        if let (folder, Some(service)) = folder_and_service {
            let path = format!("/forge/{folder}/{}", declaration.key);
            calls.push((path, Call::Served(service), declaration.label()));
        }
    }
    let mut routes: Vec<(String, MethodRouter)> = Vec::new();
    for (path, call, label) in calls {
        // Two functions with the same name are reported by the manifest's checks.
        if routes.iter().any(|(known, _)| *known == path) {
            continue;
        }
        let route = Route {
            call,
            label: label.into(),
        };
        routes.push((path, routed(&forge, route)));
    }
    routes.push(("/forge/icon.svg".to_owned(), get(icon)));
    routes
}

/// The module that Forge fetches content from.
fn fetched(declaration: &Declaration, served: &[(&Declaration, Arc<Endpoint>)]) -> Option<Fetched> {
    let (_, endpoint) = served
        .iter()
        .find(|(of, _)| of.kind == declaration.kind && of.key == declaration.key)?;
    let properties: Value = serde_json::from_str(&declaration.properties).ok()?;
    Some(Fetched {
        endpoint: Arc::clone(endpoint),
        url: Template::of(url_of(declaration, &properties)),
    })
}

async fn icon() -> Response {
    let kind = HeaderValue::from_static("image/svg+xml");
    let mut response = ([(CONTENT_TYPE, kind)], ICON).into_response();
    Public.on(&mut response);
    response
}

fn routed(forge: &Arc<Forge>, route: Route) -> MethodRouter {
    let (forge, route) = (Arc::clone(forge), Arc::new(route));
    post(move |request: Request| {
        let (forge, route) = (Arc::clone(&forge), Arc::clone(&route));
        async move {
            let limit = forge.core.request_timeout;
            let answer = pin!(forge.answer(&route, request));
            guarded(limit, &route.label, answer).await
        }
    })
}

impl Forge {
    async fn answer(&self, route: &Route, request: Request) -> Response {
        let (parts, body) = request.into_parts();
        if let Some(passage) = Passage::of(&parts.extensions) {
            passage.at(&route.label);
        }
        let token = match self.believe(&parts).await {
            Ok(token) => token,
            Err(refused) => return refused,
        };
        let service = match &route.call {
            Call::Gone => return self.gone(&parts, &token).await,
            Call::Served(service) => service,
        };
        let invoked = match self.admit(&parts, token).await {
            Ok(invoked) => invoked,
            Err(refused) => return refused,
        };
        let tenant = invoked.active.tenant();
        if let Some(passage) = Passage::of(&parts.extensions) {
            passage.by(tenant);
        }
        if service.has_a_body() && !content::is(&parts.headers, "application/json") {
            let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
            return said(status, "the body is not `application/json`");
        }
        let body = match self
            .whole((service, &route.label), &parts, body, tenant)
            .await
        {
            Ok(body) => body,
            Err(refused) => return refused,
        };
        match service {
            Service::Ui => self.ui(&parts, body, invoked).await,
            Service::Events => self.event(&parts, &body, &invoked).await,
            Service::Scheduled(ticking) => self.tick(&parts, ticking, &invoked).await,
            Service::PostFunction { kind, path } => {
                let queued = (kind.as_str(), path.as_str());
                self.post_function(&parts, &body, queued, &invoked).await
            }
            Service::Jql(fetched) => self.jql(&parts, body, fetched, invoked).await,
            Service::StaticMacros(fetched) => {
                self.static_macros(&parts, &body, fetched, &invoked).await
            }
        }
    }

    /// Reads the whole body of a verified call.
    async fn whole(
        &self,
        (service, label): (&Service, &str),
        parts: &Parts,
        body: Body,
        tenant: &Tenant,
    ) -> Result<Bytes, Response> {
        let read = match service {
            Service::Ui => read_body(body, &parts.headers, ui::MOST_ASKED).await,
            _ => webhook::whole(&self.core, label, parts, body, tenant).await,
        };
        read.map_err(|refused| {
            let status = refused.into_response().status();
            match status {
                StatusCode::SERVICE_UNAVAILABLE => admit::unavailable(),
                status => said(status, "the body is too long or breaks off"),
            }
        })
    }
}

/// Parses a body that must be a JSON object; `None` if it isn't. serde alone would also read a struct
/// from a list.
fn object<T: DeserializeOwned>(body: &[u8]) -> Option<T> {
    let is_object = body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
    serde_json::from_slice(body).ok().filter(|_| is_object)
}

/// The response to a malformed body.
fn malformed(what: &str) -> Response {
    said(StatusCode::BAD_REQUEST, what)
}

/// One of the runtime's own responses to Forge, which reads JSON.
fn said(status: StatusCode, what: &str) -> Response {
    let body = json!({ "error": what }).to_string();
    (status, [(CONTENT_TYPE, JSON)], body).into_response()
}
