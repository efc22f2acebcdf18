#![deny(warnings)]
#![forbid(unsafe_code)]

use connect_model::Method;
use connect_runtime::client::{Call, Client};
use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn mine(
    jira: Jira,
    client: &Client,
    confluence: Confluence,
    user: User,
) -> Result<Value> {
    let ann: Jira = as_user!(jira, user);
    let _: Client = as_user!(client, String::from("557058:ann"));
    let _: Confluence = as_user!(&confluence, user.account_id(), scopes![READ],);
    let _: Value = jira!(as_user!(jira, &user, scopes![READ]), GET "/rest/api/3/myself").await?;
    Ok(jira!(ann, GET "/rest/api/3/myself").await?)
}

/// With what the same code needs on Forge.
pub fn on_both(jira: &Jira, user: &User, path: String) -> Call<Value> {
    let me = as_user!(jira, user, scopes![READ, "read:jira-work"]);
    me.unchecked(Method::Get, path, scopes![READ, "read:jira-work"])
}
