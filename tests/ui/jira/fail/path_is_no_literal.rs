connect_runtime::library!();

use connect_runtime::prelude::*;

async fn call(jira: &Jira) -> Result<()> {
    let path = "/rest/api/3/myself";
    let () = jira!(jira, GET path).await?;
    Ok(())
}

fn main() {
    let _ = call;
}
