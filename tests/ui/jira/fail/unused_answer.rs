#![deny(unused_must_use)]
connect_runtime::library!();

use connect_runtime::prelude::*;

pub async fn example(jira: Jira) -> Result<()> {
    jira!(jira, GET "/rest/api/3/myself");
    Ok(())
}

fn main() {}
