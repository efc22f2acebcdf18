use connect_runtime::prelude::*;

#[service_desk_portal_header(pages = [help_center, portal])]
async fn header() -> Page {
    Page::new("Votes").body("…")
}
