connect_runtime::library!();

use connect_runtime::prelude::*;

async fn call(jira: &Jira) -> Result<()> {
    let () = jira!(jira, GET "/rest/api/3/issue/DEMO-1").await?;
    Ok(())
}

fn main() {
    let _ = call;
}
