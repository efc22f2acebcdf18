//! The inspector: the traffic between the local hosts and the app, and what a developer can do about it.
//!
//! It is at `/_host/`, for browsers on this machine only. It shows requests as the journals hold them:
//! no token with its signature, no secret. What an app has sent is shown as text.

// Parts, lowest first:
//
//   guard        who may see the inspector, and who may change something through it
//   state        what all its pages share
//   address      the paths of its pages
//   look         one request for one of its pages: which host, whose session
//   shell        the frame around all its pages
//   text         times, sizes and bodies, formatted
//   recorded     one journal entry, in either direction
//   log, detail, live, curl      the requests
//   webhooks, bridge_log, jobs, app, scopes, settings, tenants      the other pages
//   action       what can be done

mod action;
pub(super) mod address;
mod app;
mod bridge_log;
mod curl;
mod detail;
mod guard;
mod jobs;
mod live;
mod log;
mod look;
mod recorded;
mod scopes;
mod settings;
mod shell;
mod state;
mod tenants;
mod text;
mod webhooks;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::response::Redirect;
use axum::routing::get;

use super::site::Origin;
use super::tenant::Tenants;
use super::{assets, session};
use state::Inspector;

/// The inspector's pages.
pub(super) fn routes(origin: &Origin, tenants: &Tenants) -> Router {
    Router::new()
        .route("/_host", get(async || Redirect::to("/_host/")))
        .route("/_host/", get(log::show))
        .route("/_host/requests/{id}", get(detail::show))
        .route("/_host/live", get(live::watch))
        .route("/_host/webhooks", get(webhooks::show))
        .route("/_host/bridge", get(bridge_log::show))
        .route("/_host/jobs", get(jobs::show))
        .route("/_host/app", get(app::show))
        .route("/_host/scopes", get(scopes::show))
        .route("/_host/settings", get(settings::show))
        .route("/_host/modules/{key}", get(tenants::module))
        .merge(action::routes())
        .layer(from_fn_with_state(origin.clone(), session::cookie::layer))
        .layer(from_fn_with_state(origin.clone(), guard::guard))
        .merge(assets::serve(FILES))
        .with_state(Inspector::new(origin, tenants))
}

/// Path, content type and text of each file.
const FILES: &[(&str, &str, &str)] = &[
    (
        "/_host/inspector.css",
        "text/css; charset=utf-8",
        include_str!("inspector/assets/inspector.css"),
    ),
    (
        "/_host/inspector.js",
        "text/javascript; charset=utf-8",
        include_str!("inspector/assets/inspector.js"),
    ),
];
