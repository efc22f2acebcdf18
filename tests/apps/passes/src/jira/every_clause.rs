#![deny(warnings)]
#![forbid(unsafe_code)]

use std::borrow::Cow;
use std::sync::Arc;

use connect_runtime::client::{Blob, Call, Client, Multipart, Response};
use connect_runtime::prelude::*;
use serde_json::{Value, json};

#[derive(serde::Deserialize)]
#[allow(dead_code)]
struct Issue {
    key: String,
}

pub async fn paths(jira: &Jira, key: String, id: u64) -> Result<()> {
    let _: Issue = jira!(jira, GET "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = key).await?;
    // A value is only borrowed.
    let _: Issue =
        jira!(jira, GET "/rest/api/3/issue/{issueIdOrKey}", "issueIdOrKey" = &*key).await?;
    let _: Value = jira!(
        jira,
        GET r"/rest/api/3/issue/{issueIdOrKey}/comment/{id}",
        issueIdOrKey = format!("DEMO-{}", 1),
        id = id,
    )
    .await?;
    let _: Value = jira!(
        jira,
        GET r#"/rest/api/3/universal_avatar/type/{type}/owner/{entityId}"#,
        r#type = "project",
        entityId = 10_000,
    )
    .await?;
    let _: Value = jira!(
        jira,
        GET "/rest/api/3/universal_avatar/type/{type}/owner/{entityId}",
        type = "project",
        entityId = id + 1,
    )
    .await?;
    Ok(())
}

pub async fn queries(jira: Jira, limit: Option<u8>, words: &[String], ids: Vec<i64>) -> Result<()> {
    let order = String::from("name");
    let text: Cow<'_, str> = "demo".into();
    let _: Value = jira!(
        jira,
        GET "/rest/api/3/project/search",
        query(
            maxResults = limit,
            startAt = 50,
            id = ids,
            keys = words,
            orderBy = &order,
            query = text,
            status = ["live", "archived"],
            "expand" = None::<String>,
        ),
    )
    .await?;
    let _: Value = jira!(
        jira,
        GET "/rest/api/3/project/search",
        query(orderBy = "-name", action = Some("view"), id = 10000, keys = vec!["A", "B"], query = 'x'),
        query(startAt = ids.len()),
    )
    .await?;
    let _: Value = jira!(
        jira,
        GET "/rest/api/3/issue/{issueIdOrKey}",
        query(fields = ["votes", "summary"], updateHistory = limit.is_some()),
        issueIdOrKey = "DEMO-1",
    )
    .await?;
    Ok(())
}

pub async fn bodies(jira: Jira, key: &str, image: Vec<u8>) -> Result<()> {
    // Nothing to read in the answer: a statement.
    jira!(
        jira,
        PUT "/rest/api/3/issue/{issueIdOrKey}",
        issueIdOrKey = key,
        query(notifyUsers = false),
        json = json!({ "fields": { "summary": "votes" } }),
    )
    .await?;
    let () = jira!(jira, POST "/rest/api/3/issue/{issueIdOrKey}/comment", issueIdOrKey = key, json = json!({}))
        .await?;
    let form = Multipart::new().file("file", "votes.csv", "text/csv", "issue,votes");
    let _: Value = jira!(
        jira,
        POST "/rest/api/3/issue/{issueIdOrKey}/attachments",
        issueIdOrKey = key,
        multipart = form,
    )
    .await?;
    let _: Value = jira!(
        jira,
        POST "/rest/api/3/universal_avatar/type/{type}/owner/{entityId}",
        r#type = "project",
        entityId = "10000",
        query(size = 16),
        bytes("image/png", image),
    )
    .await?;
    let content_type = String::from("application/json");
    jira!(
        jira,
        PUT "/rest/api/3/issue/{issueIdOrKey}",
        issueIdOrKey = key,
        bytes(content_type, "{}"),
    )
    .await?;
    Ok(())
}

pub async fn answers(jira: &Client) -> Result<()> {
    let _: Blob =
        jira!(jira, GET "/rest/api/3/attachment/content/{id}", id = "1", query(redirect = false))
            .await?;
    let _: Response = jira!(jira, GET "/rest/api/3/myself").await?;
    let _: Value = jira!(jira, POST "/rest/api/3/issue/{issueIdOrKey}/transitions", issueIdOrKey = "DEMO-1", json = json!({}))
        .response::<Value>()
        .await?;
    let projects: Vec<Value> = jira!(jira, GET "/rest/api/3/project/search")
        .items()
        .all()
        .await?;
    let mut issues = jira!(jira, GET "/rest/api/3/search/jql", query(jql = "votes > 0")).items();
    while let Some(issue) = issues.next().await {
        let issue: Issue = issue?;
        let _ = (issue.key, projects.len());
    }
    Ok(())
}

pub fn clients(a: Jira, b: &Jira, c: &&Client, d: Arc<Client>, mut e: Jira) -> Vec<Call<Value>> {
    struct Held {
        jira: Jira,
    }
    let held = Held { jira: a.clone() };
    let pick = |first: bool| if first { a.clone() } else { b.clone() };
    let e = &mut e;
    vec![
        jira!(a, GET "/rest/api/3/myself"),
        jira!(&a, GET "/rest/api/3/myself"),
        jira!(b, GET "/rest/api/3/myself"),
        jira!(c, GET "/rest/api/3/myself"),
        jira!(d, GET "/rest/api/3/myself"),
        jira!(e, GET "/rest/api/3/myself"),
        jira!(held.jira, GET "/rest/api/3/myself"),
        jira!(pick(true), GET "/rest/api/3/myself"),
        jira!(if true { &a } else { b }, GET "/rest/api/3/myself",),
        jira!(a.as_app(), GET "/rest/api/3/myself"),
    ]
}

/// Whatever the documentation promises, `response` names the type.
async fn any_response<C: connect_runtime::client::JiraClient>(client: &C) -> Result<Value> {
    let myself = jira!(client, GET "/rest/api/3/myself")
        .response::<Value>()
        .await?;
    tracing::info!(%myself, "read");
    Ok(myself)
}
