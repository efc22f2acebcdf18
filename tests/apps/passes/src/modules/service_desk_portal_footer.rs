use connect_runtime::prelude::*;

#[service_desk_portal_footer(pages = [help_center, portal])]
async fn footer() -> Page {
    Page::new("Votes").body("…")
}
