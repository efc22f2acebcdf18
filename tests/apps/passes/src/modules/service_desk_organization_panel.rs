use connect_runtime::prelude::*;

#[service_desk_organization_panel]
async fn organization_votes() -> Page {
    Page::new("Votes").body("…")
}
