use connect_runtime::client::{Blob, Multipart};
use connect_runtime::prelude::*;
use serde_json::{Value, json};

#[allow(dead_code)]
async fn all(jira: &Jira, key: &str, start: Option<u32>) -> Result<()> {
    // Lists, options, numbers and words of a list.
    let _: Value = jira!(
        jira,
        GET "/rest/api/3/issue/{issueIdOrKey}/comment",
        issueIdOrKey = key,
        query(startAt = start, maxResults = 50, orderBy = "-created"),
    )
    .await?;
    let _: Value = jira!(jira, GET "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = key, query(fields = ["votes", "summary"])).await?;
    // An operation that answers with nothing is a statement.
    jira!(jira, PUT "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = key, query(notifyUsers = false), json = json!({})).await?;
    // One whose response is not used.
    let () = jira!(jira, POST "/rest/api/3/issue/{issueIdOrKey}/comment", issueIdOrKey = key, json = json!({})).await?;
    // The other kind of answer.
    let _ = jira!(jira, PUT "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = key, query(returnIssue = true), json = json!({}))
        .response::<Value>()
        .await?;
    let file = Multipart::new().file("file", "a.txt", "text/plain", "a");
    let () = jira!(jira, POST "/rest/api/3/issue/{issueIdOrKey}/attachments", issueIdOrKey = key, multipart = file).await?;
    let _: Blob =
        jira!(jira, GET "/rest/api/3/attachment/content/{id}", id = "1", query(redirect = false))
            .await?;
    let _: Vec<Value> = jira!(jira, GET "/rest/api/3/search/jql", query(jql = r#"project = "A""#))
        .items()
        .all()
        .await?;
    let _: Option<Value> = jira!(jira, GET "/rest/api/3/issue/{issueIdOrKey}/properties/{propertyKey}", issueIdOrKey = key, propertyKey = "a").optional().await?;
    Ok(())
}

#[allow(dead_code)]
fn shapes<T: AsRef<str>>(client: connect_runtime::client::Client, key: T) {
    let call = move || -> connect_runtime::client::Call<()> {
        jira!(client, GET "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = key.as_ref())
    };
    let _ = vec![call()];
}
