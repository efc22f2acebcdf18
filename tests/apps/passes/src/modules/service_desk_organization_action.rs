use connect_runtime::prelude::*;

/// Votes
#[service_desk_organization_action(target = dialog(size = medium))]
async fn votes_of_organization() -> Page {
    Page::new("Votes").body("…")
}
