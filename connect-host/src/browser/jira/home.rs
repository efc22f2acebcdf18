//! The start page: the visitor's issues, the projects, and the app's modules.

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use maud::html;

use super::super::context::Context;
use super::super::json::text;
use super::super::modules::modules;
use super::super::shell::page;
use super::super::site::Front;
use super::super::target::with_query;
use super::super::view::View;
use super::super::visit::Visit;
use super::issue_table::{LISTED, issue_table};

pub(super) fn routes() -> Router<Front> {
    Router::new().route("/", get(home))
}

async fn home(visit: Visit) -> Response {
    let mine = "assignee = currentUser() ORDER BY updated DESC";
    let query = [("jql", mine), ("fields", LISTED), ("maxResults", "10")];
    let mine = with_query("/rest/api/3/search/jql", &query);
    let issues = visit.list(&mine, &["issues"]).await;
    let projects = visit
        .list("/rest/api/3/project/search?maxResults=50", &["values"])
        .await;
    let view = View::new(visit, &[], Context::new()).await;
    let body = html! {
        h1 { "Your work" }
        (issue_table(&issues))
        h2 { "Projects" }
        @if projects.is_empty() { p class="subtle" { "No projects." } }
        ul class="text" { @for project in &projects {
            li { a href={ "/jira/projects/" (text(project, "/key")) } { (text(project, "/name")) } }
        } }
        (modules(&view))
    };
    page(&view, "Your work", &body)
}
