//! Creating and editing pages and blog posts.

use std::collections::HashMap;

use axum::Router;
use axum::extract::{Path, Query};
use axum::response::{Redirect, Response};
use axum::routing::get;
use maud::{Markup, html};
use serde_json::{Value, json};

use super::super::actions::address;
use super::super::frame::frame;
use super::super::json::text;
use super::super::links::i18n;
use super::super::placement::{confluence as place, title};
use super::super::shell::{missing, of_session, page};
use super::super::site::Front;
use super::super::slots;
use super::super::target::escape;
use super::super::view::View;
use super::super::visit::Visit;
use super::entity::Content;
use super::macros::{parameters, sample};
use super::space::of_space;
use crate::descriptor::module::Module;

pub(super) fn routes() -> Router<Front> {
    Router::new()
        .route("/wiki/create", get(choose))
        .route("/wiki/spaces/{key}/create", get(create))
        .route("/wiki/spaces/{key}/pages/{id}/edit", get(edit_page))
        .route("/wiki/spaces/{key}/blog/{id}/edit", get(edit_post))
}

async fn choose(visit: Visit) -> Response {
    use axum::response::IntoResponse;
    let spaces = visit
        .list("/wiki/api/v2/spaces?limit=50", &["results"])
        .await;
    match spaces.first().map(|space| text(space, "/key")) {
        Some(key) if !key.is_empty() => {
            Redirect::to(&format!("/wiki/spaces/{}/create", escape(&key))).into_response()
        }
        _ => missing(visit, "A space to create a page in").await,
    }
}

async fn create(
    visit: Visit,
    Path(key): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let (space, context) = of_space(&visit, &key).await;
    let view = View::new(visit, &[place::CREATE], context).await;
    let parent = query.get("parent").map_or("", String::as_str);
    let form = |action: &str, label: &str| {
        html! {
            form method="post" action=(address(&view.visit, action)) {
                (of_session(&view))
                input type="hidden" name="spaceKey" value=(key);
                input type="hidden" name="spaceId" value=(space);
                @if !parent.is_empty() { input type="hidden" name="parentId" value=(parent); }
                label { "Title" input class="wide" name="title" required maxlength="255"; }
                label { "Body, in storage format" textarea name="body" rows="8" { "<p></p>" } }
                button class="primary" { (label) }
            }
        }
    };
    let body = html! {
        h1 { "Create in " (key) }
        h2 { "Page" }
        (form("create-page", "Publish the page"))
        h2 { "Blog post" }
        (form("create-post", "Publish the post"))
        @if view.has(place::CREATE_BLUEPRINTS) { h2 { "Blueprints of the app" } }
        @for shown in view.at(place::CREATE_BLUEPRINTS) {
            section class="card" data-module=[shown.module.key.as_deref()] {
                h3 { (title(&shown.module)) }
                p { (i18n(shown.module.properties.get("description")).unwrap_or_default()) }
            }
        }
    };
    page(&view, "Create", &body)
}

async fn edit_page(visit: Visit, Path((_, id)): Path<(String, String)>) -> Response {
    match Content::read(&visit, "page", &id).await {
        Some(content) => edit(visit, content).await,
        None => missing(visit, &format!("The page {id}")).await,
    }
}

async fn edit_post(visit: Visit, Path((_, id)): Path<(String, String)>) -> Response {
    match Content::read(&visit, "blogpost", &id).await {
        Some(content) => edit(visit, content).await,
        None => missing(visit, &format!("The blog post {id}")).await,
    }
}

async fn edit(visit: Visit, content: Content) -> Response {
    let view = View::new(
        visit,
        &[place::EDITOR, place::PAGE],
        content.context.clone(),
    )
    .await;
    let action = if content.ty == "page" {
        "edit-page"
    } else {
        "edit-post"
    };
    let body = html! {
        div class="columns" {
            div {
                h1 { "Edit: " (content.title()) }
                div class="bar" { (slots::menu(&view, place::EDITOR_BUTTONS)) (slots::menu(&view, place::EDITOR_MACROS)) }
                form method="post" action=(address(&view.visit, action)) id="editor" {
                    (of_session(&view))
                    input type="hidden" name="page" value=(content.id());
                    input type="hidden" name="spaceKey" value=(content.space_key());
                    input type="hidden" name="version" value=(text(&content.value, "/version/number"));
                    label { "Title" input class="wide" name="title" required value=(content.title()); }
                    label { "Body, in storage format"
                        textarea name="body" rows="16" { (content.body()) }
                    }
                    div class="bar" {
                        button class="primary" { "Publish" }
                        a href=(content.address()) { "Cancel" }
                        (slots::menu(&view, place::EDITOR_SAVEBAR))
                    }
                }
                (slots::panels(&view, place::EDITOR_PANELS))
                (publish(&view))
            }
            aside aria-label="Macros" {
                h2 { "Macros of the app" }
                @if !view.has(place::PAGE_MACROS) { p class="subtle" { "The app has no macros." } }
                @for shown in view.at(place::PAGE_MACROS) { (insert(&view, &shown.module)) }
                h3 { "In the body" }
                ul id="macros-here" {}
                (slots::panels(&view, place::EDITOR_SETTINGS))
            }
        }
    };
    page(&view, "Edit", &body)
}

/// A button for a macro of the app, which the page's script inserts into the body; without scripts, the
/// markup to type in.
fn insert(view: &View, module: &Module) -> Markup {
    let key = module.key.as_deref().unwrap_or_default();
    // On Forge a page of the app configures the macro, if the macro has one.
    let config = module.properties.get("config");
    let config = config.filter(|config| config.get("resource").is_some());
    let editor = module.properties.get("editor").or(config);
    let parameters: Vec<_> = parameters(module).collect();
    let body_type = module.properties.get("bodyType").and_then(|it| it.as_str());
    html! {
        section class="panel" data-macro=(key) {
            h3 { (title(module)) }
            p { (i18n(module.properties.get("description")).unwrap_or_default()) }
            button type="button" class="ap-item"
                data-target="macro"
                data-key=(key)
                data-title=(title(module))
                data-part=[editor.map(|_| "editor")]
                data-options=[editor.map(Value::to_string)]
                data-context=(json!(view.context))
                data-parameters=(json!(parameters))
                data-body-type=(body_type.unwrap_or("none"))
                aria-label={ "Insert " (title(module)) } { "Insert" }
            details {
                summary { "By hand" }
                pre { (written(module)) }
            }
        }
    }
}

/// A macro in storage format.
fn written(module: &Module) -> String {
    let one = sample(module);
    let parameters = one.parameters.iter().map(|(name, value)| {
        let parameter = html! { (value) }.into_string();
        format!("\n  <ac:parameter ac:name=\"{name}\">{parameter}</ac:parameter>")
    });
    let parameters: String = parameters.collect();
    format!(
        "<ac:structured-macro ac:name=\"{}\">{parameters}\n</ac:structured-macro>",
        one.name
    )
}

/// The app's checks before content is published.
fn publish(view: &View) -> Markup {
    html! {
        @for shown in view.at(place::EDITOR_PUBLISH) {
            section class="panel" data-module=[shown.module.key.as_deref()] {
                h3 { "Before publishing: " (title(&shown.module)) }
                p { (i18n(shown.module.properties.get("errorMessage")).unwrap_or_default()) }
                @if shown.module.properties.get("dialog").is_some_and(|it| it.get("url").is_some()) {
                    (frame(view, &shown.module, Some("dialog"), &[]))
                }
            }
        }
    }
}
