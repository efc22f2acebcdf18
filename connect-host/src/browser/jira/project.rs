//! Projects: their list, pages, settings and reports.

use axum::Router;
use axum::extract::Path;
use axum::response::{Redirect, Response};
use axum::routing::get;
use maud::{Markup, html};

use super::super::context::Context;
use super::super::frame::frame;
use super::super::json::text;
use super::super::links::{i18n, page_address};
use super::super::placement::{Slot, jira as place, title};
use super::super::shell::{missing, page};
use super::super::site::Front;
use super::super::slots;
use super::super::target::{escape, with_query};
use super::super::view::View;
use super::super::visit::Visit;
use super::entity::project;
use super::issue_table::{LISTED, issue_table};

pub(super) fn routes() -> Router<Front> {
    let moved =
        async |Path(key): Path<String>| Redirect::to(&format!("/jira/projects/{}", escape(&key)));
    let to_settings = async |Path(key): Path<String>| {
        Redirect::to(&format!("/jira/projects/{}/settings", escape(&key)))
    };
    Router::new()
        .route("/jira/projects", get(all))
        .route("/jira/projects/{key}", get(one))
        .route("/jira/projects/{key}/settings", get(settings))
        .route("/jira/projects/{key}/reports", get(reports))
        .route("/projects/{key}", get(moved))
        .route(
            "/plugins/servlet/project-config/{key}/summary",
            get(to_settings),
        )
}

async fn all(visit: Visit) -> Response {
    let projects = visit
        .list("/rest/api/3/project/search?maxResults=50", &["values"])
        .await;
    let view = View::new(visit, &[], Context::new()).await;
    let body = html! {
        h1 { "Projects" }
        table {
            thead { tr { th scope="col" { "Name" } th scope="col" { "Key" } th scope="col" { "Type" } } }
            tbody { @for project in &projects { tr {
                td { a href={ "/jira/projects/" (text(project, "/key")) } { (text(project, "/name")) } }
                td { (text(project, "/key")) }
                td { (text(project, "/projectTypeKey")) }
            } } }
        }
    };
    page(&view, "Projects", &body)
}

/// A project's sidebar, with the app's additions.
pub(super) fn sidebar(view: &View, key: &str) -> Markup {
    html! {
        nav class="sidebar" aria-label="Project" {
            ul {
                li { a href={ "/jira/projects/" (key) } { "Overview" } }
                li { a href=(with_query("/issues", &[("jql", &format!("project = {key}"))])) { "Issues" } }
                li { a href={ "/jira/projects/" (key) "/reports" } { "Reports" } }
                li { a href={ "/jira/projects/" (key) "/settings" } { "Project settings" } }
            }
            (slots::menu(view, place::PROJECT_PAGES))
            (slots::menu(view, place::PROJECT_SIDEBAR))
        }
    }
}

async fn one(visit: Visit, Path(key): Path<String>) -> Response {
    let Some((project, context)) = project(&visit, &key).await else {
        return missing(visit, &format!("The project {key}")).await;
    };
    let jql = format!(
        "project = \"{}\" ORDER BY updated DESC",
        key.replace(['"', '\\'], "")
    );
    let query = [("jql", &*jql), ("fields", LISTED), ("maxResults", "20")];
    let issues = with_query("/rest/api/3/search/jql", &query);
    let issues = visit.list(&issues, &["issues"]).await;
    let view = View::new(visit, &[place::PROJECT], context).await;
    let name = text(&project, "/name");
    let heading = if name.is_empty() { &key } else { &name };
    let body = html! {
        div class="with-sidebar" {
            (sidebar(&view, &key))
            div {
                h1 { (heading) }
                p { (text(&project, "/description")) }
                @if view.has(place::PROJECT_TABS) {
                    nav class="tabs" aria-label="Tabs" {
                        @for shown in view.at(place::PROJECT_TABS) {
                            @let tab = shown.module.key.as_deref().unwrap_or_default();
                            a href=(page_address(&view, tab)) data-module=(tab) { (title(&shown.module)) }
                        }
                    }
                }
                h2 { "Recent issues" }
                (issue_table(&issues))
            }
        }
    };
    page(&view, heading, &body)
}

async fn settings(visit: Visit, Path(key): Path<String>) -> Response {
    let Some((project, context)) = project(&visit, &key).await else {
        return missing(visit, &format!("The project {key}")).await;
    };
    let view = View::new(visit, &[place::PROJECT_SETTINGS], context).await;
    let body = html! {
        (slots::panels(&view, place::SETTINGS_HEADER))
        div class="with-sidebar" {
            nav class="sidebar" aria-label="Project settings" {
                p { a href={ "/jira/projects/" (key) } { "Back to the project" } }
                (slots::menu(&view, place::SETTINGS_MENU))
            }
            div class="columns" {
                div {
                    h1 { "Settings of " (text(&project, "/name")) }
                    dl class="fields" {
                        dt { "Key" } dd { (key) }
                        dt { "Type" } dd { (text(&project, "/projectTypeKey")) }
                        dt { "Lead" } dd { (text(&project, "/lead/displayName")) }
                    }
                    (described(&view, place::SETTINGS_PERMISSIONS, "Permissions of the app"))
                    @if view.has(place::SETTINGS_AUTOMATION) { h2 { "Automation: actions of the app" } }
                    @for shown in view.at(place::SETTINGS_AUTOMATION) {
                        section class="panel" data-module=[shown.module.key.as_deref()] {
                            h3 { (title(&shown.module)) }
                            @if shown.module.properties.contains_key("configForm") {
                                (frame(&view, &shown.module, Some("configForm"), &[]))
                            }
                        }
                    }
                }
                aside aria-label="Summary" { (slots::panels(&view, place::SETTINGS_SUMMARY)) }
            }
        }
    };
    page(&view, "Project settings", &body)
}

/// Modules of the app that have no page: their names and descriptions.
pub(super) fn described(view: &View, slot: Slot, heading: &str) -> Markup {
    html! {
        @if view.has(slot) {
            h2 { (heading) }
            dl class="fields" {
                @for shown in view.at(slot) {
                    dt data-module=[shown.module.key.as_deref()] { (title(&shown.module)) }
                    dd { (i18n(shown.module.properties.get("description")).unwrap_or_default()) }
                }
            }
        }
    }
}

async fn reports(visit: Visit, Path(key): Path<String>) -> Response {
    let Some((_, context)) = project(&visit, &key).await else {
        return missing(visit, &format!("The project {key}")).await;
    };
    let view = View::new(visit, &[place::REPORTS], context).await;
    let body = html! {
        div class="with-sidebar" {
            (sidebar(&view, &key))
            div {
                h1 { "Reports" }
                @if !view.has(place::REPORT_LIST) { p class="subtle" { "The app has no reports." } }
                div class="grid" { @for shown in view.at(place::REPORT_LIST) {
                    @let report = shown.module.key.as_deref().unwrap_or_default();
                    div class="card" {
                        h3 { a href=(page_address(&view, report)) data-module=(report) { (title(&shown.module)) } }
                        p { (i18n(shown.module.properties.get("description")).unwrap_or_default()) }
                    }
                } }
                @if view.has(place::SERVICE_REPORTS) { h2 { "Reports of the service project" } }
                (super::service::grouped(&view, place::SERVICE_REPORTS, "serviceDeskReportGroups"))
            }
        }
    };
    page(&view, "Reports", &body)
}
