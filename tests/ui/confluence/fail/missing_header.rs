//! A required header is not given.
//! fix: `contentId = "10")` → `contentId = "10", headers("X-Atlassian-Token" = "no-check"))`

connect_runtime::library!();

use connect_runtime::prelude::*;

pub async fn example(confluence: Confluence) -> Result<()> {
    confluence!(confluence, DELETE "/wiki/rest/api/user/watch/content/{contentId}", contentId = "10").await?;
    Ok(())
}

fn main() {}
