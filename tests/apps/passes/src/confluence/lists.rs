use connect_runtime::client::{Call, Items, Paging};
use connect_runtime::prelude::*;
use serde_json::Value;

#[allow(dead_code)]
async fn all(confluence: &Confluence) -> Result<()> {
    // In pages, and complete.
    let _: Vec<Value> = confluence!(confluence, GET "/wiki/api/v2/pages")
        .items()
        .all()
        .await?;
    let _: Vec<Value> =
        confluence!(confluence, GET "/wiki/rest/api/user/email/bulk", query(accountId = ["a"]))
            .items()
            .all()
            .await?;
    // A list in a field of one object.
    let _: Items<Value> =
        confluence!(confluence, GET "/wiki/api/v2/pages/{id}/operations", id = 10)
            .items_by(Paging::In("operations"));
    let _: Value = confluence!(confluence, GET "/wiki/api/v2/pages/{id}", id = 10).await?;
    Ok(())
}

/// A call of one object is a call like any other where one is asked for.
#[allow(dead_code)]
fn any(confluence: &Confluence) -> Call<Value> {
    confluence!(confluence, GET "/wiki/api/v2/pages/{id}", id = 10)
}
