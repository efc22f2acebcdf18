//! The profile pages of people.

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use maud::html;
use serde_json::json;

use super::super::context::Context;
use super::super::json::text;
use super::super::links::page_address;
use super::super::placement::{jira as place, title};
use super::super::shell::{missing, page};
use super::super::site::Front;
use super::super::slots;
use super::super::target::with_query;
use super::super::view::View;
use super::super::visit::Visit;

pub(super) fn routes() -> Router<Front> {
    Router::new()
        .route("/jira/people", get(own))
        .route("/jira/people/{id}", get(profile))
}

async fn own(visit: Visit) -> Response {
    match visit.choice.user.clone() {
        Some(user) => profile(visit, Path(user)).await,
        None => missing(visit, "The profile of an anonymous visitor").await,
    }
}

async fn profile(visit: Visit, Path(id): Path<String>) -> Response {
    let target = with_query("/rest/api/3/user", &[("accountId", &id)]);
    let user = visit.read(&target).await.unwrap_or_default();
    let people = visit
        .list("/rest/api/3/users/search?maxResults=50", &[])
        .await;
    let context = Context::from([("profileUser.accountId".to_owned(), id.clone())]);
    let view = View::new(visit, &[place::PROFILE], context).await;
    let view = view.located("userProfile", json!({ "userAccountId": id }));
    let name = match text(&user, "/displayName").as_str() {
        "" => id.clone(),
        name => name.to_owned(),
    };
    let body = html! {
        h1 { (name) }
        @if view.has(place::PROFILE_TABS) {
            nav class="tabs" aria-label="Tabs" { @for shown in view.at(place::PROFILE_TABS) {
                @let key = shown.module.key.as_deref().unwrap_or_default();
                a href=(page_address(&view, key)) data-module=(key) { (title(&shown.module)) }
            } }
        }
        div class="columns" {
            dl class="fields" {
                dt { "Account id" } dd { code { (id) } }
                dt { "Email" } dd { (text(&user, "/emailAddress")) }
                dt { "Time zone" } dd { (text(&user, "/timeZone")) }
            }
            aside aria-label="Summary" {
                (slots::panels(&view, place::PROFILE_PANELS))
                h2 { "People" }
                ul { @for person in &people {
                    li { a href={ "/jira/people/" (text(person, "/accountId")) } { (text(person, "/displayName")) } }
                } }
            }
        }
    };
    page(&view, &name, &body)
}
