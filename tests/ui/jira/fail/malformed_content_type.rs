//! The content type of a body is half of one.
//! fix: `bytes("png"` → `bytes("image/png"`

connect_runtime::library!();

use connect_runtime::prelude::*;

pub async fn example(jira: Jira, image: Vec<u8>) -> Result<()> {
    let () = jira!(jira, POST "/rest/api/3/universal_avatar/type/{type}/owner/{entityId}", r#type = "project", entityId = "10000", query(size = 16), bytes("png", image)).await?;
    Ok(())
}

fn main() {}
