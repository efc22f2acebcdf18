//! The pages about people.

use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use maud::html;
use serde_json::json;

use super::super::context::Context;
use super::super::json::text;
use super::super::placement::confluence as place;
use super::super::shell::{missing, page};
use super::super::site::Front;
use super::super::slots;
use super::super::target::with_query;
use super::super::view::View;
use super::super::visit::Visit;

pub(super) fn routes() -> Router<Front> {
    Router::new()
        .route("/wiki/people", get(own))
        .route("/wiki/people/{id}", get(profile))
}

async fn own(visit: Visit) -> Response {
    match visit.choice.user.clone() {
        Some(user) => profile(visit, Path(user)).await,
        None => missing(visit, "The profile of an anonymous visitor").await,
    }
}

async fn profile(visit: Visit, Path(id): Path<String>) -> Response {
    let target = with_query("/wiki/rest/api/user", &[("accountId", &id)]);
    let user = visit.read(&target).await.unwrap_or_default();
    let people = "/wiki/rest/api/search/user?cql=type%3Duser&limit=50";
    let people = visit.list(people, &["results"]).await;
    let context = Context::from([("profileUser.accountId".to_owned(), id.clone())]);
    let view = View::new(visit, &[place::PROFILE], context).await;
    let view = view.located("userProfile", json!({ "userAccountId": id }));
    let name = match text(&user, "/displayName").as_str() {
        "" => id.clone(),
        name => name.to_owned(),
    };
    let body = html! {
        h1 { (name) }
        div class="columns" {
            div {
                dl class="fields" {
                    dt { "Account id" } dd { code { (id) } }
                    dt { "Email" } dd { (text(&user, "/email")) }
                }
                (slots::panels(&view, place::PROFILE_PANELS))
            }
            aside aria-label="Profile" {
                (slots::menu(&view, place::PROFILE_MENU))
                h2 { "People" }
                ul { @for person in &people {
                    li { a href={ "/wiki/people/" (text(person, "/user/accountId")) } { (text(person, "/user/displayName")) } }
                } }
            }
        }
    };
    page(&view, &name, &body)
}
