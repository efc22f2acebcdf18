use connect_runtime::prelude::*;

#[service_desk_portal_request_view_panel]
async fn request_votes() -> Page {
    Page::new("Votes").body("…")
}
