connect_runtime::library!();

use connect_runtime::prelude::*;

async fn call(jira: &Jira) -> Result<()> {
    let () = jira!(jira, GET "/rest/api/3/myself", query(expand = "a", expand = "b")).await?;
    Ok(())
}

fn main() {
    let _ = call;
}
