use connect_runtime::prelude::*;
use serde_json::Value;

#[allow(dead_code)]
async fn all(confluence: &Confluence, user: &User, page: u64) -> Result<()> {
    let me = as_user!(confluence, user);
    let _: Value = confluence!(me, GET "/wiki/api/v2/pages/{id}", id = page, query("body-format" = "storage", include_labels = true)).await?;
    let narrow = as_user!(confluence, "557058:ann", scopes![READ]);
    let _: Value = confluence!(narrow, GET "/wiki/api/v2/pages").await?;
    Ok(())
}
