//! The view of an issue.

use std::collections::HashMap;

use axum::Router;
use axum::extract::{Path, Query};
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};
use serde_json::{Value, json};

use super::super::actions::address;
use super::super::frame::frame;
use super::super::json::{is_true, list, moment, text, text_or};
use super::super::links::{i18n, icon};
use super::super::placement::{Slot, jira as place, title};
use super::super::shell::{missing, of_session, page};
use super::super::site::Front;
use super::super::slots;
use super::super::target::escape;
use super::super::view::{Shown, View};
use super::super::visit::Visit;
use super::entity::issue_context;
use super::issue_table::status;

pub(super) fn routes() -> Router<Front> {
    Router::new().route("/browse/{key}", get(issue))
}

async fn issue(
    visit: Visit,
    Path(key): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let path = format!("/rest/api/2/issue/{}", escape(&key));
    let Some(issue) = visit.read(&path).await else {
        return missing(visit, &format!("The issue {key}")).await;
    };
    let transitions = visit
        .list(&format!("{path}/transitions"), &["transitions"])
        .await;
    let comments = visit.list(&format!("{path}/comment"), &["comments"]).await;
    let context = issue_context(&issue, &key);
    let view = View::new(visit, &[place::ISSUE], context).await;
    let view = view.located("issue", json!({ "issueKey": key }));
    let badges = badges(&view, &path).await;
    let tab = query.get("tab").map_or("comments", String::as_str);
    let activity = activity(&view, &path, &comments, tab).await;
    let key = text_or(&issue, "/key", &key);
    let summary = text_or(&issue, "/fields/summary", &key);
    let heading = format!("{key} {summary}");
    let project = key.rsplit_once('-').map_or(&*key, |(project, _)| project);
    let project = text_or(&issue, "/fields/project/key", project);
    let body = html! {
        nav aria-label="Breadcrumbs" class="bar crumbs" {
            a href="/jira/projects" { "Projects" } " / "
            a href={ "/jira/projects/" (project) } { (project) } " / "
            a href={ "/browse/" (key) } aria-current="page" { (key) }
        }
        h1 { (summary) }
        div class="bar" {
            (quick_add(&view))
            (slots::dropdown(&view, "Apps in this issue", place::ISSUE_TOOLS))
            (slots::dropdown(&view, "Actions", place::ISSUE_OPERATIONS))
            (own_actions(&view, &issue, &key))
        }
        div class="columns" {
            div {
                section aria-labelledby="description" {
                    h2 id="description" { "Description" }
                    @match text(&issue, "/fields/description").as_str() {
                        "" => p class="subtle" { "None." },
                        description => @for line in description.lines() { p { (line) } },
                    }
                }
                (edit(&view, &issue, &key))
                (slots::panels(&view, place::ISSUE_CONTENTS))
                (slots::panels(&view, place::ISSUE_LEFT))
                (attachments(&issue))
                (activity)
            }
            aside aria-label="Details" {
                div class="bar" {
                    (status(&issue))
                    (transition(&view, &transitions, &key))
                    (slots::dropdown(&view, "More transitions", place::ISSUE_TRANSITIONS))
                }
                (fields(&issue))
                (disclosed(&view, place::ISSUE_GLANCES, &badges))
                (disclosed(&view, place::ISSUE_CONTEXTS, &badges))
                (development(&view))
                (slots::panels(&view, place::ISSUE_RIGHT))
            }
        }
        (scripts(&view, place::ISSUE_SCRIPTS))
    };
    page(&view, &heading, &body)
}

/// The buttons that add the app's content to the issue.
fn quick_add(view: &View) -> Markup {
    html! {
        @for shown in view.at(place::ISSUE_CONTENTS) {
            @let key = shown.module.key.as_deref().unwrap_or_default();
            a class="button" href={ "#" (key) } title=[i18n(shown.module.properties.get("tooltip"))] {
                (icon(view, &shown.module)) (title(&shown.module))
            }
        }
    }
}

/// A form that consists of one button.
fn button(view: &View, action: &str, issue: &str, label: &str) -> Markup {
    html! {
        form class="line" method="post" action=(address(&view.visit, action)) {
            (of_session(view))
            input type="hidden" name="issue" value=(issue);
            button { (label) }
        }
    }
}

fn own_actions(view: &View, issue: &Value, key: &str) -> Markup {
    let voted = is_true(issue, "/fields/votes/hasVoted");
    let watching = is_true(issue, "/fields/watches/isWatching");
    html! {
        @if voted { (button(view, "unvote", key, "Remove vote")) }
        @else { (button(view, "vote", key, "Vote")) }
        @if watching { (button(view, "unwatch", key, "Stop watching")) }
        @else { (button(view, "watch", key, "Watch")) }
        (button(view, "delete-issue", key, "Delete"))
    }
}

fn transition(view: &View, transitions: &[Value], key: &str) -> Markup {
    html! {
        @if !transitions.is_empty() {
            form class="line" method="post" action=(address(&view.visit, "transition")) {
                (of_session(view))
                input type="hidden" name="issue" value=(key);
                label class="inline" { span class="hidden" { "Transition" }
                    select name="id" { @for transition in transitions {
                        option value=(text(transition, "/id")) { (text(transition, "/name")) }
                    } }
                }
                button { "Change status" }
            }
        }
    }
}

fn edit(view: &View, issue: &Value, key: &str) -> Markup {
    html! {
        details {
            summary { "Edit" }
            form method="post" action=(address(&view.visit, "edit-issue")) {
                (of_session(view))
                input type="hidden" name="issue" value=(key);
                label { "Summary" input class="wide" name="summary" required value=(text(issue, "/fields/summary")); }
                label { "Description"
                    textarea name="description" rows="5" { (text(issue, "/fields/description")) }
                }
                button class="primary" { "Save" }
            }
            form method="post" action=(address(&view.visit, "assign")) {
                (of_session(view))
                input type="hidden" name="issue" value=(key);
                label { "Assignee's account id"
                    input name="accountId" value=(text(issue, "/fields/assignee/accountId"));
                }
                button { "Assign" }
            }
        }
    }
}

fn fields(issue: &Value) -> Markup {
    let shown = [
        ("Type", "/fields/issuetype/name"),
        ("Priority", "/fields/priority/name"),
        ("Resolution", "/fields/resolution/name"),
        ("Assignee", "/fields/assignee/displayName"),
        ("Reporter", "/fields/reporter/displayName"),
        ("Votes", "/fields/votes/votes"),
        ("Watchers", "/fields/watches/watchCount"),
    ];
    let labels = list(issue, "/fields/labels").iter();
    let labels: Vec<_> = labels.filter_map(Value::as_str).collect();
    html! {
        dl class="fields" {
            @for (name, pointer) in shown {
                @let value = text(issue, pointer);
                @if !value.is_empty() { dt { (name) } dd { (value) } }
            }
            @if !labels.is_empty() { dt { "Labels" } dd { (labels.join(", ")) } }
            dt { "Updated" } dd { (moment(issue, "/fields/updated")) }
        }
    }
}

fn attachments(issue: &Value) -> Markup {
    let attachments = list(issue, "/fields/attachment");
    html! {
        @if !attachments.is_empty() {
            section aria-labelledby="attachments" {
                h2 id="attachments" { "Attachments" }
                ul class="text" { @for one in attachments { li { (text(one, "/filename")) } } }
            }
        }
    }
}

/// The statuses of glances and contexts, which apps store as issue properties ("Issue
/// context", status).
async fn badges(view: &View, path: &str) -> HashMap<String, String> {
    let mut badges = HashMap::new();
    let Some(app) = &view.app else {
        return badges;
    };
    let shown = view
        .at(place::ISSUE_GLANCES)
        .chain(view.at(place::ISSUE_CONTEXTS));
    for key in shown.filter_map(|it| it.module.key.as_deref()) {
        let property = format!("com.atlassian.jira.issue:{}:{key}:status", app.key);
        let target = format!("{path}/properties/{}", escape(&property));
        if let Some(found) = view.visit.read(&target).await {
            let label = [
                text(&found, "/value/value/label"),
                text(&found, "/value/label"),
            ];
            let label = label.into_iter().find(|it| !it.is_empty());
            badges.extend(label.map(|label| (key.to_owned(), label)));
        }
    }
    badges
}

/// Collapsible panels, whose label is shown before the app's page loads.
fn disclosed(view: &View, slot: Slot, badges: &HashMap<String, String>) -> Markup {
    html! {
        @for shown in view.at(slot) {
            @let module = &shown.module;
            @let key = module.key.as_deref().unwrap_or_default();
            details class="panel" open {
                summary {
                    (icon(view, module)) (title(module)) ": "
                    (i18n(module.properties.get("content").and_then(|it| it.get("label"))).unwrap_or_default())
                    @if let Some(badge) = badges.get(key) { " " span class="lozenge" { (badge) } }
                }
                (frame(view, module, None, &[]))
            }
        }
    }
}

/// The actions that the app's development tool offers for the issue.
fn development(view: &View) -> Markup {
    html! {
        @for shown in view.at(place::ISSUE_DEVELOPMENT) {
            @let module = &shown.module;
            section class="panel" aria-label=(title(module)) data-module=[module.key.as_deref()] {
                h3 { "Development: " (title(module)) }
                @for action in DEVELOPMENT_ACTIONS {
                    @let address = module.properties.get("actions").and_then(|it| it.pointer(action.1));
                    @if address.is_some() {
                        details { summary { (action.0) } (frame(view, module, Some(action.2), &[])) }
                    }
                }
            }
        }
    }
}

/// The actions of a development tool: label, field of `actions`, part of the module.
const DEVELOPMENT_ACTIONS: &[(&str, &str, &str)] = &[
    (
        "Create branch",
        "/createBranch/templateUrl",
        "actions.createBranch",
    ),
    (
        "Search repositories",
        "/searchRepositories/templateUrl",
        "actions.searchRepositories",
    ),
];

/// Background scripts, as invisible frames.
pub(super) fn scripts(view: &View, slot: Slot) -> Markup {
    html! {
        @for shown in view.at(slot) {
            div class="background" hidden { (frame(view, &shown.module, None, &[])) }
        }
    }
}

async fn activity(view: &View, path: &str, comments: &[Value], tab: &str) -> Markup {
    let here = format!("/browse/{}", view.context["issue.key"]);
    let own = [
        ("comments", "Comments"),
        ("worklog", "Work log"),
        ("history", "History"),
    ];
    let of_app = |key: &str| -> Option<&Shown> {
        view.at(place::ISSUE_TABS)
            .find(|it| it.module.key.as_deref() == Some(key))
    };
    let content = match (of_app(tab), tab) {
        (Some(shown), _) => frame(view, &shown.module, None, &[]),
        (None, "worklog") => worklog(view, path).await,
        (None, "history") => history(view, path).await,
        (None, _) => self::comments(view, comments),
    };
    html! {
        section aria-labelledby="activity" {
            h2 id="activity" { "Activity" }
            nav class="tabs" aria-label="Activity" {
                @for (name, label) in own {
                    a href={ (here) "?tab=" (name) } aria-current=[(tab == name).then_some("true")] { (label) }
                }
                @for shown in view.at(place::ISSUE_TABS) {
                    @let key = shown.module.key.as_deref().unwrap_or_default();
                    a href={ (here) "?tab=" (key) } data-module=(key)
                        aria-current=[(tab == key).then_some("true")] { (title(&shown.module)) }
                }
            }
            (content)
        }
    }
}

fn comments(view: &View, comments: &[Value]) -> Markup {
    let key = &view.context["issue.key"];
    html! {
        @if comments.is_empty() { p class="subtle" { "No comments." } }
        @for comment in comments {
            article class="comment" aria-label="Comment" {
                p class="subtle" { (text(comment, "/author/displayName")) " · " (moment(comment, "/created")) }
                @for line in text(comment, "/body").lines() { p { (line) } }
            }
        }
        form method="post" action=(address(&view.visit, "comment")) {
            (of_session(view))
            input type="hidden" name="issue" value=(key);
            label { "Add a comment" textarea name="body" rows="3" required {} }
            button class="primary" { "Comment" }
        }
    }
}

async fn worklog(view: &View, path: &str) -> Markup {
    let entries = view
        .visit
        .list(&format!("{path}/worklog"), &["worklogs"])
        .await;
    html! {
        @if entries.is_empty() { p class="subtle" { "No work is logged." } }
        @for entry in &entries {
            p { (text(entry, "/author/displayName")) ": " (text(entry, "/timeSpent")) " · " (moment(entry, "/started")) }
        }
        form method="post" action=(address(&view.visit, "log-work")) {
            (of_session(view))
            input type="hidden" name="issue" value=(view.context["issue.key"]);
            label { "Time spent" input name="timeSpent" placeholder="1h 30m" required; }
            button { "Log work" }
        }
    }
}

async fn history(view: &View, path: &str) -> Markup {
    let entries = view
        .visit
        .list(&format!("{path}/changelog"), &["values", "histories"])
        .await;
    html! {
        @if entries.is_empty() { p class="subtle" { "Nothing has changed." } }
        @for entry in &entries {
            @for item in list(entry, "/items") {
                p {
                    (text(entry, "/author/displayName")) " changed " (text(item, "/field")) ": "
                    (text(item, "/fromString")) " → " (text(item, "/toString"))
                    " · " (moment(entry, "/created"))
                }
            }
        }
    }
}
