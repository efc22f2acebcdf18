//! Jira's pages.

mod administration;
mod board;
mod create;
mod dashboard;
mod home;
mod issue;
mod portal;
mod profile;
mod project;
mod search;
mod service;
mod workflow;

pub(super) use administration::installed;

use axum::Router;
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use serde_json::Value;

use super::context::{Context, context};
use super::json::text;
use super::placement::Page;
use super::shell::with_status;
use super::site::Front;
use super::view::View;
use super::visit::Visit;

pub(super) fn routes() -> Router<Front> {
    Router::new()
        .merge(administration::routes())
        .merge(board::routes())
        .merge(create::routes())
        .merge(dashboard::routes())
        .merge(home::routes())
        .merge(issue::routes())
        .merge(portal::routes())
        .merge(profile::routes())
        .merge(project::routes())
        .merge(search::routes())
        .merge(service::routes())
        .merge(workflow::routes())
}

/// The page in place of something that is not there for the visitor.
async fn missing(visit: Visit, what: &str) -> Response {
    let view = View::new(visit, &[], Context::new()).await;
    let body = html! {
        h1 { "Not found" }
        p { (what) " does not exist, or is not for you." }
    };
    with_status(StatusCode::NOT_FOUND, &view, "Not found", &body)
}

/// A project, with its context parameters.
async fn project(visit: &Visit, key: &str) -> Option<(Value, Context)> {
    let project = visit
        .read(&format!("/rest/api/3/project/{}", escape(key)))
        .await?;
    let mut context = context(&project, &[("project.key", "/key"), ("project.id", "/id")]);
    context
        .entry("project.key".to_owned())
        .or_insert_with(|| key.to_owned());
    Some((project, context))
}

/// A value in a path of the REST API.
fn escape(value: &str) -> String {
    crate::wire::qsh::escape(value)
}

/// The page of a list, and of an entity in it.
async fn view(visit: Visit, page: Page, context: Context) -> View {
    View::new(visit, &[page], context).await
}

/// A status, in the colour of its category.
fn status(issue: &Value) -> Markup {
    let category = text(issue, "/fields/status/statusCategory/key");
    let colour = match category.as_str() {
        "done" => "lozenge done",
        "indeterminate" => "lozenge progress",
        _ => "lozenge",
    };
    html! { span class=(colour) { (text(issue, "/fields/status/name")) } }
}

/// Issues as a table.
fn issue_table(issues: &[Value]) -> Markup {
    html! {
        @if issues.is_empty() {
            p class="subtle" { "No issues." }
        } @else {
            table {
                thead { tr {
                    th scope="col" { "Key" } th scope="col" { "Summary" } th scope="col" { "Type" }
                    th scope="col" { "Status" } th scope="col" { "Assignee" }
                } }
                tbody { @for issue in issues { tr {
                    td { a href={ "/browse/" (text(issue, "/key")) } { (text(issue, "/key")) } }
                    td { (text(issue, "/fields/summary")) }
                    td { (text(issue, "/fields/issuetype/name")) }
                    td { (status(issue)) }
                    td { (text(issue, "/fields/assignee/displayName")) }
                } } }
            }
        }
    }
}

/// The fields that a list of issues shows.
const LISTED: &str = "summary,status,issuetype,assignee,project";
