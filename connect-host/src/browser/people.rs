//! The users that a visitor can switch to.

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use connect_model::HostProduct;
use maud::{Markup, html};
use serde_json::Value;

use super::context::Context;
use super::json::{is_true, text};
use super::shell::{of_session, page};
use super::site::Front;
use super::view::View;
use super::visit::Visit;

pub(super) fn routes(base: &str) -> Router<Front> {
    Router::new().route(&format!("{base}/_host/people"), get(list))
}

async fn list(visit: Visit) -> Response {
    // As the default user, since not every user may browse users.
    let mut asking = visit.clone();
    asking.choice.user = visit.front.origin.usual_user();
    let (path, of_user) = match visit.product() {
        HostProduct::Jira => ("/rest/api/3/users/search?maxResults=100", ""),
        HostProduct::Confluence => (
            "/wiki/rest/api/search/user?cql=type%3Duser&limit=100",
            "/user",
        ),
    };
    let people = asking.list(path, &["results"]).await;
    let people = people.iter().filter_map(|it| it.pointer(of_user));
    let people: Vec<&Value> = people
        .filter(|it| text(it, "/accountType") != "app")
        .collect();
    let view = View::new(visit, &[], Context::new()).await;
    let body = html! {
        h1 { "Switch user" }
        table {
            thead { tr { th scope="col" { "Name" } th scope="col" { "Account id" } td {} } }
            tbody {
                @for person in &people {
                    tr {
                        td {
                            (text(person, "/displayName"))
                            @if person.get("active").is_some() && !is_true(person, "/active") { " (inactive)" }
                        }
                        td { code { (text(person, "/accountId")) } }
                        td { (button(&view, &text(person, "/accountId"), &text(person, "/displayName"))) }
                    }
                }
                tr { td { "Anonymous: not logged in" } td {} td { (button(&view, "", "anonymous")) } }
            }
        }
        form method="post" action="/_host/session" {
            (of_session(&view))
            label { "Another account id"
                input name="user" value=(view.visit.choice.user.as_deref().unwrap_or_default());
            }
            button { "Switch" }
        }
    };
    page(&view, "Switch user", &body)
}

fn button(view: &View, account_id: &str, name: &str) -> Markup {
    html! {
        form class="line" method="post" action="/_host/session" {
            (of_session(view))
            input type="hidden" name="user" value=(account_id);
            button { "Be " (name) }
        }
    }
}
