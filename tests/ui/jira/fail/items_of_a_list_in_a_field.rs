//! The items of an object that has a list in a field of its own.
//! fix: `.items()` → `.items_by(connect_runtime::client::Paging::In("transitions"))`

connect_runtime::library!();

use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let call = jira!(
        jira,
        GET "/rest/api/3/issue/{issueIdOrKey}/transitions",
        issueIdOrKey = "DEMO-1",
    );
    let mut transitions = call.items();
    let _: Option<Result<Value, _>> = transitions.next().await;
    Ok(())
}

fn main() {}
