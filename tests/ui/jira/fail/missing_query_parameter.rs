//! A required query parameter is not given.
//! fix: `"/rest/api/3/user/email")` → `"/rest/api/3/user/email", query(accountId = "557058:ann"))`

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
