connect_runtime::library!();

use connect_runtime::prelude::*;

async fn call(jira: &Jira) -> Result<()> {
    let () = jira!(jira, GET "/rest/api/3/search/jql", query(jql = ["votes > 0", "votes < 9"])).await?;
    Ok(())
}

fn main() {
    let _ = call;
}
