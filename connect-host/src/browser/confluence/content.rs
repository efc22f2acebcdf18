//! The view of a page or blog post.

use std::collections::HashMap;

use axum::Router;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use maud::{Markup, html};
use serde_json::{Value, json};

use super::super::actions::address;
use super::super::json::{moment, text};
use super::super::links::{i18n, icon, link};
use super::super::placement::confluence as place;
use super::super::shell::{missing, of_session, page};
use super::super::site::Front;
use super::super::slots;
use super::super::target::escape;
use super::super::view::View;
use super::super::visit::Visit;
use super::entity::Content;
use super::macros;
use super::space::sidebar;

pub(super) fn routes() -> Router<Front> {
    Router::new()
        .route("/wiki/spaces/{key}/pages/{id}", get(one_page))
        .route("/wiki/spaces/{key}/pages/{id}/{title}", get(titled))
        .route("/wiki/spaces/{key}/blog/{id}", get(one_post))
        .route("/wiki/pages/viewpage.action", get(by_id))
        .route("/wiki/pages/editpage.action", get(edit_by_id))
}

async fn by_id(visit: Visit, Query(query): Query<HashMap<String, String>>) -> Response {
    to_content(visit, &query, "").await
}

async fn edit_by_id(visit: Visit, Query(query): Query<HashMap<String, String>>) -> Response {
    to_content(visit, &query, "/edit").await
}

/// Redirects to a page or blog post when only its id is known.
async fn to_content(visit: Visit, query: &HashMap<String, String>, then: &str) -> Response {
    let id = query.get("pageId").map_or("", String::as_str);
    for ty in ["page", "blogpost"] {
        if let Some(content) = Content::read(&visit, ty, id).await {
            return Redirect::to(&format!("{}{then}", content.address())).into_response();
        }
    }
    missing(visit, &format!("The page {id}")).await
}

async fn titled(visit: Visit, Path((key, id, _)): Path<(String, String, String)>) -> Response {
    one_page(visit, Path((key, id))).await
}

async fn one_page(visit: Visit, Path((_, id)): Path<(String, String)>) -> Response {
    match Content::read(&visit, "page", &id).await {
        Some(content) => show(visit, content).await,
        None => missing(visit, &format!("The page {id}")).await,
    }
}

async fn one_post(visit: Visit, Path((_, id)): Path<(String, String)>) -> Response {
    match Content::read(&visit, "blogpost", &id).await {
        Some(content) => show(visit, content).await,
        None => missing(visit, &format!("The blog post {id}")).await,
    }
}

async fn show(visit: Visit, content: Content) -> Response {
    let (plural, _) = Content::paths(content.ty);
    let path = format!("/wiki/api/v2/{plural}/{}", escape(content.id()));
    let comments = format!("{path}/footer-comments?body-format=storage");
    let comments = visit.list(&comments, &["results"]).await;
    let labels = visit.list(&format!("{path}/labels"), &["results"]).await;
    let properties = visit
        .list(&format!("{path}/properties"), &["results"])
        .await;
    let attachments = visit
        .list(&format!("{path}/attachments"), &["results"])
        .await;
    let children = match content.ty {
        "page" => visit.list(&format!("{path}/children"), &["results"]).await,
        _ => Vec::new(),
    };
    let view = View::new(visit, &[place::PAGE], content.context.clone()).await;
    let view = view.located("contentview", json!({ "contentId": content.id() }));
    let written = macros::body(&view, &content.body()).await;
    let others = macros::others(&view, &content.body()).await;
    let key = content.space_key();
    let heading = content.title();
    let body = html! {
        div class="with-sidebar" {
            (sidebar(&view, &key))
            div class="columns" {
                article {
                    (banner(&view))
                    div class="bar" {
                        a class="button" href={ (content.address()) "/edit" } { "Edit" }
                        (slots::menu(&view, place::PAGE_BUTTONS))
                        (slots::dropdown(&view, "More actions", place::PAGE_ACTIONS))
                        (slots::menu(&view, place::PAGE_METADATA))
                    }
                    h1 { (heading) }
                    (byline(&view, &content.value, &properties))
                    div class="prose" { (written) }
                    (slots::dropdown(&view, "With selected text", place::PAGE_SELECTION))
                    (others)
                    (page_labels(&view, &labels))
                    (page_comments(&view, &content, &comments))
                }
                aside aria-label="About this page" {
                    @if !children.is_empty() { h2 { "Below this page" } }
                    ul { @for child in &children {
                        li { a href={ "/wiki/spaces/" (key) "/pages/" (text(child, "/id")) } { (text(child, "/title")) } }
                    } }
                    h2 { "Attachments" }
                    @if attachments.is_empty() { p class="subtle" { "None." } }
                    ul { @for one in &attachments { li { (text(one, "/title")) } } }
                    (slots::menu(&view, place::PAGE_ATTACHMENTS))
                    h2 { "Content properties" }
                    @if properties.is_empty() { p class="subtle" { "None." } }
                    @for property in &properties {
                        details {
                            summary { code { (text(property, "/key")) } }
                            pre { (property.get("value").unwrap_or(&Value::Null).to_string()) }
                        }
                    }
                }
            }
        }
    };
    page(&view, &heading, &body)
}

fn banner(view: &View) -> Markup {
    html! { @if view.has(place::PAGE_BANNER) { div class="banner bar" { (slots::menu(view, place::PAGE_BANNER)) } } }
}

/// The author, and the app's byline items next to it: an item's label may come from a content property
/// ("Content byline item", `contentPropertyKey`).
fn byline(view: &View, content: &Value, properties: &[Value]) -> Markup {
    let label = |key: &str| {
        let mut found = properties.iter().filter(|it| text(it, "/key") == key);
        found
            .next()
            .map(|it| text(it, "/value/title"))
            .filter(|it| !it.is_empty())
    };
    html! {
        div class="bar subtle" {
            span { "Version " (text(content, "/version/number")) ", " (moment(content, "/version/createdAt")) }
            @for shown in view.at(place::PAGE_BYLINE) {
                @let module = &shown.module;
                @let key = module.properties.get("contentPropertyKey").and_then(|it| it.as_str());
                @match key.and_then(label) {
                    Some(label) => span title=[i18n(module.properties.get("tooltip"))] {
                        (icon(view, module)) (label) " " (link(view, module))
                    },
                    None => (link(view, module)),
                }
            }
        }
    }
}

fn page_labels(view: &View, labels: &[Value]) -> Markup {
    let page = view.context.get("content.id").map_or("", String::as_str);
    html! {
        section aria-labelledby="labels" {
            h2 id="labels" { "Labels" }
            div class="bar" {
                @for label in labels {
                    @let name = text(label, "/name");
                    span class="lozenge" { (name) }
                    form class="line" method="post" action=(address(&view.visit, "remove-label")) {
                        (of_session(view))
                        input type="hidden" name="page" value=(page);
                        input type="hidden" name="label" value=(name);
                        button class="link" aria-label={ "Remove " (name) } { "×" }
                    }
                }
                (slots::menu(view, place::PAGE_LABELS))
            }
            form class="line" method="post" action=(address(&view.visit, "add-label")) {
                (of_session(view))
                input type="hidden" name="page" value=(page);
                label class="inline" { "Label" input name="label" required; }
                button { "Add" }
            }
        }
    }
}

fn page_comments(view: &View, content: &Content, comments: &[Value]) -> Markup {
    html! {
        section aria-labelledby="comments" {
            h2 id="comments" { "Comments" }
            @if comments.is_empty() { p class="subtle" { "No comments." } }
            @for comment in comments {
                div class="comment" {
                    p class="subtle" { (moment(comment, "/version/createdAt")) }
                    (super::storage::clean(&text(comment, "/body/storage/value")))
                    (slots::dropdown(view, "Comment actions", place::COMMENT_ACTIONS))
                }
            }
            @if comments.is_empty() { (slots::dropdown(view, "Comment actions", place::COMMENT_ACTIONS)) }
            form method="post" action=(address(&view.visit, "comment")) {
                (of_session(view))
                input type="hidden" name="page" value=(content.id());
                input type="hidden" name="type" value=(content.ty);
                label { "Add a comment" textarea name="body" rows="3" required {} }
                button class="primary" { "Comment" }
            }
            (slots::panels(view, place::COMMENTS_BOTTOM))
        }
    }
}
