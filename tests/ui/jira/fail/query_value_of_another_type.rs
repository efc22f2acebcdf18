connect_runtime::library!();

use connect_runtime::prelude::*;

async fn call(jira: &Jira) -> Result<()> {
    let many = "100".to_owned();
    let () = jira!(jira, GET "/rest/api/3/search/jql", query(jql = "votes > 0", maxResults = many)).await?;
    Ok(())
}

fn main() {
    let _ = call;
}
