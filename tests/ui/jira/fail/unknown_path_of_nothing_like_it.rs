connect_runtime::library!();

use connect_runtime::prelude::*;

async fn call(jira: &Jira) -> Result<()> {
    let () = jira!(jira, GET "https://example.com/weather").await?;
    Ok(())
}

fn main() {
    let _ = call;
}
