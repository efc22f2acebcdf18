//! Dashboards and their gadgets.

use std::collections::HashMap;

use axum::Router;
use axum::extract::{Path, Query};
use axum::response::Response;
use axum::routing::get;
use maud::html;
use serde_json::json;

use super::super::context::Context;
use super::super::frame::frame;
use super::super::json::{text, text_or};
use super::super::links::i18n;
use super::super::placement::{jira as place, title};
use super::super::shell::{missing, page};
use super::super::site::Front;
use super::super::slots;
use super::super::target::escape;
use super::super::view::View;
use super::super::visit::Visit;
use super::issue::scripts;

pub(super) fn routes() -> Router<Front> {
    Router::new()
        .route("/jira/dashboards", get(all))
        .route("/jira/dashboards/{id}", get(dashboard))
}

async fn all(visit: Visit) -> Response {
    let dashboards = visit.list("/rest/api/3/dashboard", &["dashboards"]).await;
    let view = View::new(visit, &[], Context::new()).await;
    let body = html! {
        h1 { "Dashboards" }
        @if dashboards.is_empty() { p class="subtle" { "No dashboards." } }
        ul class="text" { @for dashboard in &dashboards {
            li { a href={ "/jira/dashboards/" (text(dashboard, "/id")) } { (text(dashboard, "/name")) } }
        } }
    };
    page(&view, "Dashboards", &body)
}

/// All of the app's gadgets are on each dashboard, as if a user had added them.
async fn dashboard(
    visit: Visit,
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let path = format!("/rest/api/3/dashboard/{}", escape(&id));
    let Some(dashboard) = visit.read(&path).await else {
        return missing(visit, &format!("The dashboard {id}")).await;
    };
    let gadgets = visit.list(&format!("{path}/gadget"), &["gadgets"]).await;
    let context = Context::from([("dashboard.id".to_owned(), id.clone())]);
    let view = View::new(visit, &[place::DASHBOARD], context).await;
    let view = view.located("dashboard", json!({ "dashboardId": id }));
    let edited = query.get("edit");
    let body = html! {
        h1 { (text_or(&dashboard, "/name", "Dashboard")) }
        div class="bar" { (slots::dropdown(&view, "Dashboard", place::DASHBOARD_MENU)) }
        div class="grid" {
            @for (number, shown) in view.at(place::DASHBOARD_ITEMS).enumerate() {
                @let module = &shown.module;
                @let key = module.key.as_deref().unwrap_or_default();
                @let added = gadgets.iter().find(|it| text(it, "/moduleKey").ends_with(key));
                @let item = added.map_or_else(|| (10_501 + number).to_string(), |it| text(it, "/id"));
                @let editing = edited.is_some_and(|it| it == key);
                section class="panel" aria-label=(title(module)) {
                    div class="bar" {
                        h2 { (title(module)) }
                        @if module.properties.get("configurable") == Some(&true.into()) {
                            @if editing { a href={ "/jira/dashboards/" (id) } { "Done" } }
                            @else { a class="ap-item-edit" href={ "?edit=" (key) } { "Configure" } }
                        }
                    }
                    p class="subtle" { (i18n(module.properties.get("description")).unwrap_or_default()) }
                    (frame(&view, module, None, &[
                        ("dashboardItem.id", &item),
                        ("dashboardItem.key", key),
                        ("dashboardItem.viewType", if editing { "edit" } else { "default" }),
                    ]))
                }
            }
            @for gadget in gadgets.iter().filter(|it| it.get("title").is_some()) {
                section class="panel" { h2 { (text(gadget, "/title")) } p class="subtle" { "A gadget of Jira's own." } }
            }
        }
        (scripts(&view, place::DASHBOARD_SCRIPTS))
    };
    page(&view, "Dashboard", &body)
}
