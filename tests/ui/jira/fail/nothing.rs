connect_runtime::library!();

use connect_runtime::prelude::*;

async fn call(jira: &Jira) -> Result<()> {
    jira!();
    Ok(())
}

fn main() {
    let _ = call;
}
