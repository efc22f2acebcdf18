use connect_runtime::client::{Call, NoList, Paging};
use connect_runtime::prelude::*;
use serde_json::Value;

#[allow(dead_code)]
async fn all(jira: &Jira, key: &str) -> Result<()> {
    // In pages, complete, and range by range.
    let _: Vec<Value> = jira!(jira, GET "/rest/api/3/project/search")
        .items()
        .all()
        .await?;
    let _: Vec<Value> = jira!(jira, GET "/rest/api/3/field").items().all().await?;
    let _: Vec<Value> = jira!(jira, GET "/rest/api/3/user/assignable/search", query(project = "A"))
        .items()
        .all()
        .await?;
    // A list that the documentation takes for an object, and one that it leaves open.
    let _: Vec<Value> =
        jira!(jira, GET "/rest/api/3/issue/{issueIdOrKey}/remotelink", issueIdOrKey = key)
            .items_by(Paging::Whole)
            .all()
            .await?;
    let _: connect_runtime::client::Items<Value> =
        jira!(jira, GET "/rest/api/3/user/email/bulk", query(accountId = ["a"]))
            .items_by(Paging::Whole);
    // A list in a field of one object.
    let mut transitions =
        jira!(jira, GET "/rest/api/3/issue/{issueIdOrKey}/transitions", issueIdOrKey = key)
            .items_by(Paging::In("transitions"));
    let _: Option<Result<Value, _>> = transitions.next().await;
    // One object, whatever is done with the call before it is awaited.
    let issue = jira!(jira, GET "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = key);
    let _: (Value, Option<Value>) = (
        issue.clone().repeatable(true).await?,
        issue.optional().await?,
    );
    // Nothing, which is read as a list all the same.
    let _ = jira!(jira, DELETE "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = key)
        .response::<Value>()
        .items();
    Ok(())
}

/// A call of one object is a call like any other where one is asked for.
#[allow(dead_code)]
fn any(jira: &Jira, key: Option<&str>) -> Call<Value> {
    match key {
        None => jira!(jira, GET "/rest/api/3/project/search"),
        Some(key) => jira!(jira, GET "/rest/api/3/project/{projectIdOrKey}", projectIdOrKey = key),
    }
}

#[allow(dead_code)]
fn one(jira: &Jira) -> Call<Value, NoList> {
    jira!(jira, GET "/rest/api/3/myself")
}

#[allow(dead_code)]
fn several(
    jira: &Jira,
    keys: &[&str],
) -> Vec<impl IntoFuture<Output = Result<Value, connect_runtime::client::CallError>>> {
    let call = |key: &&str| jira!(jira, GET "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = key);
    keys.iter().map(call).collect()
}
