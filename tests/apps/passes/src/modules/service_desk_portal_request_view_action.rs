use connect_runtime::prelude::*;

/// Vote
#[service_desk_portal_request_view_action(icon = "/vote.svg", target = { type = dialog })]
async fn vote_for_request() -> Page {
    Page::new("Vote").body("…")
}
