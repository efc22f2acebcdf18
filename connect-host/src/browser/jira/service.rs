//! A service project, as its agents see it: queues and organizations.

use std::collections::HashMap;

use axum::Router;
use axum::extract::{Path, Query};
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};

use super::super::frame::frame;
use super::super::json::text;
use super::super::links::page_address;
use super::super::placement::{Slot, jira as place, title};
use super::super::shell::page;
use super::super::site::Front;
use super::super::slots;
use super::super::target::{escape, with_query};
use super::super::view::{Shown, View};
use super::super::visit::Visit;
use super::entity::service_desk;
use super::issue_table::issue_table;

pub(super) fn routes() -> Router<Front> {
    Router::new()
        .route("/jira/servicedesk/queues", get(queues))
        .route("/jira/servicedesk/organizations/{id}", get(organization))
}

/// Modules in the groups that the app declares for them.
pub(super) fn grouped(view: &View, slot: Slot, group_kind: &str) -> Markup {
    let of_group = |key: Option<&str>| -> Vec<&Shown> {
        let members = view.at(slot).filter(|it| it.module.kind != group_kind);
        let group = |it: &Shown| {
            it.module
                .properties
                .get("group")
                .and_then(|it| it.as_str().map(str::to_owned))
        };
        members.filter(|it| group(it).as_deref() == key).collect()
    };
    let groups = view.at(slot).filter(|it| it.module.kind == group_kind);
    html! {
        (links(view, &of_group(None)))
        @for group in groups {
            div class="menu-section" data-module=[group.module.key.as_deref()] {
                p class="menu-title" { (title(&group.module)) }
                (links(view, &of_group(group.module.key.as_deref())))
            }
        }
    }
}

fn links(view: &View, members: &[&Shown]) -> Markup {
    html! {
        @if !members.is_empty() { ul { @for shown in members {
            @let key = shown.module.key.as_deref().unwrap_or_default();
            li { a href=(page_address(view, key)) data-module=(key) { (title(&shown.module)) } }
        } } }
    }
}

async fn queues(visit: Visit, Query(query): Query<HashMap<String, String>>) -> Response {
    let desk = query.get("serviceDesk").map_or("1", String::as_str);
    let context = service_desk(&visit, desk).await;
    let path = format!("/rest/servicedeskapi/servicedesk/{}/queue", escape(desk));
    let queues = visit.list(&path, &["values"]).await;
    let first = queues.first().map(|it| text(it, "/id"));
    let chosen = query.get("queue").cloned().or(first).unwrap_or_default();
    let issues = match chosen.as_str() {
        "" => Vec::new(),
        queue => {
            visit
                .list(&format!("{path}/{}/issue", escape(queue)), &["values"])
                .await
        }
    };
    let view = View::new(visit, &[place::QUEUES], context).await;
    let body = html! {
        div class="with-sidebar" {
            nav class="sidebar" aria-label="Queues" {
                ul { @for queue in &queues {
                    @let id = text(queue, "/id");
                    li {
                        a href=(with_query("/jira/servicedesk/queues", &[("serviceDesk", desk), ("queue", &id)]))
                            aria-current=[(id == chosen).then_some("page")] { (text(queue, "/name")) }
                    }
                } }
                @if queues.is_empty() { p class="subtle" { "Only agents have queues." } }
                (grouped(&view, place::QUEUE_LIST, "serviceDeskQueueGroups"))
            }
            div {
                h1 { "Queues" }
                div class="bar" { (slots::menu(&view, place::QUEUE_TOOLS)) }
                (issue_table(&issues))
            }
        }
    };
    page(&view, "Queues", &body)
}

async fn organization(visit: Visit, Path(id): Path<String>) -> Response {
    let path = format!("/rest/servicedeskapi/organization/{}", escape(&id));
    let organization = visit.read(&path).await.unwrap_or_default();
    let members = visit.list(&format!("{path}/user"), &["values"]).await;
    let mut context = service_desk(&visit, "1").await;
    context.insert("servicedesk.organizationId".to_owned(), id);
    let view = View::new(visit, &[place::ORGANIZATION], context).await;
    let body = html! {
        h1 { "Organization " (text(&organization, "/name")) }
        div class="bar" { (slots::menu(&view, place::ORGANIZATION_ACTIONS)) }
        h2 { "Customers" }
        ul class="text" { @for one in &members { li { (text(one, "/displayName")) } } }
        @for shown in view.at(place::ORGANIZATION_PANELS) {
            section class="panel" { (frame(&view, &shown.module, None, &[])) }
        }
    };
    page(&view, "Organization", &body)
}
