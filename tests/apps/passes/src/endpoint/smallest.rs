use connect_runtime::prelude::*;

#[endpoint(POST "/vote")]
async fn vote() -> &'static str {
    "counted"
}
