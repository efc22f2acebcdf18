//! An order by what no delivery has: all of them would wait for each other.
//! fix: `"isue.id"` → `"issue.id"`
//! fix: `"project.id"` → `"worklog.issueId"`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[webhook(event = "jira:issue_updated", in_order = "isue.id")]
async fn changed(tenant: Tenant) -> Result<()> {
    let _ = tenant;
    Ok(())
}

#[webhook(events = ["worklog_created", "worklog_updated"], in_order = "project.id")]
async fn logged(tenant: Tenant) -> Result<()> {
    let _ = tenant;
    Ok(())
}

fn main() {}
