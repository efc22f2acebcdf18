//! An operation that no Connect app can call.
//! fix: `/rest/api/2/announcementBanner` → `/rest/api/3/myself`

connect_runtime::library!();

use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/2/announcementBanner").await?;
    Ok(())
}

fn main() {}
