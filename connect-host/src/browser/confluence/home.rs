//! The start page: spaces, recent changes, and the app's modules.

use axum::Router;
use axum::response::{Redirect, Response};
use axum::routing::get;
use maud::html;

use super::super::context::Context;
use super::super::json::{moment, text};
use super::super::modules::modules;
use super::super::placement::confluence as place;
use super::super::shell::page;
use super::super::site::Front;
use super::super::slots;
use super::super::view::View;
use super::super::visit::Visit;

pub(super) fn routes() -> Router<Front> {
    Router::new()
        .route("/wiki/", get(home))
        .route("/wiki/home", get(async || Redirect::to("/wiki/")))
}

async fn home(visit: Visit) -> Response {
    let spaces = visit
        .list("/wiki/api/v2/spaces?limit=50", &["results"])
        .await;
    let recent = "/wiki/api/v2/pages?sort=-modified-date&limit=10";
    let recent = visit.list(recent, &["results"]).await;
    let view = View::new(visit, &[place::HOME], Context::new()).await;
    let body = html! {
        h1 { "Home" }
        div class="columns" {
            div {
                h2 { "Spaces" }
                @if spaces.is_empty() { p class="subtle" { "No spaces." } }
                ul class="text" { @for space in &spaces {
                    li { a href={ "/wiki/spaces/" (text(space, "/key")) } { (text(space, "/name")) } }
                } }
                h2 { "Recently changed" }
                ul class="text" { @for page in &recent {
                    li {
                        a href={ "/wiki/pages/viewpage.action?pageId=" (text(page, "/id")) } { (text(page, "/title")) }
                        " " small { (moment(page, "/version/createdAt")) }
                    }
                } }
                (slots::panels(&view, place::HOME_LEFT))
            }
            aside aria-label="Apps" {
                (slots::menu(&view, place::HOME_NEWS))
                (slots::panels(&view, place::HOME_SECONDARY))
            }
        }
        (modules(&view))
    };
    page(&view, "Home", &body)
}
