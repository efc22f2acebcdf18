connect_runtime::library!();

use connect_runtime::prelude::*;

pub async fn example(confluence: Confluence) -> Result<()> {
    confluence!(confluence, DELETE "/wiki/rest/api/user/watch/content/{contentId}", contentId = "10", headers("X-Atlassian-Token" = 1_u8 as u32)).await?;
    Ok(())
}

fn main() {}
