use connect_runtime::prelude::*;

/// Vote for the issue
#[automation_action(requires = [issue], config_form = configure)]
async fn vote_for_issue(tenant: Tenant) -> Result<()> {
    tracing::info!(tenant = tenant.client_key(), "voted");
    Ok(())
}

#[iframe]
async fn configure() -> Page {
    Page::new("Vote").body("How many votes?")
}
