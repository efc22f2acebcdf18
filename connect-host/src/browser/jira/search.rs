//! Searching issues.

use std::collections::HashMap;

use axum::Router;
use axum::extract::Query;
use axum::response::Response;
use axum::routing::get;
use http::Method;
use maud::html;
use serde_json::Value;

use super::super::context::Context;
use super::super::frame::notice;
use super::super::json::text;
use super::super::placement::jira as place;
use super::super::shell::page;
use super::super::site::Front;
use super::super::slots;
use super::super::target::with_query;
use super::super::view::View;
use super::super::visit::Visit;
use super::issue_table::{LISTED, issue_table};

/// The JQL of a search without one.
const ALL: &str = "ORDER BY created DESC";

pub(super) fn routes() -> Router<Front> {
    Router::new()
        .route("/issues", get(search))
        .route("/issues/", get(search))
}

async fn search(visit: Visit, Query(query): Query<HashMap<String, String>>) -> Response {
    let jql = query.get("jql").map_or(ALL, String::as_str);
    let target = with_query(
        "/rest/api/3/search/jql",
        &[("jql", jql), ("fields", LISTED), ("maxResults", "50")],
    );
    let (issues, refused) = match visit.request(Method::GET, &target).await {
        Ok(answer) if answer.status_code().is_success() => {
            let found: Value = answer.read().unwrap_or_default();
            let issues = found.get("issues").and_then(Value::as_array).cloned();
            (issues.unwrap_or_default(), None)
        }
        Ok(answer) => (Vec::new(), Some(answer.text().into_owned())),
        Err(error) => (Vec::new(), Some(error.to_string())),
    };
    let refused = refused.map(|answer| {
        let json: Value = serde_json::from_str(&answer).unwrap_or_default();
        let message = text(&json, "/errorMessages/0");
        if message.is_empty() { answer } else { message }
    });
    let filters = visit
        .list(
            "/rest/api/3/filter/search?maxResults=20&expand=jql",
            &["values"],
        )
        .await;
    let view = View::new(visit, &[place::ISSUES], Context::new()).await;
    let body = html! {
        h1 { "Issues" }
        div class="with-sidebar" {
            aside class="sidebar" aria-label="Filters" {
                ul {
                    li { a href="/issues?jql=assignee%20%3D%20currentUser%28%29" { "My issues" } }
                    li { a href="/issues?jql=reporter%20%3D%20currentUser%28%29" { "Reported by me" } }
                    @for filter in &filters {
                        li { a href=(with_query("/issues", &[("jql", &text(filter, "/jql"))])) { (text(filter, "/name")) } }
                    }
                }
                (slots::menu(&view, place::ISSUES_FILTERS))
            }
            div {
                form class="bar" role="search" {
                    label class="inline" { "JQL" input class="wide" name="jql" size="60" value=(jql); }
                    button class="primary" { "Search" }
                }
                div class="bar" {
                    (slots::menu(&view, place::ISSUES_TOOLS))
                    (slots::dropdown(&view, "Export", place::ISSUES_VIEWS))
                }
                @if let Some(refused) = &refused { (notice(refused)) }
                (issue_table(&issues))
            }
        }
    };
    page(&view, "Issues", &body)
}
