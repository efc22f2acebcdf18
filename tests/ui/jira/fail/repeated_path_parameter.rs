connect_runtime::library!();

use connect_runtime::prelude::*;

async fn call(jira: &Jira) -> Result<()> {
    let () = jira!(jira, GET "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = "A-1", issueIdOrKey = "B-2").await?;
    Ok(())
}

fn main() {
    let _ = call;
}
