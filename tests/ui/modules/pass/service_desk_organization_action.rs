connect_runtime::library!();

use connect_runtime::prelude::*;

/// Votes
#[service_desk_organization_action(target = dialog(size = medium))]
async fn votes() -> Page {
    Page::new("Votes").body("…")
}

fn main() {}
