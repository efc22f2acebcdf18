//! The actions of the pages' forms: each is one REST request, made as the visitor.

use std::collections::BTreeMap;

use axum::Router;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;
use connect_model::HostProduct;
use http::Method;
use maud::html;
use serde_json::{Value, json};

use super::context::Context;
use super::session::choose::here;
use super::session::page_session::NOT_OF_PAGE;
use super::shell::with_status;
use super::site::Front;
use super::view::View;
use super::visit::Visit;
use crate::descriptor::context::resolve;

/// The fields of a submitted form.
type Fields = BTreeMap<String, String>;

/// What submitting a form does.
struct Action {
    name: &'static str,
    method: Method,
    /// The REST operation; `{…}` are fields of the form, `{user}` is the visitor.
    target: &'static str,
    body: fn(&Fields) -> Value,
    /// The page to go to, with fields of the response in `{…}`; [`BACK`] for the page with the form.
    then: &'static str,
}

/// Returns to the page with the form.
const BACK: &str = "";

const fn action(
    name: &'static str,
    method: Method,
    target: &'static str,
    body: fn(&Fields) -> Value,
    then: &'static str,
) -> Action {
    Action {
        name,
        method,
        target,
        body,
        then,
    }
}

fn nothing(_: &Fields) -> Value {
    Value::Null
}

fn field<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields.get(name).map_or("", String::as_str)
}

/// The fields that were filled in, as JSON.
fn given(fields: &Fields, names: &[&str]) -> Value {
    let named = names.iter().filter_map(|name| {
        let value = fields.get(*name)?;
        Some(((*name).to_owned(), Value::from(value.as_str())))
    });
    Value::Object(named.collect())
}

static JIRA: &[Action] = &[
    action(
        "create-issue",
        Method::POST,
        "/rest/api/2/issue",
        |fields| {
            let mut of_issue = given(fields, &["summary", "description"]);
            of_issue["project"] = json!({ "key": field(fields, "project") });
            of_issue["issuetype"] = json!({ "id": field(fields, "issuetype") });
            json!({ "fields": of_issue })
        },
        "/browse/{key}",
    ),
    action(
        "edit-issue",
        Method::PUT,
        "/rest/api/2/issue/{issue}",
        |fields| json!({ "fields": given(fields, &["summary", "description"]) }),
        BACK,
    ),
    action(
        "delete-issue",
        Method::DELETE,
        "/rest/api/2/issue/{issue}",
        nothing,
        "/issues",
    ),
    action(
        "comment",
        Method::POST,
        "/rest/api/2/issue/{issue}/comment",
        |fields| given(fields, &["body"]),
        BACK,
    ),
    action(
        "delete-comment",
        Method::DELETE,
        "/rest/api/2/issue/{issue}/comment/{comment}",
        nothing,
        BACK,
    ),
    action(
        "log-work",
        Method::POST,
        "/rest/api/2/issue/{issue}/worklog",
        |fields| given(fields, &["timeSpent", "comment"]),
        BACK,
    ),
    action(
        "transition",
        Method::POST,
        "/rest/api/2/issue/{issue}/transitions",
        |fields| json!({ "transition": given(fields, &["id"]) }),
        BACK,
    ),
    action(
        "assign",
        Method::PUT,
        "/rest/api/2/issue/{issue}/assignee",
        |fields| {
            let user = field(fields, "accountId");
            json!({ "accountId": Some(user).filter(|it| !it.is_empty()) })
        },
        BACK,
    ),
    action(
        "vote",
        Method::POST,
        "/rest/api/2/issue/{issue}/votes",
        nothing,
        BACK,
    ),
    action(
        "unvote",
        Method::DELETE,
        "/rest/api/2/issue/{issue}/votes",
        nothing,
        BACK,
    ),
    action(
        "watch",
        Method::POST,
        "/rest/api/2/issue/{issue}/watchers",
        nothing,
        BACK,
    ),
    action(
        "unwatch",
        Method::DELETE,
        "/rest/api/2/issue/{issue}/watchers?accountId={user}",
        nothing,
        BACK,
    ),
    action(
        "raise-request",
        Method::POST,
        "/rest/servicedeskapi/request",
        |fields| {
            let mut request = given(fields, &["serviceDeskId", "requestTypeId"]);
            request["requestFieldValues"] = given(fields, &["summary", "description"]);
            request
        },
        "/servicedesk/customer/portal/{serviceDeskId}/{issueKey}",
    ),
    action(
        "comment-request",
        Method::POST,
        "/rest/servicedeskapi/request/{request}/comment",
        |fields| {
            let mut comment = given(fields, &["body"]);
            comment["public"] = (field(fields, "internal") != "true").into();
            comment
        },
        BACK,
    ),
    action(
        "move-request",
        Method::POST,
        "/rest/servicedeskapi/request/{request}/transition",
        |fields| given(fields, &["id"]),
        BACK,
    ),
    action(
        "share-request",
        Method::POST,
        "/rest/servicedeskapi/request/{request}/participant",
        |fields| json!({ "accountIds": [field(fields, "accountId")] }),
        BACK,
    ),
    action(
        "answer-approval",
        Method::POST,
        "/rest/servicedeskapi/request/{request}/approval/{approval}",
        |fields| given(fields, &["decision"]),
        BACK,
    ),
];

static CONFLUENCE: &[Action] = &[
    action(
        "create-page",
        Method::POST,
        "/wiki/api/v2/pages",
        content,
        "/wiki/spaces/{spaceKey}/pages/{id}",
    ),
    action(
        "create-post",
        Method::POST,
        "/wiki/api/v2/blogposts",
        content,
        "/wiki/spaces/{spaceKey}/blog/{id}",
    ),
    action(
        "edit-page",
        Method::PUT,
        "/wiki/api/v2/pages/{page}",
        edited,
        "/wiki/spaces/{spaceKey}/pages/{page}",
    ),
    action(
        "edit-post",
        Method::PUT,
        "/wiki/api/v2/blogposts/{page}",
        edited,
        "/wiki/spaces/{spaceKey}/blog/{page}",
    ),
    action(
        "delete-page",
        Method::DELETE,
        "/wiki/api/v2/pages/{page}",
        nothing,
        "/wiki/spaces/{spaceKey}",
    ),
    action(
        "comment",
        Method::POST,
        "/wiki/api/v2/footer-comments",
        |fields| {
            let of = if field(fields, "type") == "blogpost" {
                "blogPostId"
            } else {
                "pageId"
            };
            let text = html! { p { (field(fields, "body")) } }.into_string();
            json!({ of: field(fields, "page"), "body": storage(&text) })
        },
        BACK,
    ),
    action(
        "add-label",
        Method::POST,
        "/wiki/rest/api/content/{page}/label",
        |fields| json!([{ "prefix": "global", "name": field(fields, "label") }]),
        BACK,
    ),
    action(
        "remove-label",
        Method::DELETE,
        "/wiki/rest/api/content/{page}/label?name={label}",
        nothing,
        BACK,
    ),
];

fn storage(value: &str) -> Value {
    json!({ "representation": "storage", "value": value })
}

fn content(fields: &Fields) -> Value {
    let mut content = given(fields, &["spaceId", "title", "parentId"]);
    content["status"] = "current".into();
    content["body"] = storage(field(fields, "body"));
    content
}

fn edited(fields: &Fields) -> Value {
    let version: u64 = field(fields, "version").parse().unwrap_or_default();
    json!({
        "id": field(fields, "page"), "status": "current", "title": field(fields, "title"),
        "body": storage(field(fields, "body")),
        "version": { "number": version + 1 },
    })
}

/// The URL to which a form with this action is submitted.
pub(super) fn address(visit: &Visit, name: &str) -> String {
    format!("{}/_host/act/{name}", visit.base())
}

pub(super) fn routes(base: &str) -> Router<Front> {
    Router::new().route(&format!("{base}/_host/act/{{name}}"), post(act))
}

async fn act(
    visit: Visit,
    State(front): State<Front>,
    Path(name): Path<String>,
    Form(fields): Form<Fields>,
) -> Response {
    // The form's session decides who acts: a browser without cookies has a new one for each page.
    let Some(session) = front
        .origin
        .sessions()
        .with_secret(field(&fields, "session"))
    else {
        return NOT_OF_PAGE.into_response();
    };
    let mut visit = visit;
    visit.choice = session.choice();
    visit.session = session;
    let actions = match visit.product() {
        HostProduct::Jira => JIRA,
        HostProduct::Confluence => CONFLUENCE,
    };
    let Some(action) = actions.iter().find(|it| it.name == name) else {
        return (StatusCode::NOT_FOUND, "no such action").into_response();
    };
    let user = visit.choice.user.clone();
    let target = resolve(action.target, |name| match name {
        "user" => user.clone(),
        _ => fields.get(name).cloned(),
    });
    let mut request = visit.request(action.method.clone(), &target.url);
    match (action.body)(&fields) {
        Value::Null => {}
        body => request = request.json(&body),
    }
    let back = here(fields.get("back").map(String::as_str));
    let (status, text) = match request.await {
        Ok(answer) if answer.status_code().is_success() => {
            let made: Value = answer.read().unwrap_or_default();
            return Redirect::to(&onward(action, &fields, &made, back)).into_response();
        }
        Ok(answer) => (answer.status_code(), error_messages(&answer.text())),
        Err(error) => (StatusCode::BAD_GATEWAY, error.to_string()),
    };
    let view = View::new(visit, &[], Context::new()).await;
    let body = html! {
        h1 { "The product refuses this" }
        p class="notice" role="alert" { (status) ": " (text) }
        p { a href=(back) { "Back" } }
    };
    with_status(status, &view, "Refused", &body)
}

/// The page to go to after an action.
fn onward(action: &Action, fields: &Fields, made: &Value, back: String) -> String {
    if action.then.is_empty() {
        return back;
    }
    let onward = resolve(action.then, |name| {
        let value = made
            .get(name)
            .or_else(|| made.get(name.trim_end_matches("Key")));
        let made = value.and_then(|it| it.as_str().map(str::to_owned));
        made.or_else(|| fields.get(name).cloned())
    });
    if onward.unbound.is_empty() {
        onward.url
    } else {
        back
    }
}

/// The messages in an error response of the REST API.
fn error_messages(text: &str) -> String {
    let json: Value = serde_json::from_str(text).unwrap_or_default();
    let mut messages: Vec<String> = Vec::new();
    let of_jira = json.get("errorMessages").and_then(Value::as_array);
    messages.extend(
        of_jira
            .into_iter()
            .flatten()
            .filter_map(|it| Some(it.as_str()?.to_owned())),
    );
    let of_fields = json.get("errors").and_then(Value::as_object);
    for (name, message) in of_fields.into_iter().flatten() {
        messages.push(format!("{name}: {}", message.as_str().unwrap_or_default()));
    }
    let of_confluence = json.get("errors").and_then(Value::as_array);
    for error in of_confluence.into_iter().flatten() {
        let title = error.get("title").and_then(Value::as_str);
        messages.extend(title.map(str::to_owned));
    }
    for name in ["message", "errorMessage"] {
        let alone = json.get(name).and_then(Value::as_str);
        messages.extend(alone.map(str::to_owned));
    }
    if messages.is_empty() {
        text.chars().take(500).collect()
    } else {
        messages.join("; ")
    }
}
