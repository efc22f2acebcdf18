use connect_runtime::prelude::*;

#[service_desk_portal_profile_panel]
async fn portal_profile_votes() -> Page {
    Page::new("Votes").body("…")
}
