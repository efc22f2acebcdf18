//! Jira's administration pages, and the app's in them.

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};

use super::super::app_card::app_card;
use super::super::context::Context;
use super::super::json::is_true;
use super::super::links::page_address;
use super::super::placement::{Page, jira as place, title};
use super::super::shell::page;
use super::super::site::Front;
use super::super::slots;
use super::super::view::View;
use super::super::visit::Visit;
use super::project::described;

pub(super) fn routes() -> Router<Front> {
    Router::new()
        .route("/jira/settings", get(settings))
        .route("/jira/settings/apps", get(apps))
        .route("/plugins/servlet/upm", get(apps))
}

/// The view, which has the app's modules only for administrators, and whether the visitor is one
/// ("Admin page": only administrators see it).
async fn administered(visit: Visit, own: Page) -> (View, bool) {
    let target = "/rest/api/3/mypermissions?permissions=ADMINISTER";
    let mine = visit.read(target).await.unwrap_or_default();
    let may = is_true(&mine, "/permissions/ADMINISTER/havePermission");
    let pages: &[Page] = if may {
        &[place::ADMINISTRATION, own]
    } else {
        &[]
    };
    (View::new(visit, pages, Context::new()).await, may)
}

fn framed(view: &View, may: bool, heading: &str, content: &Markup) -> Response {
    let body = html! {
        div class="with-sidebar" {
            nav class="sidebar" aria-label="Administration" {
                ul {
                    li { a href="/jira/settings" { "Overview" } }
                    li { a href="/jira/settings/apps" { "Manage apps" } }
                    li { a href="/jira/settings/workflow" { "Workflow" } }
                }
                (slots::menu(view, place::ADMIN_MENU))
            }
            div {
                h1 { (heading) }
                @if may { (content) } @else { p class="notice" { "Only administrators of Jira see this." } }
            }
        }
    };
    page(view, heading, &body)
}

async fn settings(visit: Visit) -> Response {
    let (view, may) = administered(visit, place::ADMINISTRATION).await;
    let content = html! {
        (described(&view, place::ADMIN_FIELDS, "Issue fields of the app"))
        (described(&view, place::ADMIN_TYPES, "Issue types of the app"))
        (described(&view, place::ADMIN_PERMISSIONS, "Global permissions of the app"))
        @if view.has(place::ADMIN_TIME_TRACKING) {
            h2 { "Time tracking" }
            ul class="text" { @for shown in view.at(place::ADMIN_TIME_TRACKING) {
                li data-module=[shown.module.key.as_deref()] {
                    (title(&shown.module))
                    @if let Some(settings) = shown.module.properties.get("adminPageKey").and_then(|it| it.as_str()) {
                        ": " a href=(page_address(&view, settings)) { "settings" }
                    }
                }
            } }
        }
        p { "Pages of the app are in the menu." }
    };
    framed(&view, may, "Administration", &content)
}

async fn apps(visit: Visit) -> Response {
    let (view, may) = administered(visit, place::APPS).await;
    framed(
        &view,
        may,
        "Manage apps",
        &app_card(&view, place::APP_PAGES),
    )
}
