//! One request.

use connect_runtime::prelude::*;

#[service_desk_portal_request_create_property_panel]
async fn similar_requests() -> Page {
    Page::new("Similar requests").body("Vote for one of these instead")
}

/// Vote
#[service_desk_portal_request_view_action(icon = "/images/votes.svg", target = { type = dialog })]
async fn vote_for_request() -> Page {
    Page::new("Vote").body("…")
}

#[service_desk_portal_request_view_details_panel]
async fn request_details() -> Page {
    Page::new("Votes").body("…")
}

#[service_desk_portal_request_view_panel]
async fn request_votes() -> Page {
    Page::new("Votes").body("…")
}
