use connect_runtime::prelude::*;

#[public(GET "/privacy")]
async fn vote() -> &'static str {
    "counted"
}
