use connect_runtime::prelude::*;

#[service_desk_portal_request_create_property_panel]
async fn votes_field() -> Page {
    Page::new("Votes").body("…")
}
