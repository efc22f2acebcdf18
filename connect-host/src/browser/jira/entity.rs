//! The entities that pages are about, with the context parameters of each ("Context parameters").

use serde_json::Value;

use super::super::context::{Context, context};
use super::super::json::text;
use super::super::target::escape;
use super::super::visit::Visit;

/// A project, with its context parameters.
pub(super) async fn project(visit: &Visit, key: &str) -> Option<(Value, Context)> {
    let project = visit
        .read(&format!("/rest/api/3/project/{}", escape(key)))
        .await?;
    let mut context = context(&project, &[("project.key", "/key"), ("project.id", "/id")]);
    context
        .entry("project.key".to_owned())
        .or_insert_with(|| key.to_owned());
    Some((project, context))
}

/// The context parameters of an issue.
pub(super) fn issue_context(issue: &Value, key: &str) -> Context {
    let mut context = context(
        issue,
        &[
            ("issue.key", "/key"),
            ("issue.id", "/id"),
            ("issuetype.id", "/fields/issuetype/id"),
            ("project.key", "/fields/project/key"),
            ("project.id", "/fields/project/id"),
        ],
    );
    context
        .entry("issue.key".to_owned())
        .or_insert_with(|| key.to_owned());
    context
}

/// The context parameters of a service desk.
pub(super) async fn service_desk(visit: &Visit, id: &str) -> Context {
    let path = format!("/rest/servicedeskapi/servicedesk/{}", escape(id));
    let desk = visit.read(&path).await.unwrap_or_default();
    let mut found = match text(&desk, "/projectKey").as_str() {
        "" => Context::new(),
        key => project(visit, key)
            .await
            .map(|(_, context)| context)
            .unwrap_or_default(),
    };
    found.extend(context(
        &desk,
        &[("project.id", "/projectId"), ("project.key", "/projectKey")],
    ));
    found.insert("servicedesk.serviceDeskId".to_owned(), id.to_owned());
    found
}
