//! The app's modules: the list of all, and the page of one.

use axum::Router;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use connect_model::HostProduct;
use maud::{Markup, html};
use serde_json::json;

use super::app::App;
use super::context::{Context, context};
use super::frame::frame;
use super::placement::{self, Placement, title};
use super::shell::{page, with_status};
use super::site::Front;
use super::view::View;
use super::visit::Visit;
use crate::descriptor::context::{resolve, sample_context_value};
use crate::descriptor::module::Module;

pub(super) fn routes(base: &str) -> Router<Front> {
    Router::new()
        .route(&format!("{base}/modules"), get(list))
        .route(&format!("{base}/modules/{{key}}"), get(alone))
        .route(
            &format!("{base}/plugins/servlet/ac/{{app}}/{{key}}"),
            get(full),
        )
        .route(
            &format!("{base}/plugins/servlet/ac-redirect/{{app}}/{{key}}"),
            get(redirect),
        )
}

/// All modules, each with links to where it is shown, and to its own page.
async fn list(visit: Visit) -> Response {
    let view = View::new(visit, &[], Context::new()).await;
    let body = html! {
        h1 { "Modules" }
        (modules(&view))
    };
    page(&view, "Modules", &body)
}

/// The list as a part of a page.
pub(super) fn modules(view: &View) -> Markup {
    let Some(app) = &view.app else {
        return html! { p { "No app is enabled here." } };
    };
    let base = view.visit.base();
    html! {
        h2 { "Modules of " (app.name) }
        table {
            thead { tr { th scope="col" { "Module" } th scope="col" { "Kind" } th scope="col" { "Where" } } }
            tbody {
                @for module in &app.modules {
                    tr {
                        td { (direct_link(base, module)) }
                        td { code { (module.kind) } }
                        td { (whereabouts(view, app, module)) }
                    }
                }
            }
        }
    }
}

fn direct_link(base: &str, module: &Module) -> Markup {
    html! {
        @match &module.key {
            Some(key) if module.can_be_opened() => a href={ (base) "/modules/" (key) } { (title(module)) },
            _ => (label(module)),
        }
    }
}

/// The name of a module; for a webhook, which has none, the event.
pub(super) fn label(module: &Module) -> String {
    let event = module.properties.get("event");
    let event = event.and_then(serde_json::Value::as_str);
    event.map_or_else(|| title(module), str::to_owned)
}

fn whereabouts(view: &View, app: &App, module: &Module) -> Markup {
    let base = view.visit.base();
    match placement::place(view.visit.product(), &app.key, &app.modules, module) {
        Placement::At(slot, sections) => html! {
            a href={ (base) (slot.page.path) } { (slot.page.name) } ": " (slot.name)
            @for section in &sections { " / " (section.title) }
        },
        Placement::Nowhere(reason) => html! { (reason) },
    }
}

/// One module in a frame, wherever it belongs. The query may hold its context parameters and the part to
/// open.
async fn alone(
    visit: Visit,
    Path(key): Path<String>,
    Query(given): Query<Vec<(String, String)>>,
) -> Response {
    let mut context: Context = given.into_iter().collect();
    let part = context.remove("part");
    let app = App::on(&visit);
    let Some(module) = app.as_ref().and_then(|app| app.module(&key)) else {
        return (StatusCode::NOT_FOUND, "no such module").into_response();
    };
    let app = app.as_ref();
    // A web item needs the context parameters of the dialog that it opens.
    let opened = module.links_to().and_then(|key| app?.module(key));
    let opened = opened.unwrap_or(module).clone();
    let names = opened.context_parameters();
    for name in &names {
        let sample = || sample_context_value(name).unwrap_or_default().to_owned();
        context.entry(name.clone()).or_insert_with(sample);
    }
    let module = module.clone();
    let view = View::new(visit, &[], context).await;
    let heading = title(&module);
    let body = html! {
        p { a href={ (view.visit.base()) "/modules" } { "All modules" } }
        h1 { (heading) }
        @if !names.is_empty() {
            form class="context" {
                @for name in &names {
                    label { (name) " " input name=(name) value=(view.context[name]); } " "
                }
                button { "Open" }
            }
        }
        (frame(&view, &module, part.as_deref(), &[]))
    };
    page(&view, &heading, &body)
}

/// A page of the app as the product shows it: alone below the header.
async fn full(
    visit: Visit,
    Path((app, key)): Path<(String, String)>,
    Query(given): Query<Vec<(String, String)>>,
) -> Response {
    let context = in_view(&visit, given.into_iter().collect()).await;
    let view = View::new(visit, &[], context).await;
    let view = view.located("addonModule", json!({ "addonKey": app, "moduleKey": key }));
    let found = view.app.as_ref().filter(|it| it.key == app);
    let Some(module) = found.and_then(|app| app.module(&key)).cloned() else {
        let body = html! { h1 { "No such page" } p { "The app has no module \"" (key) "\"." } };
        return with_status(StatusCode::NOT_FOUND, &view, "No such page", &body);
    };
    let heading = title(&module);
    let body = html! {
        h1 class="hidden" { (heading) }
        div class="full" { (frame(&view, &module, None, &[])) }
    };
    page(&view, &heading, &body)
}

/// The context parameters of a page of the app whose address names an entity only by key.
async fn in_view(visit: &Visit, given: Context) -> Context {
    let mut found = Context::new();
    for (key, entity, places) in ENTITIES {
        let Some(value) = given.get(*key) else {
            continue;
        };
        if entity.0 == visit.product() {
            let target = resolve(entity.1, |_| Some(value.clone())).url;
            let answer = visit.read(&target).await.unwrap_or_default();
            found.extend(context(&answer, places));
        }
    }
    found.extend(given);
    found
}

/// A context parameter that names an entity, the product and operation that read it, and its
/// further context parameters.
type Entity = (
    &'static str,
    (HostProduct, &'static str),
    &'static [(&'static str, &'static str)],
);

const ENTITIES: &[Entity] = &[
    (
        "project.key",
        (HostProduct::Jira, "/rest/api/3/project/{key}"),
        &[("project.id", "/id")],
    ),
    (
        "issue.key",
        (HostProduct::Jira, "/rest/api/3/issue/{key}"),
        &[
            ("issue.id", "/id"),
            ("issuetype.id", "/fields/issuetype/id"),
            ("project.key", "/fields/project/key"),
            ("project.id", "/fields/project/id"),
        ],
    ),
    (
        "space.key",
        (HostProduct::Confluence, "/wiki/api/v2/spaces?keys={key}"),
        &[("space.id", "/results/0/id")],
    ),
];

/// Redirects to a page of the app outside the product, for a web item.
async fn redirect(
    visit: Visit,
    Path((_, key)): Path<(String, String)>,
    Query(given): Query<Vec<(String, String)>>,
) -> Response {
    let mut open = visit.choice.open(visit.host(), &key);
    for (name, value) in &given {
        open = open.with(name, value);
    }
    match open.page_url() {
        Ok(url) => Redirect::to(url.as_str()).into_response(),
        Err(error) => (StatusCode::NOT_FOUND, error.to_string()).into_response(),
    }
}
