connect_runtime::library!();

use connect_runtime::prelude::*;

async fn call(jira: &Jira) -> Result<()> {
    struct Edit;
    jira!(jira, PUT "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = "A-1", json = Edit).await?;
    Ok(())
}

fn main() {
    let _ = call;
}
