//! The portal of a service project, as its customers see it.

use std::collections::HashMap;

use axum::Router;
use axum::extract::{Path, Query};
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};
use serde_json::Value;

use super::super::actions::address;
use super::super::context::{Context, context};
use super::super::frame::frame;
use super::super::json::{list, text, text_or};
use super::super::placement::{Page, Slot, jira as place};
use super::super::shell::{missing, of_session, page};
use super::super::site::Front;
use super::super::slots;
use super::super::target::{escape, with_query};
use super::super::view::View;
use super::super::visit::Visit;
use super::entity::service_desk;

pub(super) fn routes() -> Router<Front> {
    Router::new()
        .route("/servicedesk/customer/portal/{desk}", get(portal))
        .route("/servicedesk/customer/portal/{desk}/create", get(create))
        .route(
            "/servicedesk/customer/portal/{desk}/{request}",
            get(request),
        )
        .route("/servicedesk/customer/user/profile", get(profile))
}

/// A page of the portal; `name` is its name in the property `pages` of headers and footers.
async fn show(
    visit: Visit,
    name: &str,
    own: &[Page],
    context: Context,
    body: impl FnOnce(&View) -> Markup,
) -> Response {
    let mut pages = own.to_vec();
    pages.push(place::PORTAL);
    let view = View::new(visit, &pages, context).await;
    let around = |slot: Slot| {
        html! {
            @for shown in view.at(slot).filter(|it| is_on(&it.module.properties, name)) {
                section class="panel" aria-label=(slot.name) { (frame(&view, &shown.module, None, &[])) }
            }
        }
    };
    let body = html! {
        (around(place::PORTAL_HEADER))
        div class="bar" {
            a href="/servicedesk/customer/portal/1" { "Help centre" }
            a href="/servicedesk/customer/portal/1/create" { "New request" }
            a href="/servicedesk/customer/user/profile" { "Profile" }
            (slots::dropdown(&view, "Account", place::PORTAL_USER_MENU))
        }
        (around(place::PORTAL_SUBHEADER))
        (body(&view))
        (around(place::PORTAL_FOOTER))
    };
    page(&view, "Portal", &body)
}

/// Whether a header or footer appears on a page: without `pages` it is on all of them.
fn is_on(properties: &serde_json::Map<String, Value>, name: &str) -> bool {
    match properties.get("pages").and_then(Value::as_array) {
        None => true,
        Some(pages) => pages.iter().any(|page| page.as_str() == Some(name)),
    }
}

/// The request types of a service desk.
async fn request_types(visit: &Visit, desk: &str) -> Vec<Value> {
    let path = format!(
        "/rest/servicedeskapi/servicedesk/{}/requesttype",
        escape(desk)
    );
    visit.list(&path, &["values"]).await
}

fn create_address(desk: &str, kind: &Value) -> String {
    let path = format!("/servicedesk/customer/portal/{}/create", escape(desk));
    with_query(&path, &[("requestType", &text(kind, "/id"))])
}

async fn portal(visit: Visit, Path(desk): Path<String>) -> Response {
    let context = service_desk(&visit, &desk).await;
    let types = request_types(&visit, &desk).await;
    let path = with_query("/rest/servicedeskapi/request", &[("serviceDeskId", &desk)]);
    let requests = visit.list(&path, &["values"]).await;
    show(visit, "portal", &[], context, |_| {
        html! {
            h1 { "Help centre" }
            @if types.is_empty() { p class="notice" { "You are not a customer of this service desk." } }
            ul class="text" { @for kind in &types {
                li { a href=(create_address(&desk, kind)) { (text(kind, "/name")) } ": " (text(kind, "/description")) }
            } }
            h2 { "My requests" }
            @if requests.is_empty() { p class="subtle" { "No requests." } }
            @else {
                table {
                    thead { tr { th scope="col" { "Request" } th scope="col" { "Summary" } th scope="col" { "Status" } } }
                    tbody { @for request in &requests {
                        @let key = text(request, "/issueKey");
                        tr {
                            td { a href={ "/servicedesk/customer/portal/" (desk) "/" (key) } { (key) } }
                            td { (text(request, "/summary")) }
                            td { (text(request, "/currentStatus/status")) }
                        }
                    } }
                }
            }
        }
    })
    .await
}

async fn create(
    visit: Visit,
    Path(desk): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let mut context = service_desk(&visit, &desk).await;
    let types = request_types(&visit, &desk).await;
    let wanted = query.get("requestType");
    let chosen = types
        .iter()
        .find(|kind| wanted.is_some_and(|it| text(kind, "/id") == *it))
        .or(types.first())
        .cloned()
        .unwrap_or_default();
    let id = text_or(&chosen, "/id", "1");
    context.insert("servicedesk.requestTypeId".to_owned(), id.clone());
    show(
        visit,
        "create_request",
        &[place::PORTAL_CREATE],
        context,
        |view| {
            html! {
                h1 { "New request" }
                nav class="bar" aria-label="Request types" { @for kind in &types {
                    a href=(create_address(&desk, kind))
                        aria-current=[(*kind == chosen).then_some("page")] { (text(kind, "/name")) }
                } }
                p { (text(&chosen, "/helpText")) }
                form method="post" action=(address(&view.visit, "raise-request")) {
                    (of_session(view))
                    input type="hidden" name="serviceDeskId" value=(desk);
                    input type="hidden" name="requestTypeId" value=(id);
                    label { "Summary" input class="wide" name="summary" required maxlength="254"; }
                    label { "Description" textarea name="description" rows="6" {} }
                    button class="primary" { "Send" }
                }
                @for shown in view.at(place::CREATE_PANELS) {
                    section class="panel" { (frame(view, &shown.module, None, &[])) }
                }
            }
        },
    )
    .await
}

/// A request, and the data shown with it.
struct CustomerRequest {
    key: String,
    value: Value,
    comments: Vec<Value>,
    approvals: Vec<Value>,
    /// Only loaded for agents.
    transitions: Vec<Value>,
}

impl CustomerRequest {
    async fn read(visit: &Visit, key: &str) -> Option<CustomerRequest> {
        let path = format!("/rest/servicedeskapi/request/{}", escape(key));
        let value = visit
            .read(&format!("{path}?expand=participant,sla,requestType"))
            .await?;
        let list = async |of: &str| visit.list(&format!("{path}/{of}"), &["values"]).await;
        Some(CustomerRequest {
            key: text(&value, "/issueKey"),
            comments: list("comment").await,
            approvals: list("approval").await,
            transitions: list("transition").await,
            value,
        })
    }

    /// A form that acts on the request.
    fn form(&self, view: &View, action: &str, fields: &Markup) -> Markup {
        html! {
            form class="line" method="post" action=(address(&view.visit, action)) {
                (of_session(view))
                input type="hidden" name="request" value=(self.key);
                (fields)
            }
        }
    }

    fn is_for_agent(&self) -> bool {
        self.value.get("sla").is_some()
    }

    fn details(&self) -> Markup {
        let request = &self.value;
        html! {
            dl class="fields" {
                dt { "Status" } dd { span class="lozenge" { (text(request, "/currentStatus/status")) } }
                dt { "Request type" } dd { (text(request, "/requestType/name")) }
                dt { "Raised by" } dd { (text(request, "/reporter/displayName")) }
                dt { "Created" } dd { (text(request, "/createdDate/friendly")) }
                @for field in list(request, "/requestFieldValues") {
                    dt { (text(field, "/label")) } dd { (text(field, "/value")) }
                }
                @for sla in list(request, "/sla/values") {
                    @let left = text(sla, "/ongoingCycle/remainingTime/friendly");
                    dt { (text(sla, "/name")) }
                    dd { @if left.is_empty() { "Reached" } @else { (left) " left" } }
                }
            }
        }
    }

    fn approvals(&self, view: &View) -> Markup {
        html! {
            @for approval in &self.approvals {
                section class="card" {
                    h3 { (text(approval, "/name")) ": " (text(approval, "/finalDecision")) }
                    ul class="text" { @for one in list(approval, "/approvers") {
                        li { (text(one, "/approver/displayName")) ": " (text(one, "/approverDecision")) }
                    } }
                    @if approval.get("canAnswerApproval") == Some(&Value::Bool(true)) {
                        (self.form(view, "answer-approval", &html! {
                            input type="hidden" name="approval" value=(text(approval, "/id"));
                            button name="decision" value="approve" { "Approve" } " "
                            button name="decision" value="decline" { "Decline" }
                        }))
                    }
                }
            }
        }
    }

    fn activity(&self, view: &View) -> Markup {
        html! {
            section aria-labelledby="activity" {
                h2 id="activity" { "Activity" }
                @for comment in &self.comments {
                    div class="comment" {
                        strong { (text(comment, "/author/displayName")) } " "
                        span class="subtle" { (text(comment, "/created/friendly")) }
                        @if comment.get("public") == Some(&Value::Bool(false)) { " " span class="lozenge" { "Internal" } }
                        p { (text(comment, "/body")) }
                    }
                }
                (self.form(view, "comment-request", &html! {
                    label { "Comment" textarea name="body" rows="3" required {} }
                    @if self.is_for_agent() {
                        label class="inline" { input type="checkbox" name="internal" value="true"; " Internal" }
                    }
                    button { "Add" }
                }))
            }
        }
    }

    fn people(&self, view: &View) -> Markup {
        html! {
            h2 { "Shared with" }
            ul { @for one in list(&self.value, "/participants/values") { li { (text(one, "/displayName")) } } }
            (self.form(view, "share-request", &html! {
                label class="inline" { "Account id" input name="accountId" required; }
                button { "Share" }
            }))
        }
    }
}

async fn request(visit: Visit, Path((desk, key)): Path<(String, String)>) -> Response {
    let Some(request) = CustomerRequest::read(&visit, &key).await else {
        return missing(visit, &format!("The request {key}")).await;
    };
    let mut found = service_desk(&visit, &desk).await;
    found.extend(context(
        &request.value,
        &[
            ("servicedesk.requestId", "/issueId"),
            ("servicedesk.requestTypeId", "/requestTypeId"),
            ("issue.id", "/issueId"),
            ("issue.key", "/issueKey"),
        ],
    ));
    let panels = |view: &View, slot| {
        html! {
            @for shown in view.at(slot) {
                section class="panel" { (frame(view, &shown.module, None, &[])) }
            }
        }
    };
    show(
        visit,
        "view_request",
        &[place::PORTAL_REQUEST],
        found,
        |view| {
            html! {
                h1 { (text(&request.value, "/summary")) }
                p class="subtle" { (request.key) }
                div class="columns" {
                    div {
                        (request.details())
                        (request.approvals(view))
                        (panels(view, place::REQUEST_DETAILS))
                        (panels(view, place::REQUEST_PANELS))
                        (request.activity(view))
                    }
                    aside aria-label="Actions" {
                        (slots::menu(view, place::REQUEST_ACTIONS))
                        @for to in &request.transitions {
                            (request.form(view, "move-request", &html! {
                                button name="id" value=(text(to, "/id")) { (text(to, "/name")) }
                            }))
                        }
                        (request.people(view))
                    }
                }
            }
        },
    )
    .await
}

async fn profile(visit: Visit) -> Response {
    let context = service_desk(&visit, "1").await;
    show(
        visit,
        "profile",
        &[place::PORTAL_PROFILE],
        context,
        |view| {
            html! {
                h1 { "Profile" }
                (slots::menu(view, place::PORTAL_PROFILE_ACTIONS))
                @for shown in view.at(place::PORTAL_PROFILE_PANELS) {
                    section class="panel" { (frame(view, &shown.module, None, &[])) }
                }
            }
        },
    )
    .await
}
