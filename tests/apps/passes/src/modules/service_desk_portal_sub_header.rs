use connect_runtime::prelude::*;

#[service_desk_portal_sub_header(pages = [my_requests])]
async fn sub_header() -> Page {
    Page::new("Votes").body("…")
}
