//! The macro under another name, where the build script does not see the call.
//! fix: `jira as call` → `jira`
//! fix: `call!(` → `jira!(`

connect_runtime::library!();

use connect_runtime::jira as call;
use connect_runtime::prelude::*;

pub async fn example(client: Jira) -> Result<serde_json::Value> {
    Ok(call!(client, GET "/rest/api/3/myself").await?)
}

fn main() {}
