use connect_runtime::prelude::*;

#[endpoint(POST)]
async fn vote() -> &'static str {
    "counted"
}
