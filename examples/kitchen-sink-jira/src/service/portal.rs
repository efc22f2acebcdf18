//! What customers see around their requests.

use connect_runtime::prelude::*;

#[service_desk_portal_header(pages = [help_center, portal])]
async fn portal_header() -> Page {
    Page::new("Votes").body("What others voted for")
}

#[service_desk_portal_sub_header(pages = [my_requests])]
async fn portal_sub_header() -> Page {
    Page::new("Votes").body("Requests with your vote")
}

#[service_desk_portal_footer(pages = [help_center, portal])]
async fn portal_footer() -> Page {
    Page::new("Votes").body("How votes are counted")
}

/// My votes
#[service_desk_portal_user_menu_action(target = { type = page })]
async fn my_votes() -> Page {
    Page::new("My votes").body("…")
}

/// Take back my votes
#[service_desk_portal_profile_action(
    target = { type = dialog, options = { size = medium } },
    forge = skip,
)]
async fn take_back() -> Page {
    Page::new("Take back my votes").body("…")
}

#[service_desk_portal_profile_panel]
async fn portal_profile() -> Page {
    Page::new("Votes").body("…")
}
