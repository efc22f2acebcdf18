use connect_runtime::prelude::*;

#[general_page(
    name = "Page",
    location = "system.header/left",
    url = "/a-page",
    conditions = remote(beta),
)]
async fn page() -> Page {
    todo!("page")
}

#[condition("/conditions/beta")]
pub(crate) async fn beta() -> Result<bool> {
    todo!("beta")
}
