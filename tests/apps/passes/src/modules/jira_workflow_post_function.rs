use connect_runtime::prelude::*;

/// Count the votes
#[jira_workflow_post_function(description = "Counts the votes", create = configure, edit = configure)]
async fn count(tenant: Tenant) -> Result<()> {
    tracing::info!(tenant = tenant.client_key(), "counted");
    Ok(())
}

#[iframe]
async fn configure() -> Page {
    Page::new("Votes").body("How many votes?")
}
