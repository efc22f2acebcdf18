use connect_runtime::prelude::*;

#[service_desk_portal_request_view_details_panel]
async fn request_details() -> Page {
    Page::new("Votes").body("…")
}
