use connect_runtime::prelude::*;

/// My votes
#[service_desk_portal_user_menu_action(target = { type = page })]
async fn my_votes_page() -> Page {
    Page::new("My votes").body("…")
}
