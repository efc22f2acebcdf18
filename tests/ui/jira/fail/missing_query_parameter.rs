connect_runtime::library!();

use connect_runtime::prelude::*;

async fn call(jira: &Jira) -> Result<()> {
    let () = jira!(jira, GET "/rest/api/3/user").await?;
    let () = jira!(jira, GET "/rest/api/3/user/email").await?;
    Ok(())
}

fn main() {
    let _ = call;
}
