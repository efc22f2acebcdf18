//! Confluence's administration pages, and the app's in them.

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};

use super::super::app_card::app_card;
use super::super::context::Context;
use super::super::json::{list, text};
use super::super::placement::{Page, confluence as place};
use super::super::shell::page;
use super::super::site::Front;
use super::super::slots;
use super::super::target::with_query;
use super::super::view::View;
use super::super::visit::Visit;

pub(super) fn routes() -> Router<Front> {
    Router::new()
        .route("/wiki/admin", get(settings))
        .route("/wiki/admin/users", get(users))
}

/// The view, which has the app's modules only for administrators, and whether the visitor is one.
async fn administered(visit: Visit, own: Page) -> (View, bool) {
    let user = visit.choice.user.clone().unwrap_or_default();
    let query = [("accountId", &*user), ("expand", "operations")];
    let user = visit
        .read(&with_query("/wiki/rest/api/user", &query))
        .await
        .unwrap_or_default();
    let mut operations = list(&user, "/operations").iter();
    let may = operations.any(|it| text(it, "/operation") == "administer");
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
                    li { a href="/wiki/admin" { "Overview" } }
                    li { a href="/wiki/admin/users" { "Users" } }
                }
                (slots::menu(view, place::ADMIN_MENU))
            }
            div {
                h1 { (heading) }
                @if may { (content) }
                @else { p class="notice" { "Only administrators of Confluence see this." } }
            }
        }
    };
    page(view, heading, &body)
}

async fn settings(visit: Visit) -> Response {
    let (view, may) = administered(visit, place::ADMINISTRATION).await;
    let content = html! {
        (app_card(&view, place::APP_PAGES))
        @if view.has(place::ADMIN_TASKS) { h2 { "Tasks" } (slots::menu(&view, place::ADMIN_TASKS)) }
    };
    framed(&view, may, "Administration", &content)
}

async fn users(visit: Visit) -> Response {
    let (view, may) = administered(visit, place::USERS).await;
    let content = html! {
        h2 { "Invite" }
        (slots::panels(&view, place::USERS_INVITE))
        h2 { "Sign-up" }
        (slots::panels(&view, place::USERS_SIGNUP))
    };
    framed(&view, may, "Users", &content)
}
