connect_runtime::library!();

use connect_runtime::prelude::*;

async fn call(jira: &Jira) -> Result<()> {
    let () = jira!(jira, GET "/rest/api/3/issue/{issueIdOrKey}/comment", issueIdOrKey = "A-1", query(orderBy = "age")).await?;
    Ok(())
}

fn main() {
    let _ = call;
}
