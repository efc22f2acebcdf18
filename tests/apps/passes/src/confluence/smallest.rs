#![deny(warnings)]

use connect_runtime::client::Client;
use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn pages(confluence: Confluence, client: &Client, id: u64) -> Result<()> {
    let _: Value = confluence!(
        confluence,
        GET "/wiki/api/v2/pages/{id}",
        id = id,
        query("body-format" = "storage", version = 3),
    )
    .await?;
    let _: Value =
        confluence!(client, GET "/wiki/api/v2/pages/{id}", id = 10, query(body_format = "storage"))
            .await?;
    confluence!(
        client,
        DELETE "/wiki/rest/api/user/watch/content/{contentId}",
        contentId = id.to_string(),
        headers("X-Atlassian-Token" = "no-check"),
    )
    .await?;
    Ok(())
}
