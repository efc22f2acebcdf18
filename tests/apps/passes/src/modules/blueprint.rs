use connect_runtime::prelude::*;

/// Meeting with votes
#[blueprint(template = meeting, create_result = edit)]
struct Meeting;

#[callback]
async fn meeting() -> &'static str {
    "<h1>What we vote on</h1>"
}
