use connect_runtime::prelude::*;

#[general_page(
    name = "Page",
    location = "system.header/left",
    url = "/a-page",
    conditions = remote(beta),
)]
async fn page() -> Page {
    not_written!()
}

#[condition("/conditions/beta")]
pub(crate) async fn beta() -> Result<bool> {
    not_written!()
}
