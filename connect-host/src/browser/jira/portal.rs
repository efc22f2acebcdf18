//! The portal of a service project, as its customers see it.

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};
use serde_json::Value;

use super::super::frame::frame;
use super::super::json::{context, list, text};
use super::super::placement::{Page, Slot, jira as place};
use super::super::shell::page;
use super::super::shown::{Context, View};
use super::super::site::Front;
use super::super::visit::Visit;
use super::escape;
use super::service::service_desk;

pub(super) fn routes() -> Router<Front> {
    Router::new()
        .route("/servicedesk/customer/portal/{desk}", get(portal))
        .route("/servicedesk/customer/portal/{desk}/create", get(create))
        .route(
            "/servicedesk/customer/portal/{desk}/{request}",
            get(request),
        )
        .route("/servicedesk/customer/user/profile", get(profile))
}

/// A page of the portal; `name` is its word in the property `pages` of headers and footers.
async fn show(
    visit: Visit,
    name: &str,
    own: &[Page],
    context: Context,
    body: impl FnOnce(&View) -> Markup,
) -> Response {
    let mut pages = own.to_vec();
    pages.push(place::PORTAL);
    let view = View::new(visit, &pages, context).await;
    let around = |slot: Slot| {
        html! {
            @for shown in view.at(slot).filter(|it| is_on(&it.module.properties, name)) {
                section class="panel" aria-label=(slot.name) { (frame(&view, &shown.module, None, &[])) }
            }
        }
    };
    let body = html! {
        (around(place::PORTAL_HEADER))
        div class="bar" {
            a href="/servicedesk/customer/portal/1" { "Help centre" }
            a href="/servicedesk/customer/portal/1/create" { "New request" }
            a href="/servicedesk/customer/user/profile" { "Profile" }
            (view.dropdown("Account", place::PORTAL_USER_MENU))
        }
        (around(place::PORTAL_SUBHEADER))
        (body(&view))
        (around(place::PORTAL_FOOTER))
    };
    page(&view, "Portal", &body)
}

/// Whether a header or footer is for a page: without `pages` it is for all.
fn is_on(properties: &serde_json::Map<String, Value>, name: &str) -> bool {
    match properties.get("pages").and_then(Value::as_array) {
        None => true,
        Some(pages) => pages.iter().any(|page| page.as_str() == Some(name)),
    }
}

async fn portal(visit: Visit, Path(desk): Path<String>) -> Response {
    let context = service_desk(&visit, &desk).await;
    let path = format!(
        "/rest/servicedeskapi/servicedesk/{}/requesttype",
        escape(&desk)
    );
    let types = visit.list(&path, &["values"]).await;
    let requests = visit
        .list("/rest/servicedeskapi/request", &["values"])
        .await;
    show(visit, "portal", &[], context, |_| {
        html! {
            h1 { "Help centre" }
            ul class="text" { @for ty in &types { li { (text(ty, "/name")) ": " (text(ty, "/description")) } } }
            h2 { "My requests" }
            @if requests.is_empty() { p class="subtle" { "No requests." } }
            ul class="text" { @for request in &requests {
                @let key = text(request, "/issueKey");
                li { a href={ "/servicedesk/customer/portal/" (desk) "/" (key) } { (key) } }
            } }
        }
    })
    .await
}

async fn create(visit: Visit, Path(desk): Path<String>) -> Response {
    let mut context = service_desk(&visit, &desk).await;
    let path = format!(
        "/rest/servicedeskapi/servicedesk/{}/requesttype",
        escape(&desk)
    );
    let types = visit.list(&path, &["values"]).await;
    let first = types
        .first()
        .map(|it| text(it, "/id"))
        .filter(|it| !it.is_empty());
    let first = first.unwrap_or_else(|| "1".to_owned());
    context.insert("servicedesk.requestTypeId".to_owned(), first);
    show(
        visit,
        "create_request",
        &[place::PORTAL_CREATE],
        context,
        |view| {
            html! {
                h1 { "New request" }
                p { @for ty in &types { span class="lozenge" { (text(ty, "/name")) } " " } }
                @for shown in view.at(place::CREATE_PANELS) {
                    section class="panel" { (frame(view, &shown.module, None, &[])) }
                }
            }
        },
    )
    .await
}

async fn request(visit: Visit, Path((desk, key)): Path<(String, String)>) -> Response {
    let path = format!("/rest/servicedeskapi/request/{}", escape(&key));
    let request = visit.read(&path).await.unwrap_or_default();
    let mut found = service_desk(&visit, &desk).await;
    found.extend(context(
        &request,
        &[
            ("servicedesk.requestId", "/issueId"),
            ("servicedesk.requestTypeId", "/requestTypeId"),
            ("issue.id", "/issueId"),
            ("issue.key", "/issueKey"),
        ],
    ));
    found
        .entry("issue.key".to_owned())
        .or_insert_with(|| key.clone());
    let panels = |view: &View, slot| {
        html! {
            @for shown in view.at(slot) {
                section class="panel" { (frame(view, &shown.module, None, &[])) }
            }
        }
    };
    show(
        visit,
        "view_request",
        &[place::PORTAL_REQUEST],
        found,
        |view| {
            html! {
                h1 { "Request " (key) }
                div class="columns" {
                    div {
                        dl class="fields" {
                            dt { "Status" } dd { (text(&request, "/currentStatus/status")) }
                            @for field in list(&request, "/requestFieldValues") {
                                dt { (text(field, "/label")) } dd { (text(field, "/value")) }
                            }
                        }
                        (panels(view, place::REQUEST_DETAILS))
                        (panels(view, place::REQUEST_PANELS))
                    }
                    aside aria-label="Actions" { (view.menu(place::REQUEST_ACTIONS)) }
                }
            }
        },
    )
    .await
}

async fn profile(visit: Visit) -> Response {
    let context = service_desk(&visit, "1").await;
    show(
        visit,
        "profile",
        &[place::PORTAL_PROFILE],
        context,
        |view| {
            html! {
                h1 { "Profile" }
                (view.menu(place::PORTAL_PROFILE_ACTIONS))
                @for shown in view.at(place::PORTAL_PROFILE_PANELS) {
                    section class="panel" { (frame(view, &shown.module, None, &[])) }
                }
            }
        },
    )
    .await
}
