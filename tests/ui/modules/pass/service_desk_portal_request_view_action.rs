connect_runtime::library!();

use connect_runtime::prelude::*;

/// Vote
#[service_desk_portal_request_view_action(icon = "/vote.svg", target = { type = dialog })]
async fn vote() -> Page {
    Page::new("Vote").body("…")
}

fn main() {}
