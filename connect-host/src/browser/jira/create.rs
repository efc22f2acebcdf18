//! The page that creates an issue.

use std::collections::HashMap;

use axum::Router;
use axum::extract::Query;
use axum::response::Response;
use axum::routing::get;
use maud::html;

use super::super::actions::address;
use super::super::context::Context;
use super::super::json::{list, text};
use super::super::shell::{of_session, page};
use super::super::site::Front;
use super::super::view::View;
use super::super::visit::Visit;
use super::entity::project;

pub(super) fn routes() -> Router<Front> {
    Router::new().route("/jira/create", get(create))
}

async fn create(visit: Visit, Query(query): Query<HashMap<String, String>>) -> Response {
    let projects = visit
        .list("/rest/api/3/project/search?maxResults=50", &["values"])
        .await;
    let first = projects
        .first()
        .map(|it| text(it, "/key"))
        .unwrap_or_default();
    let key = query.get("project").cloned().unwrap_or(first);
    let project = project(&visit, &key)
        .await
        .map(|(project, _)| project)
        .unwrap_or_default();
    let types = list(&project, "/issueTypes").iter();
    let types: Vec<_> = types
        .filter(|it| it.get("subtask") != Some(&true.into()))
        .collect();
    let view = View::new(visit, &[], Context::new()).await;
    let body = html! {
        h1 { "Create an issue" }
        form class="context" {
            label { "Project"
                select name="project" { @for one in &projects {
                    @let its = text(one, "/key");
                    option value=(its) selected[its == key] { (text(one, "/name")) }
                } }
            }
            button { "Choose" }
        }
        form method="post" action=(address(&view.visit, "create-issue")) {
            (of_session(&view))
            input type="hidden" name="project" value=(key);
            label { "Issue type"
                select name="issuetype" { @for ty in types {
                    option value=(text(ty, "/id")) { (text(ty, "/name")) }
                } }
            }
            label { "Summary" input class="wide" name="summary" required maxlength="255"; }
            label { "Description" textarea name="description" rows="5" {} }
            button class="primary" { "Create" }
        }
    };
    page(&view, "Create an issue", &body)
}
