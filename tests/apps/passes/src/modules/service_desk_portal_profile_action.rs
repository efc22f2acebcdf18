use connect_runtime::prelude::*;

/// My votes
#[service_desk_portal_profile_action(target = { type = dialog, options = { size = medium } })]
async fn my_votes() -> Page {
    Page::new("My votes").body("…")
}
