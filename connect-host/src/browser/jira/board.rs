//! Boards, with their backlog and settings.

use std::collections::HashMap;

use axum::Router;
use axum::extract::{Path, Query};
use axum::response::{Redirect, Response};
use axum::routing::get;
use maud::{Markup, html};
use serde_json::Value;

use super::super::context::{Context, context};
use super::super::json::{list, text, text_or};
use super::super::placement::{Page, jira as place};
use super::super::shell::{missing, page};
use super::super::site::Front;
use super::super::slots;
use super::super::target::escape;
use super::super::view::View;
use super::super::visit::Visit;
use super::entity::{issue_context, project};
use super::issue_table::{LISTED, issue_table};

pub(super) fn routes() -> Router<Front> {
    let moved = async |Path((_, id)): Path<(String, String)>| {
        Redirect::to(&format!("/jira/boards/{}", escape(&id)))
    };
    Router::new()
        .route("/jira/boards", get(all))
        .route("/jira/boards/{id}", get(board))
        .route("/jira/boards/{id}/backlog", get(backlog))
        .route("/jira/boards/{id}/settings", get(settings))
        .route("/jira/software/projects/{key}/boards/{id}", get(moved))
        .route("/jira/software/c/projects/{key}/boards/{id}", get(moved))
}

async fn all(visit: Visit) -> Response {
    let boards = visit.list("/rest/agile/1.0/board", &["values"]).await;
    let view = View::new(visit, &[], Context::new()).await;
    let body = html! {
        h1 { "Boards" }
        @if boards.is_empty() { p class="subtle" { "No boards." } }
        ul class="text" { @for board in &boards {
            li { a href={ "/jira/boards/" (text(board, "/id")) } { (text(board, "/name")) } }
        } }
    };
    page(&view, "Boards", &body)
}

/// A board, and the context parameters of one of its pages.
async fn board_of(visit: &Visit, id: &str, screen: &str) -> Option<(Value, Context)> {
    let board = visit
        .read(&format!("/rest/agile/1.0/board/{}", escape(id)))
        .await?;
    let key = text(&board, "/location/projectKey");
    let mut context = match key.as_str() {
        "" => Context::new(),
        key => project(visit, key)
            .await
            .map(|(_, context)| context)
            .unwrap_or_default(),
    };
    context.extend(self::context(
        &board,
        &[("board.id", "/id"), ("board.type", "/type")],
    ));
    context
        .entry("board.id".to_owned())
        .or_insert_with(|| id.to_owned());
    context.insert("board.screen".to_owned(), screen.to_owned());
    let mode = if screen == "backlog" { "plan" } else { "work" };
    context.insert("board.mode".to_owned(), mode.to_owned());
    Some((board, context))
}

fn navigation(view: &View, id: &str) -> Markup {
    html! {
        nav class="sidebar" aria-label="Board" {
            ul {
                li { a href={ "/jira/boards/" (id) } { "Board" } }
                li { a href={ "/jira/boards/" (id) "/backlog" } { "Backlog" } }
                li { a href={ "/jira/boards/" (id) "/settings" } { "Board settings" } }
            }
            (slots::menu(view, place::BOARD_SIDEBAR))
        }
    }
}

async fn board(
    visit: Visit,
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let Some((board, mut context)) = board_of(&visit, &id, "board").await else {
        return missing(visit, &format!("The board {id}")).await;
    };
    let path = format!("/rest/agile/1.0/board/{}", escape(&id));
    let issues = visit
        .list(
            &format!("{path}/issue?maxResults=100&fields=summary,status"),
            &["issues"],
        )
        .await;
    let columns = visit
        .read(&format!("{path}/configuration"))
        .await
        .unwrap_or_default();
    let selected = match query.get("selectedIssue") {
        Some(key) => Some(key.clone()),
        None => issues.first().map(|issue| text(issue, "/key")),
    };
    let selected = selected.filter(|key| !key.is_empty());
    let mut chosen = None;
    if let Some(key) = &selected {
        let issue = visit
            .read(&format!("/rest/api/2/issue/{}", escape(key)))
            .await;
        context.extend(
            issue
                .as_ref()
                .map(|it| issue_context(it, key))
                .unwrap_or_default(),
        );
        chosen = issue;
    }
    let view = View::new(visit, &[place::BOARD], context).await;
    let in_columns = in_columns(&columns, &issues);
    let body = html! {
        div class="with-sidebar" {
            (navigation(&view, &id))
            div {
                h1 { (text_or(&board, "/name", "Board")) }
                div class="bar" { (slots::menu(&view, place::BOARD_TOOLS)) }
                div class="board" { @for (name, members) in &in_columns {
                    section aria-label=(name) {
                        h2 { (name) " " small { (members.len()) } }
                        @for issue in members {
                            div class="card" {
                                a href={ "?selectedIssue=" (text(issue, "/key")) } { (text(issue, "/key")) }
                                p { (text(issue, "/fields/summary")) }
                            }
                        }
                    }
                } }
                @if let (Some(key), Some(issue)) = (&selected, &chosen) {
                    section aria-labelledby="selected" {
                        h2 id="selected" { a href={ "/browse/" (key) } { (key) } " " (text(issue, "/fields/summary")) }
                        (slots::panels(&view, place::BOARD_ISSUE))
                    }
                } @else {
                    (slots::panels(&view, place::BOARD_ISSUE))
                }
            }
        }
    };
    page(&view, "Board", &body)
}

/// The issues by the board's columns, or by status if it has no columns.
fn in_columns<'a>(configuration: &Value, issues: &'a [Value]) -> Vec<(String, Vec<&'a Value>)> {
    let columns = list(configuration, "/columnConfig/columns");
    let mut found: Vec<(String, Vec<&Value>)> = columns
        .iter()
        .map(|column| (text(column, "/name"), Vec::new()))
        .collect();
    for issue in issues {
        let status = text(issue, "/fields/status/id");
        let at = columns.iter().position(|column| {
            list(column, "/statuses")
                .iter()
                .any(|it| text(it, "/id") == status)
        });
        let name = text(issue, "/fields/status/name");
        let at = at.or_else(|| found.iter().position(|(known, _)| *known == name));
        match at.and_then(|at| found.get_mut(at)) {
            Some((_, members)) => members.push(issue),
            None => found.push((name, vec![issue])),
        }
    }
    found
}

async fn backlog(visit: Visit, Path(id): Path<String>) -> Response {
    let Some((board, mut context)) = board_of(&visit, &id, "backlog").await else {
        return missing(visit, &format!("The board {id}")).await;
    };
    let path = format!("/rest/agile/1.0/board/{}", escape(&id));
    let sprints = visit.list(&format!("{path}/sprint"), &["values"]).await;
    let issues = format!("{path}/backlog?fields={LISTED}");
    let issues = visit.list(&issues, &["issues"]).await;
    if let Some(sprint) = sprints.iter().find(|it| text(it, "/state") != "closed") {
        context.extend(self::context(
            sprint,
            &[("sprint.id", "/id"), ("sprint.state", "/state")],
        ));
    }
    let view = View::new(visit, &[place::BACKLOG], context).await;
    let body = html! {
        div class="with-sidebar" {
            (navigation(&view, &id))
            div {
                h1 { "Backlog of " (text(&board, "/name")) }
                div class="bar" { (slots::menu(&view, place::BACKLOG_TOOLS)) }
                h2 { "Sprints" }
                @if sprints.is_empty() { p class="subtle" { "No sprints." } }
                ul class="text" { @for sprint in &sprints {
                    li { (text(sprint, "/name")) " " span class="lozenge" { (text(sprint, "/state")) } }
                } }
                (slots::dropdown(&view, "Sprint actions", place::SPRINT_MENU))
                h2 { "Issues" }
                (issue_table(&issues))
            }
        }
    };
    page(&view, "Backlog", &body)
}

const SETTINGS: &[Page] = &[place::BOARD_SETTINGS];

async fn settings(visit: Visit, Path(id): Path<String>) -> Response {
    let Some((board, context)) = board_of(&visit, &id, "settings").await else {
        return missing(visit, &format!("The board {id}")).await;
    };
    let view = View::new(visit, SETTINGS, context).await;
    let body = html! {
        div class="with-sidebar" {
            (navigation(&view, &id))
            div {
                h1 { "Settings of " (text(&board, "/name")) }
                (slots::panels(&view, place::BOARD_CONFIGURATION))
            }
        }
    };
    page(&view, "Board settings", &body)
}
