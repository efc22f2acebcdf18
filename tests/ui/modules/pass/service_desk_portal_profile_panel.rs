connect_runtime::library!();

use connect_runtime::prelude::*;

#[service_desk_portal_profile_panel]
async fn profile_votes() -> Page {
    Page::new("Votes").body("…")
}

fn main() {}
