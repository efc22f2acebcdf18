//! The pages of spaces: list, overview, settings.

use std::collections::HashMap;

use axum::Router;
use axum::extract::{Path, Query};
use axum::response::{Redirect, Response};
use axum::routing::get;
use maud::{Markup, html};
use serde_json::json;

use super::super::context::Context;
use super::super::frame::{frame, notice};
use super::super::json::{text, text_or};
use super::super::links::{i18n, page_address};
use super::super::placement::{confluence as place, title};
use super::super::shell::{missing, page};
use super::super::site::Front;
use super::super::slots;
use super::super::target::escape;
use super::super::view::View;
use super::super::visit::Visit;
use super::entity::space;

pub(super) fn routes() -> Router<Front> {
    Router::new()
        .route("/wiki/spaces", get(all))
        .route("/wiki/spaces/{key}", get(overview))
        .route("/wiki/spaces/{key}/overview", get(overview))
        .route("/wiki/spaces/{key}/pages", get(overview))
        .route("/wiki/spaces/viewspacesummary.action", get(by_key))
        .route("/wiki/spaces/{key}/settings", get(settings))
}

async fn by_key(Query(query): Query<HashMap<String, String>>) -> Redirect {
    let key = query.get("key").map_or("", String::as_str);
    Redirect::to(&format!("/wiki/spaces/{}", escape(key)))
}

async fn all(visit: Visit) -> Response {
    let spaces = visit
        .list("/wiki/api/v2/spaces?limit=50", &["results"])
        .await;
    let view = View::new(visit, &[], Context::new()).await;
    let body = html! {
        h1 { "Spaces" }
        table {
            thead { tr { th scope="col" { "Name" } th scope="col" { "Key" } th scope="col" { "Type" } } }
            tbody { @for space in &spaces { tr {
                td { a href={ "/wiki/spaces/" (text(space, "/key")) } { (text(space, "/name")) } }
                td { (text(space, "/key")) }
                td { (text(space, "/type")) }
            } } }
        }
    };
    page(&view, "Spaces", &body)
}

/// A space's sidebar, with the app's additions.
pub(super) fn sidebar(view: &View, key: &str) -> Markup {
    html! {
        nav class="sidebar" aria-label="Space" {
            ul {
                li { a href={ "/wiki/spaces/" (key) } { "Overview" } }
                li { a href={ "/wiki/spaces/" (key) "/create" } { "Create" } }
                li { a href={ "/wiki/spaces/" (key) "/settings" } { "Space settings" } }
            }
            (slots::menu(view, place::SPACE_SIDEBAR))
        }
    }
}

async fn overview(visit: Visit, Path(key): Path<String>) -> Response {
    let Some((space, context)) = space(&visit, &key).await else {
        return missing(visit, &format!("The space {key}")).await;
    };
    let path = format!("/wiki/api/v2/spaces/{}", escape(&text(&space, "/id")));
    let pages = visit
        .list(&format!("{path}/pages?limit=50"), &["results"])
        .await;
    let posts = visit
        .list(&format!("{path}/blogposts?limit=20"), &["results"])
        .await;
    let view = View::new(visit, &[place::SPACE], context).await;
    let view = view.located("spaceview", json!({ "spaceKey": key }));
    let name = text_or(&space, "/name", &key);
    let body = html! {
        div class="with-sidebar" {
            (sidebar(&view, &key))
            div {
                h1 { (name) }
                div class="bar" {
                    (slots::dropdown(&view, "Space actions", place::SPACE_ACTIONS))
                    (slots::menu(&view, place::SPACE_LABELS))
                    (slots::menu(&view, place::SPACE_PAGES))
                }
                h2 { "Pages" }
                @if pages.is_empty() { p class="subtle" { "No pages." } }
                ul class="text" { @for page in &pages {
                    li { a href={ "/wiki/spaces/" (key) "/pages/" (text(page, "/id")) } { (text(page, "/title")) } }
                } }
                @if !posts.is_empty() { h2 { "Blog" } }
                ul class="text" { @for post in &posts {
                    li { a href={ "/wiki/spaces/" (key) "/blog/" (text(post, "/id")) } { (text(post, "/title")) } }
                } }
                (custom_content(&view))
            }
        }
    };
    page(&view, &name, &body)
}

/// The app's custom content types, each with the page that lists or shows it.
fn custom_content(view: &View) -> Markup {
    html! {
        @for shown in view.at(place::SPACE_CONTENT) {
            @let module = &shown.module;
            @let ui = module.properties.get("uiSupport");
            section class="panel" aria-label=(title(module)) data-module=[module.key.as_deref()] {
                h3 { (title(module)) }
                p class="subtle" { (i18n(module.properties.get("description")).unwrap_or_default()) }
                @for (component, label) in [("listViewComponent", "List"), ("contentViewComponent", "Content")] {
                    @let key = ui.and_then(|ui| ui.get(component)?.get("moduleKey")?.as_str());
                    @if let Some(key) = key {
                        p { a href=(page_address(view, key)) { (label) } }
                        @if component == "listViewComponent" {
                            @match view.app.as_ref().and_then(|app| app.module(key)) {
                                Some(page) => (frame(view, page, None, &[])),
                                None => (notice(&format!("the app has no module \"{key}\""))),
                            }
                        }
                    }
                }
            }
        }
    }
}

async fn settings(visit: Visit, Path(key): Path<String>) -> Response {
    let Some((space, context)) = space(&visit, &key).await else {
        return missing(visit, &format!("The space {key}")).await;
    };
    let view = View::new(visit, &[place::SPACE_SETTINGS], context).await;
    let body = html! {
        div class="with-sidebar" {
            nav class="sidebar" aria-label="Space settings" {
                p { a href={ "/wiki/spaces/" (key) } { "Back to the space" } }
                (slots::menu(&view, place::SPACE_TOOLS))
            }
            div {
                h1 { "Settings of " (text(&space, "/name")) }
                dl class="fields" {
                    dt { "Key" } dd { (key) }
                    dt { "Type" } dd { (text(&space, "/type")) }
                }
                @for shown in view.at(place::SPACE_THEMES) {
                    section class="panel" data-module=[shown.module.key.as_deref()] {
                        h3 { "Theme: " (title(&shown.module)) }
                        @if shown.module.properties.get("routes").is_some_and(|it| it.get("spaceview").is_some()) {
                            (frame(&view, &shown.module, Some("routes.spaceview"), &[]))
                        }
                    }
                }
            }
        }
    };
    page(&view, "Space settings", &body)
}

/// A space's name and context, for a page that creates something in it.
pub(super) async fn of_space(visit: &Visit, key: &str) -> (String, Context) {
    match space(visit, key).await {
        Some((space, context)) => (text(&space, "/id"), context),
        None => (String::new(), Context::new()),
    }
}
