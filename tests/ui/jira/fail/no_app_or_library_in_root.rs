//! The crate root has neither `app!` nor `library!`.
//! fix: `use connect_runtime::prelude::*;` → `connect_runtime::library!();\n\nuse connect_runtime::prelude::*;`

use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/myself").await?;
    Ok(())
}

fn main() {}
