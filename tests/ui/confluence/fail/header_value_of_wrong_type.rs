//! A number for a header.
//! fix: `token: u32` → `token: String`

connect_runtime::library!();

use connect_runtime::prelude::*;

pub async fn example(confluence: Confluence, token: u32) -> Result<()> {
    confluence!(confluence, DELETE "/wiki/rest/api/user/watch/content/{contentId}", contentId = "10", headers("X-Atlassian-Token" = token)).await?;
    Ok(())
}

fn main() {}
