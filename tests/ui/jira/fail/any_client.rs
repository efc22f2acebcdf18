//! A client of any type, without a bound.
//! fix: `<C>` → `<C: connect_runtime::client::JiraClient>`

connect_runtime::library!();

use connect_runtime::prelude::*;

pub async fn example<C>(client: &C) -> Result<serde_json::Value> {
    Ok(jira!(client, GET "/rest/api/3/myself").await?)
}

fn main() {}
